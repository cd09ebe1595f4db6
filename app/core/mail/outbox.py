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


def messages(*, search: str, by_recipient: bool, page: int) -> Page[Any]:
    """Return a page of messages, newest first, whose recipient and subject hold every word.

    Those about somebody who has yet to agree to anything are found by neither.

    by_recipient: whether the one who searches may see every recipient
    """
    statement = select(Message).order_by(Message.id.desc())
    if search:
        looked_in = [Message.to_address] if by_recipient else []
        words = func.fold(func.concat_ws(" ", *looked_in, Message.subject))
        statement = statement.where(Message.about_id.is_(None), *holds(words, search.split()))
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
