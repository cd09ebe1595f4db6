"""Refusals: what somebody asked for cannot be done, and a sentence tells them why."""

from flask_babel import LazyString


class Refusal(Exception):
    """What somebody asked for cannot be done; the sentence says what to do instead.

    sentence: shown as it is, in the reader's language
    field: the form field that it concerns, or None for the whole form
    code: a stable word for the API and for tests
    """

    code = "refused"

    def __init__(
        self, sentence: str | LazyString, *, field: str | None = None, code: str | None = None
    ) -> None:
        super().__init__(str(code or self.code))
        self.sentence = sentence
        self.field = field
        self.code = code or self.code
