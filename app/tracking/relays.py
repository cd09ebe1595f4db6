"""Sharing declares a relay: the first of its three grades (loading/grades.py gives the others)."""

from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.core.models import Activity
from app.tracking.models import Relay


def declare_relay(created: Activity) -> None:
    """Declare the relay of a link that the share button has made."""
    db.session.execute(
        insert(Relay)
        .values(link_id=created.subject_id, declared_at=created.at)
        .on_conflict_do_nothing()
    )
