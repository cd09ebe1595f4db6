"""Who sends a public form: the person signed in to the browser, and the mailbox it counts for."""

from flask_login import current_user

from app.core.text.clean import tidy_line
from app.core.text.mailboxes import bare_mailbox
from app.hiring.candidates.mailbox import fold
from app.people.entrance import limits
from app.people.models import Person


def sender() -> Person | None:
    """Return the signed-in person; candidates hardly ever work here."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def mailbox() -> str:
    """Return the mailbox that a form names, in the one spelling of all its addresses."""
    return fold(bare_mailbox(tidy_line(limits.typed("email"))))


def of_mailbox() -> str:
    """Name the counter of the mailbox that a form names; of the address when it names none."""
    named = mailbox()
    return limits.keyed("mailbox", named) if named else limits.of_address()
