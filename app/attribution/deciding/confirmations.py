"""Candidates' words that wait for an ambassador's: until when, and what both are told meanwhile.

How long an ambassador has is the policy's of the day when the candidate named them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ScalarSelect, Select, func, or_, select

from app.attribution.deciding import appeals
from app.attribution.ledger.pseudonyms import known_pseudonym
from app.attribution.models import SubjectKind
from app.attribution.queries import DecisionOnRecord, decisions_of
from app.attribution.rule.facts import Outcome
from app.core.calendar import local_date
from app.core.database import db
from app.hiring import letters, queries
from app.hiring.models import Application, Touch, TypedName
from app.hiring.referrals.declarations import FIRST, LAST, OVER, noted
from app.hiring.referrals.referrals import Referral
from app.people.models import Person
from app.policy import versions
from app.policy.confirming import last_day_in_sql, last_day_to_confirm
from app.policy.models import PolicyVersion
from app.policy.policy import Policy

LAST_BEFORE = timedelta(days=2)  # before the last day


@dataclass(frozen=True)
class Waiting:
    """A candidate who names an ambassador, and the last day on which they can confirm it."""

    touch: Touch
    application: Application
    last_day: date


def waiting_for(ambassador: Person) -> list[Waiting]:
    """Return who waits for an ambassador's answer, the earliest first, those too late as well."""
    declared = queries.declarations_for(ambassador)
    policy = _policies({touch.policy_version for touch, _ in declared})
    return [
        Waiting(touch, application, last_day_to_confirm(touch.at, policy[touch.policy_version]))
        for touch, application in declared
    ]


def with_over(
    people: Sequence[Referral], ambassador: Person, *, now: datetime
) -> Sequence[Referral]:
    """Return the people brought, with those marked whom it is too late to confirm.

    One statement, and none where nobody waits.
    """
    if not any(each.awaits for each in people):
        return people
    late = _declared(ambassador).where(local_date(now) > _LAST_DAY)
    over = set(db.session.scalars(late.with_only_columns(Application.id)))
    return [replace(each, over=each.awaits and each.application_id in over) for each in people]


def waiting_counted(ambassador: Person, *, now: datetime) -> ScalarSelect[int]:
    """Return the select of how many answers of an ambassador are waited for, still in time."""
    waiting = _declared(ambassador).where(local_date(now) <= _LAST_DAY)
    return waiting.with_only_columns(func.count()).scalar_subquery()


_LAST_DAY = last_day_in_sql(Touch.at)


def _declared(ambassador: Person) -> Select[Touch]:
    """Return the select of what waits for an ambassador's answer, in time or not."""
    return (
        select(Touch)
        .join(Application, queries.declared_in())
        .join(PolicyVersion, PolicyVersion.version == Touch.policy_version)
        .where(Touch.ambassador_id == ambassador.id, *queries.UNANSWERED)
    )


def due(asked: date, named_on: date, last_day: date, today: date) -> int | None:
    """Return which reminder is due, FIRST or LAST; None for none today. Pure.

    The first comes in the middle of the delay, the last two days before its end, and neither on
    the day of the question or before it. Where a day was missed, the next one makes up for it;
    of two that are due, the last one counts.

    named_on: when the candidate named the ambassador
    asked: when the ambassador was first asked, which may be later
    last_day: on which they can answer
    """
    if today > last_day:
        return None
    on = {FIRST: named_on + (last_day - named_on) // 2, LAST: last_day - LAST_BEFORE}
    return max((number for number, day in on.items() if asked < day <= today), default=None)


def remind(*, now: datetime) -> int:
    """Remind every ambassador whose answer is due, in the caller's transaction; returns how many.

    Each reminder is noted once, so that a second run on the same day writes nothing. Nobody is
    reminded who has answered, has left, or is not asked any more.
    """
    return sum(_remind(each, now) for each in _unanswered(now))


def tell_over(*, now: datetime) -> int:
    """Tell ambassadors who did not answer in time, and can contest it; returns how many.

    In the caller's transaction, each once. It waits for the decision that nothing is credited to
    them, since that is what they contest.
    """
    today = local_date(now)
    late = [each for each in _unanswered(now) if each.last_day < today]
    decided = decisions_of([each.application.id for each in late])
    return sum(_tell_over(each, decided.get(each.application.id), now) for each in late)


def tell_candidates(*, now: datetime) -> int:
    """Tell candidates whose name nobody has confirmed at half time; returns how many.

    In the caller's transaction, once an application. The reason makes no difference, be it that
    nobody here is called so, that a colleague said no, or has not answered: candidates read the
    same, on the same day, and learn nothing of who works here.
    """
    names = db.session.scalars(
        queries.unconfirmed_typed_names()
        .order_by(TypedName.at)
        .with_for_update(of=TypedName, skip_locked=True)
    ).all()
    policy = _policies({each.policy_version for each in names})
    return sum(_tell_candidate(each, policy[each.policy_version], now) for each in names)


def _tell_candidate(typed_name: TypedName, policy: Policy, now: datetime) -> bool:
    named_on, last_day = local_date(typed_name.at), last_day_to_confirm(typed_name.at, policy)
    if due(named_on, named_on, last_day, local_date(now)) is None:
        return False
    typed_name.asked_at = now
    letters.tell_unconfirmed(typed_name.application, typed_name.typed, last_day=last_day, now=now)
    return True


def _unanswered(now: datetime) -> list[Waiting]:
    """Return every question whose ambassador, still here, has not answered it, locked."""
    here = or_(Person.left_on.is_(None), Person.left_on >= local_date(now))
    rows = db.session.execute(
        queries.declarations_pending()
        .where(here)
        .order_by(Touch.at)
        .with_for_update(of=Touch, skip_locked=True)
    ).all()
    policy = _policies({touch.policy_version for touch, _ in rows})
    return [
        Waiting(touch, application, last_day_to_confirm(touch.at, policy[touch.policy_version]))
        for touch, application in rows
    ]


def _remind(waiting: Waiting, now: datetime) -> bool:
    touch, last_day = waiting.touch, waiting.last_day
    number = due(local_date(touch.created_at), local_date(touch.at), last_day, local_date(now))
    if number is None or not noted(touch, number, now):
        return False
    letters.remind_ambassador(
        touch, waiting.application, last_day=last_day, last=number == LAST, now=now
    )
    return True


def _tell_over(waiting: Waiting, record: DecisionOnRecord | None, now: datetime) -> bool:
    touch, application = waiting.touch, waiting.application
    if record is None or record.row.outcome == Outcome.PENDING:
        return False
    pseudonym = known_pseudonym(SubjectKind.PERSON, touch.ambassador_id)
    theirs = appeals.appeals_of(application.id, touch.ambassador_id)
    if not appeals.is_concerned(application, record, pseudonym):
        return False
    if appeals.refusal_to_contest(record.row, pseudonym, theirs, local_date(now)):
        return False
    if not noted(touch, OVER, now):
        return False
    letters.tell_over(
        touch,
        application,
        last_day=waiting.last_day,
        contest_until=appeals.contest_until(record.row),
        now=now,
    )
    return True


def _policies(wanted: Collection[int]) -> Mapping[int, Policy]:
    return versions.versions(wanted) if wanted else {}
