"""Decide who is credited, and write it in the ledger when it changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.attribution import ledger, policies
from app.attribution.evidence import read_evidence, versions_in, write_evidence
from app.attribution.facts import Decision, Facts
from app.attribution.gather import history_of
from app.attribution.history import History, Submission, facts_of, in_order
from app.attribution.models import Evidence, LedgerKind, LedgerRow
from app.attribution.policy import Policy
from app.attribution.resolve import decide
from app.core import activity, clock
from app.core.database import transaction
from app.core.models import Activity
from app.extensions import db
from app.hiring.models import Application, Touch


@activity.subscriber(
    "application.submitted",
    "application.repeated",
    "application.recommender_changed",
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
    """Decide every application of a candidate, the earliest first, in the caller's transaction.

    A decision that is in force already is not written again, so that calling this twice, or at
    the same time, changes nothing more. What a manager decided stays.

    returns: the new rows of the ledger
    """
    _one_at_a_time(candidate_id)
    history = history_of(candidate_id)
    before = ledger.in_force([UUID(each.id) for each in history.submissions])
    written = []
    for submission in in_order(history):
        row = _decide(candidate_id, history, submission, before.get(UUID(submission.id)), now=now)
        if row:
            written.append(row)
            history = _credited(history, submission, row)
    return written


def decide_application(application_id: UUID, *, now: datetime) -> LedgerRow:
    """Decide one application, and return the decision that is in force then."""
    application = db.session.get_one(Application, application_id)
    decide_candidate(application.candidate_id, now=now)
    return ledger.in_force([application_id])[application_id]


def decide_waiting(*, now: datetime) -> int:
    """Decide again what waits for a confirmation that may not come in time any more.

    Commits after each candidate; returns how many were looked at.
    """
    latest = (
        select(LedgerRow.application, LedgerRow.outcome)
        .where(LedgerRow.application.is_not(None))
        .order_by(LedgerRow.application, LedgerRow.seq.desc())
        .ext(distinct_on(LedgerRow.application))
        .subquery()
    )
    waiting = db.session.scalars(
        select(Application.candidate_id)
        .join(latest, latest.c.application == Application.id)
        .where(latest.c.outcome == "pending")
        .distinct()
    ).all()
    for candidate_id in waiting:
        with transaction():
            decide_candidate(candidate_id, now=now)
    return len(waiting)


def _one_at_a_time(candidate_id: UUID) -> None:
    db.session.flush()
    key = func.hashtextextended(f"attribution:{candidate_id}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(key)))
    db.session.expire_all()  # what another transaction decided meanwhile is seen


def _decide(
    candidate_id: UUID,
    history: History,
    submission: Submission,
    before: LedgerRow | None,
    *,
    now: datetime,
) -> LedgerRow | None:
    if before and before.kind is LedgerKind.OVERRIDE:
        return None
    facts = facts_of(history, submission, decided_at=now)
    if before:
        facts = replace(facts, hiring_team=_first_facts(submission).hiring_team)
    touches = tuple(history.touches)
    policy_of = policies.versions(versions_in(facts, touches))
    decision = decide(facts, touches, policy_of)
    if before and _says_the_same(before, decision):
        return None
    row = ledger.append(_entry(candidate_id, facts, decision, policy_of, history, before), now=now)
    application = db.session.get_one(Application, UUID(submission.id))
    data = {"seq": row.seq, "outcome": str(decision.outcome), "reason": str(decision.reason)}
    activity.record("application.credited", application, data=data, now=now)
    return row


def _entry(
    candidate_id: UUID,
    facts: Facts,
    decision: Decision,
    policy_of: Mapping[int, Policy],
    history: History,
    before: LedgerRow | None,
) -> ledger.Entry:
    assert facts.application.id is not None
    return ledger.Entry(
        kind=LedgerKind.DECISION,
        reason=str(decision.reason),
        candidate_id=candidate_id,
        application=UUID(facts.application.id),
        ambassadors=decision.shares,
        opening=UUID(facts.application.opening),
        outcome=str(decision.outcome),
        policies={version: policy.hash for version, policy in policy_of.items()},
        evidence=write_evidence(facts, tuple(history.touches)),
        supersedes=before.seq if before else None,
    )


def _says_the_same(row: LedgerRow, decision: Decision) -> bool:
    shares = [list(share) for share in decision.shares]
    return (row.outcome, row.reason, row.ambassadors) == (decision.outcome, decision.reason, shares)


def _first_facts(submission: Submission) -> Facts:
    """Read the facts of an application's first decision.

    Who was in the hiring team then is what counts: joining it later takes nobody's credit.
    """
    document = db.session.scalars(
        select(Evidence.document)
        .join(LedgerRow, LedgerRow.seq == Evidence.seq)
        .where(LedgerRow.application == UUID(submission.id), LedgerRow.kind == LedgerKind.DECISION)
        .order_by(LedgerRow.seq)
        .limit(1)
    ).one()
    return read_evidence(document)[0]


def _credited(history: History, submission: Submission, row: LedgerRow) -> History:
    """Let the applications that came later know who was credited for this one."""
    decided = replace(submission, credited_to=frozenset(who for who, _ in row.ambassadors))
    return replace(history, submissions=history.submissions - {submission} | {decided})
