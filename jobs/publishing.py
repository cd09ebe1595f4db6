"""Jobs of publishing: openings whose last day is over, and whoever asked to be told of new ones."""

from app.core import clock
from app.core.database import transaction
from app.publishing.alerts.ask import forget_unconfirmed
from app.publishing.alerts.send import send_due
from app.publishing.publish import close_past_openings
from jobs import worker_context


def close_past() -> None:
    """Close what was to close yesterday; a second run finds nothing left."""
    with worker_context(), transaction():
        close_past_openings(now=clock.now())


def send_alerts() -> None:
    """Tell of new openings whoever confirmed to want it; a second run writes nothing more."""
    with worker_context():
        send_due(now=clock.now())


def forget_alerts() -> None:
    """Forget the addresses that nobody confirmed."""
    with worker_context(), transaction():
        forget_unconfirmed(now=clock.now())
