"""The outbox, as operators read it: messages, and trying a failed one again."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from app.core import jobs
from app.core.database import db
from app.core.models import Message, MessageState
from app.core.pagination import Page, paginate
from app.core.search import holds


def messages(*, search: str, page: int) -> Page[Any]:
    """Return a page of messages, newest first, whose recipient and subject hold every word."""
    statement = select(Message).order_by(Message.id.desc())
    if search:
        words = func.fold(func.concat_ws(" ", Message.to_address, Message.subject))
        statement = statement.where(*holds(words, search.split()))
    return paginate(statement, page=page)


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
