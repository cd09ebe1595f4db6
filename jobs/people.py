"""Jobs of people: forget sessions and links that ended long ago."""

from app.core import clock
from app.core.database import transaction
from app.people.entrance import sessions
from jobs import worker_context


def forget_ended_sessions() -> None:
    """Delete sessions and used links that ended a month ago, each night."""
    with worker_context(), transaction():
        sessions.forget_ended(now=clock.now())
