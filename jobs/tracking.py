"""Jobs of tracking: partitions made ahead, and dropped when their clicks are too old to keep."""

from app.core import clock
from app.tracking import retention
from jobs import worker_context


def keep_partitions() -> None:
    """Make the coming months' partitions and drop those past retention."""
    with worker_context():
        retention.keep_partitions(now=clock.now())
