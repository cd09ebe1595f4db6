"""What the home page remembers: when one was last there, and how often openings were shown."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Insert, insert

from app.core.calendar import local_date
from app.core.database import db
from app.people.models import Person
from app.publishing.kinds import FAMILIES
from app.sharing.models import HubDay, HubVisit
from app.sharing.queries import FAIR_FOR
from app.sharing.ranking import RankingFacts

AWAY = timedelta(minutes=30)  # whoever comes back sooner had not left


@dataclass(frozen=True)
class Sitting:
    """One stay at home: since when the reader was away, and what their links had been opened then.

    since: None the first time
    """

    since: datetime | None
    visits_then: int

    def came(self, visits: int) -> int:
        """Return how often their links were opened meanwhile. Pure."""
        return max(0, visits - self.visits_then) if self.since else 0


def sitting(last: HubVisit | None, *, visits: int, now: datetime) -> Sitting:
    """Return what a visit is compared with: the one before they had left for a while. Pure.

    visits: of all their links, now
    """
    if last is None:
        return Sitting(None, visits)
    if now - last.seen_at >= AWAY:
        return Sitting(last.seen_at, last.visits)
    return Sitting(last.before_at, last.visits_before)


def shown_today(last: HubVisit | None, *, now: datetime) -> frozenset[UUID]:
    """Return what the reader was shown today. Pure."""
    if last is None or last.shown_on != local_date(now):
        return frozenset()
    return frozenset(last.shown)


def remember(
    person: Person,
    *,
    shown: Collection[RankingFacts],
    today: Collection[UUID],
    visits: int,
    since: Sitting,
    now: datetime,
) -> None:
    """Keep a visit, and count the openings that the person had not been shown today.

    today: what they had been shown before; visits: of all their links, now
    """
    day = local_date(now)
    seen = {
        "seen_at": now,
        "before_at": since.since,
        "visits": visits,
        "visits_before": since.visits_then,
        "shown_on": day,
        "shown": sorted({*today, *(each.id for each in shown)}),
    }
    visit = (
        insert(HubVisit)
        .values(person_id=person.id, **seen)
        .on_conflict_do_update(index_elements=[HubVisit.person_id], set_=seen)
    )
    fresh = [each for each in shown if each.id not in today]
    counted = _count(fresh, now=now)
    db.session.execute(visit if counted is None else counted.add_cte(visit.cte("visit")))


def count_mailed(shown: Collection[RankingFacts], *, now: datetime) -> None:
    """Count the openings that a person was shown by mail: the next person's turn is another's."""
    counted = _count(shown, now=now)
    if counted is not None:
        db.session.execute(counted)


def _count(shown: Collection[RankingFacts], *, now: datetime) -> Insert | None:
    """Return what counts the openings among them once more today."""
    # in order: two of these at once wait for each other, and never in a circle
    ids = sorted(each.id for each in shown if FAMILIES[each.family].takes_applications)
    if not ids:
        return None
    day = local_date(now)
    rows = insert(HubDay).values([{"day": day, "publication_id": each, "times": 1} for each in ids])
    return rows.on_conflict_do_update(
        index_elements=[HubDay.day, HubDay.publication_id], set_={"times": HubDay.times + 1}
    )


def forget_days(*, now: datetime) -> None:
    """Forget how often openings were shown, once it no longer decides whose turn it is."""
    db.session.execute(
        delete(HubDay).where(HubDay.day <= local_date(now) - timedelta(days=FAIR_FOR))
    )
