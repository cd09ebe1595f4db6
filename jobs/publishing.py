"""Jobs of publishing: what goes online and what leaves at its hour."""

from app.core import clock
from app.publishing.life.hours import publish_due, withdraw_due
from jobs import worker_context


def keep_hours() -> None:
    """Let online and take away what is due; a second run finds nothing left."""
    with worker_context():
        publish_due(now=clock.now())
        withdraw_due(now=clock.now())
