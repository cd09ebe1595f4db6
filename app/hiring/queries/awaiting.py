"""What awaits those who recruit: on their home page, most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, lazyload, selectinload

from app.core.database import db
from app.hiring.models import Application
from app.hiring.queries.applications import Awaiting, awaits
from app.hiring.queries.recommendations import to_contact_counted
from app.hiring.queries.typed_names import names_to_match_counted
from app.hiring.queries.visibility import TITLES, recruits_for, visible_to
from app.people.models import Person
from app.publishing.models import Opening

MOST_URGENT = 4


@dataclass(frozen=True)
class AwaitingRecruiter:
    """How much awaits somebody who recruits, and the applications that have waited the longest.

    unopened, long: applications to their own openings
    names: None for who may match none
    """

    unopened: int
    long: int
    names: int | None
    to_contact: int
    urgent: Sequence[Application]

    @property
    def anything(self) -> bool:
        """Whether anything does."""
        return any((self.unopened, self.long, self.names, self.to_contact))


def awaiting_recruiter(person: Person, *, now: datetime) -> AwaitingRecruiter:
    """Return what awaits a person. At most three statements."""
    own = (Application.repeats_id.is_(None), visible_to(person), recruits_for(person))
    unopened, long = (awaits(each, now=now) for each in (Awaiting.OPENING, Awaiting.STEP))
    names = names_to_match_counted(person)
    counted = (
        select(
            func.count().filter(unopened).label("unopened"),
            func.count().filter(long).label("long"),
        )
        .select_from(Application)
        .join(Application.opening)
        .where(*own, or_(unopened, long))
        .subquery()
    )
    columns = [counted.c.unopened, counted.c.long, to_contact_counted(person)]
    row = db.session.execute(select(*columns, *([] if names is None else [names]))).one()
    return AwaitingRecruiter(
        unopened=row[0],
        long=row[1],
        to_contact=row[2],
        names=None if names is None else row[3],
        urgent=_urgent(own, or_(unopened, long)) if row[0] or row[1] else (),
    )


def _urgent(own: Sequence[object], waits: object) -> Sequence[Application]:
    return db.session.scalars(
        select(Application)
        .join(Application.candidate)
        .join(Application.opening)
        .where(*own, waits)  # type: ignore[arg-type]
        .options(
            contains_eager(Application.candidate),
            contains_eager(Application.opening).options(
                lazyload(Opening.place), selectinload(Opening.texts).options(TITLES)
            ),
        )
        .order_by(Application.stage_since, Application.id)
        .limit(MOST_URGENT)
    ).all()
