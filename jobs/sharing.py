"""Jobs of sharing: what the home page counts is forgotten once it is old."""

from app.core import clock
from app.core.database import transaction
from app.sharing import home
from jobs import worker_context


def forget_hub_days() -> None:
    """Forget how often openings were shown more than a week ago, each night."""
    with worker_context(), transaction():
        home.forget_days(now=clock.now())
