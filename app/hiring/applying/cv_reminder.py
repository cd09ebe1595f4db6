"""The one reminder of a CV that was to come."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.core.database import db
from app.hiring import letters
from app.hiring.models import Application, ApplicationState

AFTER = timedelta(days=3)
AT_ONCE = 100


def remind(*, now: datetime) -> int:
    """Remind some who said that their CV was to come and have sent none; returns how many.

    Once an application, however often it runs; 0 when nobody is left. An application that repeats
    another of the same person counts for nothing, and waits for no CV.
    """
    waiting = db.session.scalars(
        select(Application)
        .where(
            Application.cv_later,
            Application.cv_reminded_at.is_(None),
            Application.cv_id.is_(None),
            Application.repeats_id.is_(None),
            Application.state == ApplicationState.OPEN,
            Application.at < now - AFTER,
        )
        .order_by(Application.at)
        .limit(AT_ONCE)
        .with_for_update(of=Application, skip_locked=True)
    ).all()
    for application in waiting:
        application.cv_reminded_at = now
        letters.remind_cv(application, now=now)
    return len(waiting)
