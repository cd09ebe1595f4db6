"""Sharing declares a relay: the first of its three grades (relays.py has the others)."""

from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.core.models import Activity
from app.tracking.models import Relay


def declare_relay(created: Activity) -> None:
    """A link was made by the share button: its relay is declared."""
    db.session.execute(
        insert(Relay)
        .values(link_id=created.subject_id, declared_at=created.at)
        .on_conflict_do_nothing()
    )
