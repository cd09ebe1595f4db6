"""The counter of a mailbox, for the forms of candidates."""

from app.core.text.clean import tidy_line
from app.core.text.mailboxes import bare_mailbox
from app.hiring.candidates.mailbox import fold
from app.people.entrance import limits


def of_mailbox() -> str:
    """Name the counter of the mailbox that a form names; of the address when it names none."""
    address = bare_mailbox(tidy_line(limits.typed("email")))
    return limits.keyed("mailbox", fold(address)) if address else limits.of_address()
