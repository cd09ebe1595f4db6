"""Jobs of publishing: close the openings whose last day is over."""

from app.core import clock
from app.core.database import transaction
from app.publishing.publish import close_past_openings
from jobs import worker_context


def close_past() -> None:
    """Close what was to close yesterday; a second run finds nothing left."""
    with worker_context(), transaction():
        close_past_openings(now=clock.now())
