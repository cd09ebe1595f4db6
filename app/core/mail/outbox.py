"""The outbox, as operators read it: messages, and trying a failed one again."""

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


def messages(*, search: str, page: int) -> Page[Any]:
    """Return a page of messages, newest first, whose recipient and subject hold every word.

    When none does, those of the latest where each is nearly there.
    """
    statement = select(Message).order_by(Message.id.desc())
    words = func.fold(func.concat_ws(" ", Message.to_address, Message.subject))
    latest = select(Message.id).order_by(Message.id.desc()).limit(MOST_COMPARED)

    def found(exact: bool) -> Select[Any]:
        if exact:
            return statement.where(*holds(words, search.split()))
        return statement.where(Message.id.in_(latest), *alike(words, search.split()))

    return paginate_found(found, page=page, forgives=forgives_any(search))


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
