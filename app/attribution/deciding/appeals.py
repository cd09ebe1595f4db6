"""Appeals: an ambassador contests a decision, a manager who is no party to it answers.

Open, then granted, dismissed or withdrawn. Either answer is a new row of the ledger, which no
later computation replaces.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from app.attribution import letters
from app.attribution.deciding.decide import decide_candidate, one_at_a_time
from app.attribution.ledger import entries
from app.attribution.ledger.document import write_instant
from app.attribution.ledger.pseudonyms import PseudonymTable, known_pseudonym, read_pseudonyms
from app.attribution.models import Appeal, AppealState, LedgerKind, LedgerRow, SubjectKind
from app.attribution.queries import DecisionOnRecord, decision_at_stake, decision_of
from app.attribution.rule.facts import Outcome, Ruling
from app.attribution.rule.resolve import WHOLE_CREDIT
from app.core import activity
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.hiring.candidates.merge import people_who_are
from app.hiring.models import Application, ReferrerChoice
from app.people.models import Person
from app.policy.policy import TouchKind, TouchState

CONTEST_DAYS = 30  # after the decision, its last day included
ANSWER_DAYS = 15
REMIND_BEFORE = timedelta(days=5)
REMIND_EVERY = timedelta(days=7)
LONGEST_TEXT = 2000  # characters
SHORTEST_TEXT = 20
ERASED_MEANWHILE = _l("This application was erased in the meantime.")
UNDECIDED = _l("The credit of this application is not decided yet.")


class AppealVerdict(StrEnum):
    """What a manager may answer."""

    ALONE = "alone"  # the one who contests is credited
    SHARED = "shared"  # they share evenly with whoever is credited now
    DISMISSED = "dismissed"


class CannotContest(Refusal):
    """The decision cannot be contested by this person, or not any more."""

    code = "cannot_contest"


class CannotAnswer(Refusal):
    """The appeal cannot be answered by this person, or not any more."""

    code = "cannot_answer"


def contest_until(row: LedgerRow) -> date:
    """Return the last day on which a decision can be contested."""
    return local_date(row.at) + timedelta(days=CONTEST_DAYS)


def is_concerned(
    application: Application, record: DecisionOnRecord, person_pseudonym: str | None
) -> bool:
    """Tell whether a decision is an ambassador's to read. Pure but for the rows given.

    It is theirs when they are credited, when the candidate kept or named them, or when the
    candidate once agreed to a recommendation or a declaration of theirs that still stands.
    Someone whom the candidate removed learns nothing of the application.
    """
    if person_pseudonym is None:
        return False
    if any(who == person_pseudonym for who, _ in record.row.ambassadors):
        return True
    if record.case is None:
        return False
    facts = record.case.facts
    if person_pseudonym in facts.removed or application.choice is ReferrerChoice.NONE:
        return False
    if facts.answer and facts.answer.ambassador == person_pseudonym:
        return True
    return any(
        touch.ambassador == person_pseudonym
        and touch.kind is not TouchKind.VISIT
        and touch.state is TouchState.OK
        for touch in record.case.touches
    )


def parties_to(appeal: Appeal, record: DecisionOnRecord | None) -> frozenset[UUID]:
    """List the people who may not answer an appeal.

    Who contests; who gains or loses by the decision: credited, or with a touch; the candidate.

    record: the decision at stake
    """
    parties = {appeal.ambassador_id, *people_who_are(appeal.application.candidate_id)}
    if record is None:
        return frozenset(parties)
    pseudonyms = {who for who, _ in record.row.ambassadors}
    if record.case:
        pseudonyms |= {touch.ambassador for touch in record.case.touches}
    people = record.people
    return frozenset(parties | {people[who].id for who in pseudonyms if who in people})


def refusal_to_contest(
    row: LedgerRow, pseudonym: str | None, appeals: Iterable[Appeal], today: date
) -> CannotContest | None:
    """Say why an ambassador may not contest a decision, or None.

    pseudonym, appeals: this ambassador's, and theirs on this application
    """
    if [pseudonym, WHOLE_CREDIT] in row.ambassadors:
        return CannotContest(
            _l("The whole credit is yours: there is nothing to contest."), code="whole"
        )
    if today > contest_until(row):
        return CannotContest(_l("The time to contest this decision is over."), code="too_late")
    for appeal in appeals:
        if appeal.state is AppealState.OPEN:
            return CannotContest(_l("You are contesting this decision already."), code="open")
        if appeal.state is not AppealState.WITHDRAWN:
            return CannotContest(_l("Your appeal on this application was answered."), code="judged")
    return None


def open_appeal(
    application: Application, ambassador: Person, *, reason: str, now: datetime
) -> Appeal:
    """Contest the decision in force on an application.

    reason: in the ambassador's words
    raises: CannotContest
    """
    one_at_a_time(application.candidate_id)
    _lock(application, CannotContest(ERASED_MEANWHILE, code="erased"))
    record = decision_of(application.id)
    if record is None:
        raise CannotContest(UNDECIDED, code="undecided")
    theirs = appeals_of(application.id, ambassador.id)
    pseudonym = known_pseudonym(SubjectKind.PERSON, ambassador.id)
    if refusal := refusal_to_contest(record.row, pseudonym, theirs, local_date(now)):
        raise refusal
    appeal = Appeal(
        application_id=application.id,
        ambassador=ambassador,
        ledger_seq=record.row.seq,
        reason=reason,
        opened_at=now,
        answer_due_at=now + timedelta(days=ANSWER_DAYS),
    )
    db.session.add(appeal)
    db.session.flush()
    activity.record("appeal.opened", appeal, by=ambassador, now=now)
    letters.tell_judges(appeal, parties_to(appeal, decision_at_stake(application)), now=now)
    return appeal


def withdraw(appeal: Appeal, *, now: datetime) -> None:
    """Take back one's appeal; twice changes nothing.

    raises: CannotContest once it was answered
    """
    _lock(appeal, CannotContest(ERASED_MEANWHILE, code="erased"))
    if appeal.state is AppealState.WITHDRAWN:
        return
    if appeal.state is not AppealState.OPEN:
        raise CannotContest(_l("Your appeal on this application was answered."), code="judged")
    appeal.state = AppealState.WITHDRAWN
    appeal.closed_at = now
    activity.record("appeal.withdrawn", appeal, by=appeal.ambassador, now=now)


def may_judge(appeal: Appeal, record: DecisionOnRecord, person: Person) -> bool:
    """Tell whether a manager is no party to an appeal.

    record: the decision at stake
    """
    return person.id not in parties_to(appeal, record)


def judge(
    appeal: Appeal, verdict: AppealVerdict, *, answer: str, by: Person, now: datetime
) -> LedgerRow:
    """Answer an appeal by a new row of the ledger, which no later computation replaces.

    Where the application repeats another one, what is answered for it holds for that one.

    answer: in the manager's words, read by the ambassador
    raises: CannotAnswer
    """
    one_at_a_time(appeal.application.candidate_id)
    _lock(appeal, CannotAnswer(ERASED_MEANWHILE, code="erased"))
    if appeal.state is not AppealState.OPEN:
        raise CannotAnswer(_l("This appeal is closed."), code="closed")
    at_stake = decision_at_stake(appeal.application)
    if at_stake is None:
        raise CannotAnswer(UNDECIDED, code="undecided")
    if not may_judge(appeal, at_stake, by):
        raise CannotAnswer(_l("You are a party to this appeal: another manager answers it."))
    pseudonyms = read_pseudonyms(
        people=[appeal.ambassador_id, by.id], candidates=[appeal.application.candidate_id]
    )
    evidence = _evidence(appeal, pseudonyms.of_person(appeal.ambassador_id), verdict, answer, now)
    row = entries.append(_override(appeal, at_stake, verdict, evidence, pseudonyms, by), now=now)
    granted = verdict is not AppealVerdict.DISMISSED
    appeal.state = AppealState.GRANTED if granted else AppealState.DISMISSED
    appeal.answer = answer
    appeal.judge = by
    appeal.closed_at = now
    appeal.override_seq = row.seq
    db.session.flush()
    data = {"verdict": str(verdict), "seq": row.seq}
    activity.record("appeal.answered", appeal, by=by, data=data, now=now)
    credited = {"seq": row.seq, "outcome": row.outcome, "reason": row.reason}
    activity.record("application.credited", appeal.application, by=by, data=credited, now=now)
    decide_candidate(appeal.application.candidate_id, now=now)
    letters.tell_answer(appeal, now=now)
    return row


def shares_after(
    verdict: AppealVerdict, credited: Sequence[tuple[str, int]], appellant: str
) -> list[tuple[str, int]]:
    """Compute who is credited after an answer. Pure.

    credited: the shares now in force, whose order is kept
    """
    if verdict is AppealVerdict.DISMISSED:
        return [(who, share) for who, share in credited]
    if verdict is AppealVerdict.ALONE:
        return [(appellant, WHOLE_CREDIT)]
    together = [who for who, _ in credited if who != appellant] + [appellant]
    share, left_over = divmod(WHOLE_CREDIT, len(together))
    return [(who, share + (left_over if n == 0 else 0)) for n, who in enumerate(together)]


def credited_after(
    appeal: Appeal, record: DecisionOnRecord, verdict: AppealVerdict
) -> list[tuple[Person | None, int]]:
    """Say who would be credited by an answer, with their basis points.

    record: the decision at stake
    """
    appellant = known_pseudonym(SubjectKind.PERSON, appeal.ambassador_id) or "appellant"
    people = {**record.people, appellant: appeal.ambassador}
    shares = shares_after(verdict, record.row.ambassadors, appellant)
    return [(people.get(who), share) for who, share in shares]


def appeals_of(application_id: UUID, ambassador_id: UUID) -> Sequence[Appeal]:
    """Return an ambassador's appeals on an application, the latest first."""
    return db.session.scalars(
        select(Appeal)
        .where(Appeal.application_id == application_id, Appeal.ambassador_id == ambassador_id)
        .order_by(Appeal.opened_at.desc())
    ).all()


def remind_judges(*, now: datetime) -> int:
    """Remind managers of the appeals whose answer is due soon, or late; returns how many."""
    waiting = db.session.scalars(
        select(Appeal)
        .where(Appeal.state == AppealState.OPEN, Appeal.answer_due_at <= now + REMIND_BEFORE)
        .order_by(Appeal.answer_due_at)
        .with_for_update(skip_locked=True, of=Appeal)
    ).all()
    due = [
        each
        for each in waiting
        if each.reminded_at is None or each.reminded_at <= now - REMIND_EVERY
    ]
    for appeal in due:
        appeal.reminded_at = now
        parties = parties_to(appeal, decision_at_stake(appeal.application))
        letters.remind_judges(appeal, parties, now=now)
    return len(due)


def _override(
    appeal: Appeal,
    at_stake: DecisionOnRecord,
    verdict: AppealVerdict,
    evidence: Mapping[str, Any],
    pseudonyms: PseudonymTable,
    by: Person,
) -> entries.Entry:
    """Write an answer as a row; dismissed, it repeats the decision on the application itself."""
    in_force = entries.in_force([appeal.application_id])[appeal.application_id]
    dismissed = verdict is AppealVerdict.DISMISSED
    credited = in_force.ambassadors if dismissed else at_stake.row.ambassadors
    appellant = pseudonyms.of_person(appeal.ambassador_id)
    return entries.Entry(
        kind=LedgerKind.OVERRIDE,
        reason=str(Ruling.APPEAL_DISMISSED if dismissed else Ruling.APPEAL_GRANTED),
        candidate=pseudonyms.of_candidate(appeal.application.candidate_id),
        application=appeal.application_id,
        ambassadors=shares_after(verdict, credited, appellant),
        opening=appeal.application.opening_id,
        outcome=in_force.outcome if dismissed else str(Outcome.CREDITED),
        evidence=evidence,
        supersedes=in_force.seq,
        actor=pseudonyms.of_person(by.id),
    )


def _evidence(
    appeal: Appeal, appellant: str, verdict: AppealVerdict, answer: str, now: datetime
) -> Mapping[str, Any]:
    return {
        "appeal": {
            "ambassador": appellant,
            "contests": appeal.ledger_seq,
            "opened_at": write_instant(appeal.opened_at),
            "reason": appeal.reason,
        },
        "answer": {"verdict": str(verdict), "at": write_instant(now), "text": answer},
    }


def _lock(row: Application | Appeal, gone: Refusal) -> None:
    """Read a row again and keep it until the transaction ends.

    raises: `gone`, when it was erased meanwhile
    """
    try:
        db.session.refresh(row, with_for_update={"of": type(row)})
    except InvalidRequestError:
        raise gone from None
