"""Questions, and what their answers say. Pure.

A decisive answer is flagged to those who recruit; it refuses nobody by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

MOST = 5  # questions of an opening


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    YES_NO = "yes_no"
    LINK = "link"


CHOSEN = (QuestionKind.CHOICE, QuestionKind.YES_NO)  # among given answers
YES, NO = 0, 1  # the places of the answers to a yes/no question


@dataclass(frozen=True)
class OpeningQuestion:
    """One question.

    id: stays when its words are corrected
    choices_fr, choices_en: the answers of a choice, one beside the other
    required: the form is not sent without an answer
    fits: the places of the answers that fit; none: no answer is decisive
    """

    id: UUID
    kind: QuestionKind
    text_fr: str = ""
    text_en: str = ""
    choices_fr: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()
    required: bool = False
    fits: tuple[int, ...] = ()

    def text(self, language: str) -> str:
        """Return it in "fr" or "en", else in the other one."""
        both = (self.text_fr, self.text_en)
        return (both[0] or both[1]) if language == "fr" else (both[1] or both[0])

    def choices(self, language: str) -> tuple[str, ...]:
        """Return its answers in "fr" or "en", else in the other one."""
        both = (self.choices_fr, self.choices_en)
        return (both[0] or both[1]) if language == "fr" else (both[1] or both[0])

    def written_in(self, language: str) -> bool:
        """Say whether it can be asked in a language."""
        words = self.text_fr if language == "fr" else self.text_en
        choices = self.choices_fr if language == "fr" else self.choices_en
        return bool(words) and (self.kind is not QuestionKind.CHOICE or bool(choices))


@dataclass(frozen=True)
class GivenAnswer:
    """What a candidate answered, kept in the words that they read.

    question: its words then, whatever becomes of it
    flagged: it is decisive, and does not fit
    """

    question: str
    kind: QuestionKind
    text: str
    flagged: bool = False


def answer_to(
    question: OpeningQuestion, text: str, *, place: int | None, language: str
) -> GivenAnswer:
    """Return what is kept of an answer.

    place: of the answer that was chosen, of a question where one is; None for no answer
    """
    flagged = bool(question.fits) and place not in question.fits
    return GivenAnswer(question.text(language), question.kind, text, flagged)


def unwritten(questions: Sequence[OpeningQuestion], language: str) -> bool:
    """Say whether one of some questions cannot be asked in a language."""
    return not all(question.written_in(language) for question in questions)
