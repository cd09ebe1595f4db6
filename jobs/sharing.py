"""Jobs of sharing: remind those who asked for it."""

from app.core import clock
from app.core.database import transaction
from app.sharing import reminders
from jobs import worker_context


def send_reminders() -> None:
    """Send the reminders whose time has come; a second run finds nothing left."""
    with worker_context(), transaction():
        reminders.send_due(now=clock.now())
