"""The forms of whoever asks: no account, no cookie."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField, ValidationError

from app.core.ids import uuid7
from app.sharing.asking.ask import LONGEST
from app.sharing.asking.contacts import has_contacts
from app.sharing.asking.reports import LONGEST_REASON
from app.web.fields import KeyField, line, mailbox_field, no_address, some_letter, words
from app.web.public_forms import PublicForm

LONGEST_NAME = 40


class WrittenForm(PublicForm):
    """Words for somebody whose address one does not learn; contacts in them are asked about once.

    form_id: the same form sent twice is one message
    seen: the words whose contacts were said to be taken out
    """

    form_id = KeyField(default=uuid7)
    text = words(_l("Your question"), _l("Write your question."), LONGEST)
    seen = HiddenField(default="")
    warns = False

    def validate_text(self, field: TextAreaField) -> None:
        """Say once that addresses and numbers are not passed on."""
        if not has_contacts(field.data or ""):
            return
        self.warns = self.seen.data != field.data
        if self.warns:
            raise ValidationError(
                _l(
                    "There is an address or a phone number in it: we take those out, so that"
                    " neither of you learns the other’s. Change your words, or send them again"
                    " as they are."
                )
            )


class AskForm(WrittenForm):
    """A question, and where it is to be answered."""

    email = mailbox_field(missing=_l("Type the address where you want the answer."))
    first_name = line(_l("Your first name"), longest=LONGEST_NAME, rules=[no_address, some_letter])


class ReportForm(PublicForm):
    """What went wrong, for a programme manager."""

    reason = words(
        _l("What went wrong?"), _l("Say in a few words what went wrong."), LONGEST_REASON
    )


class KeepForm(PublicForm):
    """Whether words may stand on the page: those that were read, by their key."""

    kept = KeyField()
    answer = HiddenField()
