"""What was said of publications that a person relayed, and whether they have read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.people.models import Person
from app.publishing.recall.models import Notice
from app.sharing.models import ReferralLink
from app.sharing.telling.models import NoticeSeen

SHOWN_FOR, SHOWN = timedelta(days=60), 20


@dataclass(frozen=True)
class ToldNotice:
    """A notice, and whether its reader opens it for the first time."""

    notice: Notice
    fresh: bool


def _theirs(person: Person, now: datetime) -> ColumnElement[bool]:
    """The notices about what a person had relayed, but those that they wrote themselves."""
    relayed = (
        select(ReferralLink.id)
        .where(
            ReferralLink.publication_id == Notice.publication_id,
            ReferralLink.ambassador_id == person.id,
            ReferralLink.created_at <= Notice.at,
        )
        .exists()
    )
    return and_(relayed, Notice.at > now - SHOWN_FOR, Notice.by_id != person.id)


def _seen(person: Person) -> ColumnElement[bool]:
    seen = select(NoticeSeen.at).where(
        NoticeSeen.notice_id == Notice.id, NoticeSeen.person_id == person.id
    )
    return seen.exists()


def unseen_counted(person: Person, *, now: datetime) -> ScalarSelect[int]:
    """Select how many notices a person has not opened."""
    counted = select(func.count(Notice.id)).where(_theirs(person, now), ~_seen(person))
    return counted.scalar_subquery()


def told(person: Person, *, now: datetime) -> Sequence[ToldNotice]:
    """Return the latest notices about what a person relayed. One statement."""
    rows = db.session.execute(
        select(Notice, ~_seen(person))
        .where(_theirs(person, now))
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(SHOWN)
    )
    return [ToldNotice(notice, fresh) for notice, fresh in rows]


def mark_seen(person: Person, notices: Sequence[UUID], *, now: datetime) -> None:
    """Note that a person has opened notices; twice is once."""
    if notices:
        rows = [{"notice_id": each, "person_id": person.id, "at": now} for each in notices]
        db.session.execute(insert(NoticeSeen).values(rows).on_conflict_do_nothing())
