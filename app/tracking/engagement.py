"""What somebody does next on a page (apply, ask, change the referrer) shows that they were there.

No script, no beacon: the form carries the click's signed token. A page that a network or a browser
had fetched ahead becomes a visit once somebody acts on it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.tracking.models import ClickAct


def note_engagement(click_id: UUID, *, now: datetime) -> None:
    """Note, in the caller's transaction, that somebody acted on the page of a click.

    The loader does the rest, since it may not have loaded the click yet. Noting it twice changes
    nothing.
    """
    db.session.execute(insert(ClickAct).values(click_id=click_id, at=now).on_conflict_do_nothing())
