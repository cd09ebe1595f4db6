"""Candidates' words that wait for an ambassador's: until when, and reminders before it is over.

How long an ambassador has is the policy's of the day when the candidate named them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, ScalarSelect, cast, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.attribution import policies
from app.attribution.examine import confirmable_until
from app.attribution.models import PolicyVersion
from app.attribution.policy import Policy
from app.extensions import db
from app.hiring import letters, queries
from app.hiring.models import Application, DeclarationReminder, Touch
from app.people.models import Person
from app.publishing.facts import local_date

FIRST, LAST = 1, 2
LAST_BEFORE = timedelta(days=2)  # before the last day
LONGEST = 365_000  # days: a longer delay ends later than PostgreSQL's dates need to reach


@dataclass(frozen=True)
class Waiting:
    """A candidate who names an ambassador, and the last day on which they can confirm it."""

    touch: Touch
    application: Application
    last_day: date


def last_day_of(at: datetime, version: int) -> date:
    """Return the last day on which a name given at a moment can be confirmed."""
    return confirmable_until(at, policies.versions([version])[version])


def waiting_for(ambassador: Person) -> list[Waiting]:
    """Return who waits for an ambassador's answer, the earliest first, those too late as well."""
    declared = queries.declarations_for(ambassador)
    policy = _policies({touch.policy_version for touch, _ in declared})
    return [
        Waiting(touch, application, confirmable_until(touch.at, policy[touch.policy_version]))
        for touch, application in declared
    ]


def waiting_counted(ambassador: Person, *, now: datetime) -> ScalarSelect[int]:
    """Return the select of how many answers of an ambassador are waited for, still in time.

    It finds the last day as confirmable_until does.
    """
    zone = PolicyVersion.settings["timezone"].as_string()
    days = func.least(PolicyVersion.settings["confirm_days"].as_integer(), LONGEST)
    last_day = cast(func.timezone(zone, Touch.at), Date) + days
    return (
        select(func.count())
        .select_from(Touch)
        .join(Application, queries.declared_in())
        .join(PolicyVersion, PolicyVersion.version == Touch.policy_version)
        .where(
            Touch.ambassador_id == ambassador.id, *queries.UNANSWERED, last_day >= local_date(now)
        )
        .scalar_subquery()
    )


def due(asked: date, said: date, last_day: date, today: date) -> int | None:
    """Return which reminder is due, FIRST or LAST; None for none today. Pure.

    The first comes in the middle of the delay, the last two days before its end, and neither on
    the day of the question or before it. Where a day was missed, the next one makes up for it;
    of two that are due, the last one counts.

    said: when the candidate named the ambassador
    asked: when the ambassador was first asked, which may be later
    last_day: on which they can answer
    """
    if today > last_day:
        return None
    on = {FIRST: said + (last_day - said) // 2, LAST: last_day - LAST_BEFORE}
    return max((number for number, day in on.items() if asked < day <= today), default=None)


def remind(*, now: datetime) -> int:
    """Remind every ambassador whose answer is due, in the caller's transaction; returns how many.

    Each reminder is noted once, so that a second run on the same day writes nothing. Nobody is
    reminded who has answered, has left, or is not asked any more.
    """
    here = or_(Person.left_on.is_(None), Person.left_on >= local_date(now))
    rows = db.session.execute(
        queries.declarations_pending()
        .where(here)
        .order_by(Touch.at)
        .with_for_update(of=Touch, skip_locked=True)
    ).all()
    policy = _policies({touch.policy_version for touch, _ in rows})
    return sum(_remind(touch, it, policy[touch.policy_version], now) for touch, it in rows)


def _remind(touch: Touch, application: Application, policy: Policy, now: datetime) -> bool:
    asked, said = local_date(touch.created_at), local_date(touch.at)
    last_day = confirmable_until(touch.at, policy)
    number = due(asked, said, last_day, local_date(now))
    if number is None or not _noted(touch, number, now):
        return False
    letters.remind_ambassador(touch, application, last_day=last_day, last=number == LAST, now=now)
    return True


def _noted(touch: Touch, number: int, now: datetime) -> bool:
    """Note a reminder; False when it was sent before."""
    noted = db.session.execute(
        insert(DeclarationReminder)
        .values(touch_id=touch.id, number=number, at=now)
        .on_conflict_do_nothing()
        .returning(DeclarationReminder.touch_id)
    )
    return noted.first() is not None


def _policies(wanted: Collection[int]) -> Mapping[int, Policy]:
    return policies.versions(wanted) if wanted else {}
