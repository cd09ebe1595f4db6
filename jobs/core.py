"""Jobs of the core: deliver activities and messages, and sweep what was left behind."""

from uuid import UUID

from app.core import activity, clock, mail
from app.core.mail import asked
from jobs import worker_context


def deliver_activity(activity_id: str) -> None:
    """Tell subscribers of an activity; those who have heard of it are not told again."""
    with worker_context():
        activity.deliver(UUID(activity_id))


def deliver_message(message_id: str) -> None:
    """Send one message; one that has left is not sent again."""
    with worker_context():
        mail.deliver(UUID(message_id))


def answer_asked_mail(asked_id: str) -> None:
    """Write a mail that was asked for by an address; one that was answered is not written again."""
    with worker_context():
        asked.answer(UUID(asked_id), now=clock.now())


def sweep() -> None:
    """Find what a crash or an absent Redis left waiting, each minute."""
    with worker_context():
        activity.sweep(now=clock.now())
        mail.sweep(now=clock.now())
        asked.sweep(now=clock.now())
