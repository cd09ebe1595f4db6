"""Answering a question from a mail program: the address to which it goes, signed."""

from app.sharing.asking.models import Question


def address_for(question: Question) -> str:  # noqa: ARG001
    """Return where an answer by mail is received; "" where none is."""
    return ""
