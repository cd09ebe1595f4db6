"""Reads: the decision in force for applications, and what it rests on, for whoever shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, Select, func, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload, lazyload

from app.attribution.ledger import entries
from app.attribution.ledger.document import Case
from app.attribution.ledger.evidence import read_evidence
from app.attribution.models import (
    Appeal,
    AppealState,
    DryRun,
    Evidence,
    LedgerKind,
    LedgerRow,
    Salt,
    SubjectKind,
    Verification,
)
from app.attribution.rule.facts import Decision, Outcome, Ruling, Touch
from app.attribution.rule.resolve import GATES, decide, deciding_touch
from app.core import clock
from app.core.calendar import local_date
from app.core.database import db
from app.hiring.candidates.merge import is_another
from app.hiring.models import Application, ApplicationState, TypedName, TypedNameState
from app.hiring.models import Touch as TouchRow
from app.people.models import Person
from app.people.permissions import Permission, may
from app.policy import versions
from app.policy.confirming import last_day_in_sql
from app.policy.models import PolicyVersion
from app.policy.policy import Policy, TouchKind
from app.sharing.models import TrackedLink


@dataclass(frozen=True)
class UnmatchedName:
    """A name that the candidate typed and that stands for no colleague yet, so for no touch.

    last_day: on which a colleague can confirm it; in_time: whether it has not passed
    over: whether the application is, so that nobody looks for the colleague any more
    """

    typed: str
    at: datetime
    state: TypedNameState
    last_day: date
    in_time: bool
    over: bool

    @property
    def waits(self) -> bool:
        """Whether it can still lead to a credit."""
        return not self.over and self.state in (TypedNameState.OPEN, TypedNameState.ASKED)


@dataclass(frozen=True)
class DecisionOnRecord:
    """A decision in force, with what it rests on and whom it concerns.

    row: what the ledger says
    case, decision: what was decided from; None once the candidate is erased
    people: by pseudonym; whoever was erased is not among them
    links: by touch
    unmatched: the name that the candidate gives now, while nobody is found behind it
    """

    row: LedgerRow
    case: Case | None
    decision: Decision | None
    people: Mapping[str, Person]
    links: Mapping[str, TrackedLink]
    unmatched: UnmatchedName | None = None

    @property
    def by_rule(self) -> bool:
        """Whether the resolver decided so."""
        return self.row.reason not in set(Ruling)

    @property
    def by_manager(self) -> bool:
        """Whether a manager decided so, be it for an application that repeats this one."""
        return self.row.reason in (Ruling.APPEAL_GRANTED, Ruling.APPEAL_DISMISSED)

    @property
    def repeats(self) -> bool:
        """Whether the application is none, since the same person had applied already."""
        return self.row.reason == Ruling.REPEATS_EARLIER

    @property
    def touch(self) -> Touch | None:
        """The touch that the rule's decision speaks of."""
        if self.case is None or self.decision is None:
            return None
        return deciding_touch(self.case.facts, self.case.touches, self.case.policies, self.decision)

    @property
    def rests_on_name(self) -> UnmatchedName | None:
        """The name on which it depends whether anybody is credited at all."""
        if self.row.outcome != Outcome.NONE or not self.by_rule or self.row.reason in GATES:
            return None
        if self.case is None:
            return None
        policy = self.case.policies[self.case.facts.policy_version]
        return self.unmatched if TouchKind.DECLARATION in policy.kinds else None

    @property
    def credited(self) -> list[tuple[Person | None, int]]:
        """Whom the row credits, with their basis points; None for someone who was erased."""
        return [(self.people.get(who), share) for who, share in self.row.ambassadors]


def decision_of(application_id: UUID) -> DecisionOnRecord | None:
    """Return the decision in force for an application. Three statements."""
    return decisions_of([application_id]).get(application_id)


class OwnCredit(StrEnum):
    """What a decision in force gives one ambassador."""

    WHOLE = "whole"
    SHARED = "shared"
    PENDING = "pending"
    NONE = "none"


def own_credits(ambassador: Person, application_ids: Sequence[UUID]) -> Mapping[UUID, OwnCredit]:
    """Return what was decided for an ambassador, by application. One statement, of few columns.

    An application that is not decided yet is pending.
    """
    if not application_ids:
        return {}
    own = (
        select(Salt.pseudonym)
        .where(Salt.subject_kind == SubjectKind.PERSON, Salt.subject_id == ambassador.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        entries.select_in_force(
            LedgerRow.application, LedgerRow.outcome, LedgerRow.ambassadors, own
        ).where(LedgerRow.application.in_(application_ids))
    )
    found = dict.fromkeys(application_ids, OwnCredit.PENDING)
    for application, outcome, shares, pseudonym in rows:
        found[application] = _own_credit(outcome, [who for who, _ in shares], pseudonym)
    return found


def _own_credit(outcome: str, credited: Sequence[str], own: str | None) -> OwnCredit:
    if outcome == Outcome.PENDING:
        return OwnCredit.PENDING
    if own not in credited:
        return OwnCredit.NONE
    return OwnCredit.WHOLE if len(credited) == 1 else OwnCredit.SHARED


def decision_at_stake(application: Application) -> DecisionOnRecord | None:
    """Return the decision in force for an application, or for the one that it repeats."""
    return decision_of(application.repeats_id or application.id)


def decisions_of(application_ids: Sequence[UUID]) -> Mapping[UUID, DecisionOnRecord]:
    """Return the decisions in force for applications. Three statements, however many."""
    rows = _in_force(application_ids)
    policy_of = versions.sealed_by({seal for row in rows for seal in (row.policies or {}).values()})
    cases = {
        row.LedgerRow.application: _case(row.document, policy_of) for row in rows if row.document
    }
    people = _people((row.LedgerRow for row in rows), cases.values())
    links = _links(touch.id for case in cases.values() for touch in case.touches)
    records = {}
    for row in rows:
        application = row.LedgerRow.application
        case = cases.get(application)
        decision = decide(case.facts, case.touches, case.policies) if case else None
        records[application] = DecisionOnRecord(
            row.LedgerRow, case, decision, people, links, _unmatched(row)
        )
    return records


def latest_verification() -> Verification | None:
    """Return what the last verification of the whole ledger saw."""
    return db.session.scalar(select(Verification).order_by(Verification.at.desc()).limit(1))


def rows_of(application_id: UUID) -> Sequence[LedgerRow]:
    """Return every row of the ledger about an application, the latest first."""
    return db.session.scalars(
        select(LedgerRow)
        .where(LedgerRow.application == application_id)
        .order_by(LedgerRow.seq.desc())
    ).all()


def _in_force(applications: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Read each decision in force, with what the latest computed one rests on.

    A manager's answer rests on that too; `policies` are those of the computed decision. Beside
    it, the name that the candidate gives, while it stands for nobody.
    """
    computed = aliased(LedgerRow)
    latest = (
        select(Evidence.document, computed.policies)
        .join(computed, computed.seq == Evidence.seq)
        .where(computed.application == LedgerRow.application, computed.kind == LedgerKind.DECISION)
        .order_by(computed.seq.desc())
        .limit(1)
        .lateral()
    )
    name = (
        select(
            TypedName.typed,
            TypedName.at,
            TypedName.state,
            last_day_in_sql(TypedName.at).label("last_day"),
            Application.state.not_in([ApplicationState.OPEN, ApplicationState.HIRED]).label("over"),
        )
        .select_from(TypedName)
        .join(TypedName.application)
        .join(PolicyVersion, PolicyVersion.version == TypedName.policy_version)
        .where(
            TypedName.application_id == LedgerRow.application,
            TypedName.state.not_in([TypedNameState.MATCHED, TypedNameState.REPLACED]),
        )
        .lateral()
    )
    return db.session.execute(
        entries.select_in_force(LedgerRow, latest.c.document, latest.c.policies, *name.c)
        .select_from(LedgerRow)
        .outerjoin(latest, true())
        .outerjoin(name, true())
        .where(LedgerRow.application.in_(applications))
    ).all()


def _unmatched(row: Row[Any]) -> UnmatchedName | None:
    if row.typed is None:
        return None
    in_time = local_date(clock.now()) <= row.last_day
    return UnmatchedName(row.typed, row.at, row.state, row.last_day, in_time, row.over)


def _case(document: str, policy_of: Mapping[int, Policy]) -> Case:
    facts, touches = read_evidence(document)
    return Case(facts, touches, policy_of)


def _people(rows: Iterable[LedgerRow], cases: Iterable[Case]) -> Mapping[str, Person]:
    """Read who is behind the pseudonyms of ambassadors."""
    wanted = {who for row in rows for who, _ in row.ambassadors}
    for case in cases:
        wanted |= {touch.ambassador for touch in case.touches}
        if case.facts.answer and case.facts.answer.ambassador:
            wanted.add(case.facts.answer.ambassador)
    rows_of_people = db.session.execute(
        select(Salt.pseudonym, Person)
        .join(Person, Person.id == Salt.subject_id)
        .where(Salt.subject_kind == SubjectKind.PERSON, Salt.pseudonym.in_(wanted))
        .options(joinedload(Person.portrait), lazyload(Person.role_rows))
    )
    return {row.pseudonym: row.Person for row in rows_of_people}


def _links(touches: Iterable[str]) -> Mapping[str, TrackedLink]:
    """Read the link of each touch that had one."""
    touches = list(touches)
    if not touches:
        return {}
    rows = db.session.execute(
        select(TouchRow.id, TrackedLink)
        .join(TouchRow.link)
        .where(TouchRow.id.in_([UUID(touch) for touch in touches]))
    )
    return {str(row.id): row.TrackedLink for row in rows}


def application_of(application_id: UUID) -> Application | None:
    """Return an application with its candidate and its opening."""
    return db.session.scalar(
        select(Application)
        .where(Application.id == application_id)
        .options(joinedload(Application.candidate), joinedload(Application.opening))
    )


def appeal_of(appeal_id: UUID) -> Appeal | None:
    """Return an appeal with its file."""
    return db.session.scalar(
        select(Appeal)
        .where(Appeal.id == appeal_id)
        .options(
            joinedload(Appeal.ambassador),
            joinedload(Appeal.judge),
            joinedload(Appeal.application).joinedload(Application.candidate),
            joinedload(Appeal.application).joinedload(Application.opening),
        )
    )


def open_appeals(reader: Person) -> Sequence[Appeal]:
    """Return the appeals that await an answer, the most urgent first, none on their own."""
    return db.session.scalars(
        _appeals(reader).where(Appeal.state == AppealState.OPEN).order_by(Appeal.answer_due_at)
    ).all()


def appeals_to_answer(reader: Person) -> ScalarSelect[int] | None:
    """Return the select of how many appeals a person can answer; None for who answers none.

    Not those that they are a party to: by their own candidacy, by contesting, by a touch.
    """
    if not may(reader, Permission.JUDGE_APPEALS):
        return None
    theirs = (
        select(TouchRow.id)
        .where(
            TouchRow.candidate_id == Application.candidate_id, TouchRow.ambassador_id == reader.id
        )
        .exists()
    )
    return (
        select(func.count())
        .select_from(Appeal)
        .join(Appeal.application)
        .where(
            Appeal.state == AppealState.OPEN,
            Appeal.ambassador_id != reader.id,
            is_another(reader, Application.candidate_id),
            ~theirs,
        )
        .scalar_subquery()
    )


def closed_appeals(reader: Person, *, limit: int) -> Sequence[Appeal]:
    """Return the appeals that were closed lately, the latest first, none on their own."""
    return db.session.scalars(
        _appeals(reader)
        .where(Appeal.state != AppealState.OPEN)
        .order_by(Appeal.closed_at.desc())
        .limit(limit)
    ).all()


def policy_versions() -> Sequence[PolicyVersion]:
    """Return every version of the policy, the latest first."""
    return db.session.scalars(select(PolicyVersion).order_by(PolicyVersion.version.desc())).all()


def _appeals(reader: Person) -> Select[Appeal]:
    """Select appeals, but on applications that the reader made themselves."""
    return (
        select(Appeal)
        .join(Appeal.application)
        .where(is_another(reader, Application.candidate_id))
        .options(
            joinedload(Appeal.ambassador).options(
                joinedload(Person.portrait), lazyload(Person.role_rows)
            ),
            contains_eager(Appeal.application).joinedload(Application.opening),
        )
    )


def dry_run_of(run_id: UUID) -> DryRun | None:
    """Return a dry run."""
    return db.session.get(DryRun, run_id)


def names_in(differences: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    """Return the names of the ambassadors in the differences that a dry run found."""
    return names_behind(
        who
        for difference in differences
        for result in (difference["before"], difference["after"])
        for who, _share in result["shares"]
    )


def names_behind(pseudonyms: Iterable[str]) -> Mapping[str, str]:
    """Return the names of ambassadors, by pseudonym; those who were erased are left out."""
    rows = db.session.execute(
        select(Salt.pseudonym, Person.first_name, Person.last_name)
        .join(Person, Person.id == Salt.subject_id)
        .where(Salt.subject_kind == SubjectKind.PERSON, Salt.pseudonym.in_(set(pseudonyms)))
    )
    return {row.pseudonym: f"{row.first_name} {row.last_name}" for row in rows}
