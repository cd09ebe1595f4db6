"""The counter of a mailbox, for the forms of candidates."""

from app.hiring.mailbox import fold
from app.people import limits
from app.publishing.words import tidy_line


def of_mailbox() -> str:
    """Name the counter of the mailbox that a form names; of the address when it names none."""
    address = tidy_line(limits.typed("email"))
    return limits.keyed("mailbox", fold(address)) if address else limits.of_address()
