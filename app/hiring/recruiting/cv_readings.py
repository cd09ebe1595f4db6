"""Who read which CV, in the activity log: ids alone."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.core.models import Activity
from app.hiring.models import Application
from app.people.models import Person

KIND = "application.cv_read"
ONE_READING = timedelta(minutes=15)  # its pages and its text, looked at again meanwhile


class ReadingWay(StrEnum):
    """How a CV was read."""

    FILE = "file"
    PAGES = "pages"
    TEXT = "text"


def note_reading(application: Application, way: ReadingWay, *, by: Person, now: datetime) -> None:
    """Record that somebody reads a CV, once for one reading, in the caller's transaction."""
    noted = select(Activity.id).where(
        Activity.subject_type == Application.__tablename__,
        Activity.subject_id == application.id,
        Activity.kind == KIND,
        Activity.actor_id == by.id,
        Activity.data["way"].as_string() == way.value,
        Activity.at > now - ONE_READING,
    )
    if not db.session.scalar(select(noted.exists())):
        activity.record(KIND, application, by=by, data={"way": way.value}, now=now)
