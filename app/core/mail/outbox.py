"""The outbox, as operators read it: messages, and trying a failed one again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from werkzeug.exceptions import NotFound

from app.core import jobs
from app.core.database import db
from app.core.models import Message, MessageState
from app.core.pagination import Page, paginate_found
from app.core.search import alike, forgives_any, holds

MOST_COMPARED = 5000  # messages, when a letter has to be forgiven


def messages(*, search: str, by_recipient: bool, page: int) -> Page[Any]:
    """Return a page of messages, newest first, whose recipient and subject hold every word.

    When none does, those of the latest where each is nearly there. Those about somebody who has
    yet to agree to anything are found by neither.

    by_recipient: whether the one who searches may see every recipient
    """
    statement = select(Message).order_by(Message.id.desc())
    if search:
        statement = statement.where(Message.about_id.is_(None))
    looked_in = [Message.to_address] if by_recipient else []
    words = func.fold(func.concat_ws(" ", *looked_in, Message.subject))
    latest = select(Message.id).order_by(Message.id.desc()).limit(MOST_COMPARED)

    def found(exact: bool) -> Select[Any]:
        if exact:
            return statement.where(*holds(words, search.split()))
        return statement.where(Message.id.in_(latest), *alike(words, search.split()))

    return paginate_found(found, page=page, forgives=forgives_any(search))


@dataclass(frozen=True)
class UnsentMail:
    """What has yet to leave: how much, since when, how much of it was tried, and what was said.

    last_error: of the message tried the most often, as its page shows it; it may name an address
    """

    waiting: int
    retrying: int
    oldest_at: datetime | None
    last_error: str

    @property
    def error_class(self) -> str:
        """What kind of error it was: nothing that names anybody."""
        return error_class(self.last_error)


def error_class(error: str) -> str:
    """Return what kind of error an attempt met: nothing that names anybody. Pure.

    error: as an attempt notes it, the kind and then what was said
    """
    return error.partition(":")[0]


def unsent() -> UnsentMail:
    """Return what waits to be sent."""
    waits = Message.state == MessageState.QUEUED
    waiting, retrying, oldest = db.session.execute(
        select(
            func.count(),
            func.count().filter(Message.attempts > 0),
            func.min(Message.at),
        ).where(waits)
    ).one()
    said = db.session.scalar(
        select(Message.last_error)
        .where(waits, Message.attempts > 0)
        .order_by(Message.attempts.desc(), Message.id)
        .limit(1)
    )
    return UnsentMail(waiting, retrying, oldest, said or "")


def retried(*, limit: int = 20) -> list[Message]:
    """Return the messages that wait although they were tried, the oldest first."""
    tried = (Message.state == MessageState.QUEUED, Message.attempts > 0)
    return list(db.session.scalars(select(Message).where(*tried).order_by(Message.id).limit(limit)))


def message_of(message_id: UUID) -> Message:
    """Return a message. raises: NotFound"""
    message = db.session.get(Message, message_id)
    if message is None:
        raise NotFound
    return message


def requeue(message_id: UUID) -> None:
    """Have a failed message tried again; one that has left stays as it is."""
    message = db.session.get(Message, message_id, with_for_update=True)
    if message is None:
        raise NotFound
    if message.state is MessageState.FAILED:
        message.state = MessageState.QUEUED
        message.attempts = 0
        jobs.enqueue("jobs.core.deliver_message", str(message.id), queue_name="mail")
