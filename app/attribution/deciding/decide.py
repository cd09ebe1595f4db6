"""Decide who is credited, and write it in the ledger when it changes."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import func, select

from app.attribution.deciding.case_file import read_case_file
from app.attribution.deciding.plan import plan
from app.attribution.ledger import entries
from app.attribution.ledger.evidence import Unreadable
from app.attribution.models import LedgerRow
from app.attribution.rule.facts import Outcome
from app.attribution.rule.resolve import ConflictingTouches, UnknownPolicy
from app.core import activity, clock
from app.core.database import db, transaction
from app.core.models import Activity
from app.hiring.candidates.merge import group_of, hold_groups
from app.hiring.models import Application, Candidate, Touch

log = structlog.get_logger(__name__)


# what may change who is credited
DECIDES_AGAIN = (
    "application.submitted",
    "application.repeated",
    "application.referrer_changed",
    "application.name_matched",
    "application.match_corrected",
    "touch.settled",
)


def decide_again(told: Activity) -> None:
    """Decide again whatever an act may have changed: every application of its candidate."""
    subject: Touch | Application | None
    if told.subject_type == Touch.__tablename__:
        subject = db.session.get(Touch, told.subject_id)
    else:
        subject = db.session.get(Application, told.subject_id)
    if subject is not None:  # else erased since
        decide_candidate(subject.candidate_id, now=clock.now())


def decide_candidate(candidate_id: UUID, *, now: datetime) -> list[LedgerRow]:
    """Decide every application of a person, the earliest first, in the caller's transaction.

    A decision that is in force already is not written again, so that calling this twice, or at
    the same time, changes nothing more. What a manager decided stays.

    candidate_id: whichever of those who are one person
    returns: the new rows of the ledger
    """
    decisions = plan(read_case_file(one_at_a_time(candidate_id)), now=now)
    return [_write(planned.entry, now=now) for planned in decisions if planned.entry]


def decide_mailbox(folded: str, *, now: datetime) -> None:
    """Decide every application of whoever has a mailbox; nothing when nobody applied from it."""
    candidate_id = db.session.scalar(select(Candidate.id).where(Candidate.email_folded == folded))
    if candidate_id:
        decide_candidate(candidate_id, now=now)


def decide_application(application_id: UUID, *, now: datetime) -> LedgerRow:
    """Decide one application, and return the decision that is in force then."""
    application = db.session.get_one(Application, application_id)
    decide_candidate(application.candidate_id, now=now)
    return entries.in_force([application_id])[application_id]


def decide_waiting(*, now: datetime) -> int:
    """Decide again what waits for a confirmation that may not come in time any more.

    Commits after each candidate; returns how many were looked at. One whose evidence was altered
    keeps nobody else waiting: verifying the ledger tells of it.
    """
    latest = (
        entries.select_in_force(LedgerRow.application, LedgerRow.outcome)
        .where(LedgerRow.application.is_not(None))
        .subquery()
    )
    waiting = db.session.scalars(
        select(Application.candidate_id)
        .join(latest, latest.c.application == Application.id)
        .where(latest.c.outcome == Outcome.PENDING)
        .distinct()
    ).all()
    for candidate_id in waiting:
        try:
            with transaction():
                decide_candidate(candidate_id, now=now)
        except (Unreadable, UnknownPolicy, ConflictingTouches):
            log.exception("not_decided", candidate=str(candidate_id))
    return len(waiting)


def one_at_a_time(candidate_id: UUID) -> list[UUID]:
    """Decide for one person at a time, and keep them one person until the transaction ends.

    returns: the candidates who are that person
    """
    db.session.flush()
    hold_groups()
    group = group_of(candidate_id)
    key = func.hashtextextended(f"attribution:{group[0]}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(key)))
    db.session.expire_all()  # what another transaction decided meanwhile is seen
    return group


def _write(entry: entries.Entry, *, now: datetime) -> LedgerRow:
    row = entries.append(entry, now=now)
    application = db.session.get_one(Application, entry.application)
    data = {"seq": row.seq, "outcome": entry.outcome, "reason": entry.reason}
    activity.record("application.credited", application, data=data, now=now)
    return row
