"""The applications that await those who recruit: on their home page, most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from app.core.database import db
from app.hiring.models import Application
from app.hiring.queries.applications import Awaiting, awaits
from app.hiring.queries.visibility import TITLES, recruits_for, visible_to
from app.people.models import Person
from app.publishing.models import Opening

MOST_URGENT = 4


@dataclass(frozen=True)
class AwaitingRecruiter:
    """How many applications await somebody who recruits, and those that have waited the longest.

    unopened, long: applications to their own openings
    """

    unopened: int
    long: int
    urgent: Sequence[Application]


def awaiting_recruiter(person: Person, *, now: datetime) -> AwaitingRecruiter:
    """Return which applications await a person. One statement."""
    unopened, long = (awaits(each, now=now) for each in (Awaiting.OPENING, Awaiting.STEP))
    rows = (
        db.session.execute(
            select(
                Application,
                func.count().filter(unopened).over().label("unopened"),
                func.count().filter(long).over().label("long"),
            )
            .join(Application.candidate)
            .join(Application.opening)
            .where(
                Application.repeats_id.is_(None),
                visible_to(person),
                recruits_for(person),
                or_(unopened, long),
            )
            .options(
                contains_eager(Application.candidate),
                contains_eager(Application.opening).options(
                    lazyload(Opening.place), joinedload(Opening.texts).options(TITLES)
                ),
            )
            .order_by(Application.stage_since, Application.id)
            .limit(MOST_URGENT)
        )
        .unique()
        .all()
    )
    if not rows:
        return AwaitingRecruiter(0, 0, ())
    return AwaitingRecruiter(rows[0].unopened, rows[0].long, [row.Application for row in rows])
