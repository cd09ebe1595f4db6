"""What the worker does with the acts of the activity log."""

from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.core.models import Activity


def deliver_activities(kind: str) -> None:
    """Tell every act of a kind that waits to its subscribers, as the worker would by now."""
    waiting = select(Activity.id).where(Activity.kind == kind, Activity.delivered_at.is_(None))
    for activity_id in db.session.scalars(waiting.order_by(Activity.id)).all():
        activity.deliver(activity_id)
