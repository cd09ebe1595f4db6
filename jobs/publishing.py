"""Jobs of publishing: what goes online and what leaves at its hour, guests who are forgotten."""

from app.core import clock
from app.core.database import transaction
from app.publishing.events import rsvp
from app.publishing.life.hours import publish_due, withdraw_due
from jobs import worker_context


def keep_hours() -> None:
    """Let online and take away what is due; a second run finds nothing left."""
    with worker_context():
        publish_due(now=clock.now())
        withdraw_due(now=clock.now())


def forget_guests() -> None:
    """Forget who came to events that are long over; a second run finds nobody."""
    with worker_context(), transaction():
        rsvp.forget_guests(now=clock.now())
