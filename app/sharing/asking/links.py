"""The addresses in the letters to whoever asked: each is signed, and opens one conversation."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import signing
from app.core.errors import Refusal
from app.people.entrance.links import absolute
from app.sharing.asking.models import KeptAnswer, Question

CONFIRM, ASKER, KEPT = "question.confirm", "question.asker", "answer.kept"
UNCONFIRMED_LASTS = timedelta(days=7)


class DeadQuestionLink(Refusal):
    """The link is too old, or never was one of ours."""

    code = "dead_link"


def confirm_link(question: Question) -> str:
    """Return the whole address that passes a question on, while it waits for that."""
    until = question.asked_at + UNCONFIRMED_LASTS
    token = signing.sign(CONFIRM, question.id.hex, expires=until)
    return absolute("site.confirm_question", token=token)


def asker_token(question: Question) -> str:
    """Return what opens a conversation to whoever asked."""
    return signing.sign(ASKER, question.id.hex)


def asker_link(question: Question, endpoint: str = "site.asked") -> str:
    """Return the whole address of a page of whoever asked; it opens nothing once it is erased."""
    return absolute(endpoint, token=asker_token(question))


def kept_link(kept: KeptAnswer) -> str:
    """Return the whole address that takes an answer off its page again."""
    return absolute("site.withdraw_answer", token=signing.sign(KEPT, kept.id.hex))


def key_of(purpose: str, token: str) -> UUID:
    """Return the key that a link carries. raises: DeadQuestionLink"""
    try:
        return UUID(hex=signing.unsign(purpose, token))
    except signing.Expired as expired:
        raise DeadQuestionLink(
            _l("This link is too old: ask your question again."), code="expired_link"
        ) from expired
    except (signing.BadToken, ValueError) as forged:
        raise DeadQuestionLink(_l("This link is incomplete or altered.")) from forged


def is_asker(token: str) -> bool:
    """Return whether a link of whoever asked was signed here."""
    return signing.is_ours(ASKER, token)


def unconfirmed_before(now: datetime) -> datetime:
    """Return the instant before which a question that nobody confirmed is forgotten. Pure."""
    return now - UNCONFIRMED_LASTS
