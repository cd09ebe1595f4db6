"""All that deciding again needs to know of one person: a value, and how it is read.

Everything is read here, once; what is decided from it (`plan.py`) reads nothing more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.attribution.ledger import entries
from app.attribution.ledger.pseudonyms import PseudonymTable, read_pseudonyms
from app.attribution.models import Evidence, LedgerKind, LedgerRow
from app.attribution.rule import history as histories
from app.attribution.rule.facts import AgencyClaim, Answer, Choice, Ruling, Touch
from app.attribution.rule.history import Account, History, Submission
from app.core.calendar import local_date
from app.core.database import db
from app.hiring.models import AgencyClaim as ClaimRow
from app.hiring.models import Application, RemovedReferrer
from app.hiring.models import Candidate as CandidateRow
from app.hiring.models import Touch as TouchRow
from app.people.models import Person
from app.policy import versions
from app.policy.policy import Policy, TouchKind, TouchState
from app.publishing.models import Opening, hiring_team


@dataclass(frozen=True)
class ManagersAnswer:
    """The row by which a manager answered an appeal, and what is sealed in it.

    document: None once it is missing
    """

    row: LedgerRow
    document: str | None


@dataclass(frozen=True)
class CaseFile:
    """What is known of one person, whichever mailboxes they wrote from; by application.

    history: of the applications that stand
    openings, candidates: what each application is for, and whose it is
    repeats: of the applications that are one with another, the one that each repeats
    in_force: the decision in force
    answers: the last that a manager gave
    decided_from: what the decisions by the rule rest on, the first first, as they were sealed
    policies: by version, every one that any of this names
    """

    history: History
    openings: Mapping[UUID, UUID]
    candidates: Mapping[UUID, UUID]
    repeats: Mapping[UUID, UUID] = field(default_factory=dict)
    in_force: Mapping[UUID, LedgerRow] = field(default_factory=dict)
    answers: Mapping[UUID, ManagersAnswer] = field(default_factory=dict)
    decided_from: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    policies: Mapping[int, Policy] = field(default_factory=dict)
    pseudonyms: PseudonymTable = PseudonymTable()


def joined(one: CaseFile, other: CaseFile) -> CaseFile:
    """Join the files of two who are one person. Pure: what `merging.merge` brings about."""
    submissions = one.history.submissions | other.history.submissions
    repeated = {UUID(each): UUID(kept) for each, kept in histories.repeated(submissions).items()}
    return CaseFile(
        history=histories.merge([one.history, other.history]),
        openings={**one.openings, **other.openings},
        candidates={**one.candidates, **other.candidates},
        repeats=shortened({**one.repeats, **other.repeats, **repeated}),
        in_force={**one.in_force, **other.in_force},
        answers={**one.answers, **other.answers},
        decided_from={**one.decided_from, **other.decided_from},
        policies={**one.policies, **other.policies},
        pseudonyms=one.pseudonyms.joined_with(other.pseudonyms),
    )


def shortened(repeats: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Let what repeats an application that repeats another repeat that other. Pure."""
    direct = dict(repeats)
    for application, kept in repeats.items():
        last = kept
        while last in repeats:
            last = repeats[last]
        direct[application] = last
    return direct


# Reading


@dataclass(frozen=True)
class _Hiring:
    """What the tables of hiring hold about the candidates who are one person.

    standing: their applications, but for those that repeat another one
    removed: by application; teams: by opening; last_days: of ambassadors who have left
    accounts: that the candidates have with the company
    """

    applications: Sequence[Application]
    standing: Sequence[Application]
    removed: Mapping[UUID, set[UUID]]
    teams: Mapping[UUID, set[UUID]]
    touches: Sequence[TouchRow]
    last_days: Mapping[UUID, date]
    claims: Sequence[ClaimRow]
    accounts: Sequence[Person]

    @property
    def people(self) -> set[UUID]:
        """Everyone whom evidence names."""
        return set().union(
            (touch.ambassador_id for touch in self.touches),
            (each.choice_ambassador_id for each in self.standing if each.choice_ambassador_id),
            (account.id for account in self.accounts),
            *self.removed.values(),
            *self.teams.values(),
        )


def read_case_file(candidate_ids: Sequence[UUID]) -> CaseFile:
    """Read all that is known of the candidates who are one person."""
    hiring = _read_hiring(candidate_ids)
    ids = [application.id for application in hiring.applications]
    in_force, answers = entries.in_force(ids), _answers(ids)
    decided_from, versions_named = _decided_from(ids)
    pseudonyms = read_pseudonyms(
        people=hiring.people,
        candidates={application.candidate_id for application in hiring.applications},
        written={who for row in in_force.values() for who, _ in row.ambassadors},
    )
    history = _history(hiring, pseudonyms, in_force, versions.timeline())
    versions_named |= {submission.policy_version for submission in history.submissions}
    versions_named |= {touch.policy for touch in history.touches}
    return CaseFile(
        history=history,
        openings={each.id: each.opening_id for each in hiring.applications},
        candidates={each.id: each.candidate_id for each in hiring.applications},
        repeats={each.id: each.repeats_id for each in hiring.applications if each.repeats_id},
        in_force=in_force,
        answers=answers,
        decided_from=decided_from,
        policies=versions.versions(versions_named) if versions_named else {},
        pseudonyms=pseudonyms,
    )


def _read_hiring(candidate_ids: Sequence[UUID]) -> _Hiring:
    applications = db.session.scalars(
        select(Application).where(Application.candidate_id.in_(candidate_ids))
    ).all()
    standing = [application for application in applications if not application.repeats_id]
    touches = _touches(candidate_ids)
    return _Hiring(
        applications=applications,
        standing=standing,
        removed=_removed([application.id for application in standing]),
        teams=_hiring_teams({application.opening_id for application in standing}),
        touches=touches,
        last_days=_last_days({touch.ambassador_id for touch in touches}),
        claims=_claims(candidate_ids),
        accounts=db.session.scalars(
            select(Person)
            .join(CandidateRow, CandidateRow.person_id == Person.id)
            .where(CandidateRow.id.in_(candidate_ids))
            .distinct()
        ).all(),
    )


def _touches(candidate_ids: Sequence[UUID]) -> Sequence[TouchRow]:
    """Read the touches of one person, but for recommendations that they have not accepted.

    Until then nobody but its ambassador may learn of one, so it enters no evidence. Nor does a
    question that was put to the wrong colleague and taken back.
    """
    accepted = or_(TouchRow.kind != TouchKind.RECOMMENDATION, TouchRow.state == TouchState.OK)
    return db.session.scalars(
        select(TouchRow).where(
            TouchRow.candidate_id.in_(candidate_ids), TouchRow.withdrawn_at.is_(None), accepted
        )
    ).all()


def _claims(candidate_ids: Sequence[UUID]) -> Sequence[ClaimRow]:
    """Read what agencies claim of one person, by any of their mailboxes."""
    return db.session.scalars(
        select(ClaimRow)
        .join(CandidateRow, CandidateRow.email_folded == ClaimRow.email_folded)
        .where(CandidateRow.id.in_(candidate_ids), ClaimRow.ended_at.is_(None))
    ).all()


def _removed(applications: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    removed: dict[UUID, set[UUID]] = {}
    rows = db.session.execute(
        select(RemovedReferrer.application_id, RemovedReferrer.ambassador_id).where(
            RemovedReferrer.application_id.in_(applications)
        )
    )
    for row in rows:
        removed.setdefault(row.application_id, set()).add(row.ambassador_id)
    return removed


def _hiring_teams(openings: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Read who hires for some openings: hiring manager, recruiter and the others named."""
    teams: dict[UUID, set[UUID]] = {opening: set() for opening in openings}
    for row in db.session.execute(
        select(Opening.id, Opening.hiring_manager_id, Opening.recruiter_id).where(
            Opening.id.in_(teams)
        )
    ):
        teams[row.id] |= {row.hiring_manager_id, row.recruiter_id} - {None}
    for member in db.session.execute(
        select(hiring_team).where(hiring_team.c.opening_id.in_(teams))
    ):
        teams[member.opening_id].add(member.person_id)
    return teams


def _last_days(ambassadors: Iterable[UUID]) -> dict[UUID, date]:
    rows = db.session.execute(
        select(Person.id, Person.left_on).where(
            Person.id.in_(ambassadors), Person.left_on.is_not(None)
        )
    )
    return {row.id: row.left_on for row in rows}


def _answers(applications: Sequence[UUID]) -> dict[UUID, ManagersAnswer]:
    """Read the last answer of a manager to each application.

    An appeal dismissed while a merge lasted left things as the merge had made them: no longer.
    """
    replaced = aliased(LedgerRow)
    rows = db.session.execute(
        select(LedgerRow, Evidence.document)
        .outerjoin(Evidence, Evidence.seq == LedgerRow.seq)
        .outerjoin(replaced, replaced.seq == LedgerRow.supersedes)
        .where(
            LedgerRow.application.in_(applications),
            LedgerRow.kind == LedgerKind.OVERRIDE,
            or_(
                LedgerRow.reason == Ruling.APPEAL_GRANTED,
                replaced.kind.is_distinct_from(LedgerKind.MERGE),
            ),
        )
        .order_by(LedgerRow.seq)
    )
    return {row.LedgerRow.application: ManagersAnswer(*row) for row in rows}


def _decided_from(applications: Sequence[UUID]) -> tuple[dict[UUID, list[str]], set[int]]:
    """Read what each decision by the rule rests on, and the versions of the policy in them."""
    documents: dict[UUID, list[str]] = {}
    versions_named: set[int] = set()
    rows = db.session.execute(
        select(LedgerRow.application, LedgerRow.policies, Evidence.document)
        .join(Evidence, Evidence.seq == LedgerRow.seq)
        .where(LedgerRow.application.in_(applications), LedgerRow.kind == LedgerKind.DECISION)
        .order_by(LedgerRow.seq)
    )
    for row in rows:
        documents.setdefault(row.application, []).append(row.document)
        versions_named |= {int(version) for version in row.policies}
    return documents, versions_named


# From rows to the words of the rule, people by pseudonym. Pure.


def _history(
    hiring: _Hiring,
    pseudonyms: PseudonymTable,
    in_force: Mapping[UUID, LedgerRow],
    timeline: versions.Timeline,
) -> History:
    return History(
        submissions=frozenset(
            Submission(
                id=str(application.id),
                at=application.at,
                day=local_date(application.at),
                opening=str(application.opening_id),
                policy_version=versions.version_in(timeline, application.at),
                ended_at=application.ended_at,
                answer=_answer(application, pseudonyms),
                removed=_written(hiring.removed.get(application.id, ()), pseudonyms),
                hiring_team=_written(hiring.teams[application.opening_id], pseudonyms),
                credited_to=_credited_to(in_force.get(application.id)),
            )
            for application in hiring.standing
        ),
        touches=frozenset(_touch(touch, pseudonyms) for touch in hiring.touches),
        claims=frozenset(_claim(claim) for claim in hiring.claims),
        accounts=frozenset(_account(person, pseudonyms) for person in hiring.accounts),
        leavers={pseudonyms.of_person(who): day for who, day in hiring.last_days.items()},
    )


def _account(person: Person, pseudonyms: PseudonymTable) -> Account:
    return Account(
        pseudonyms.of_person(person.id), person.created_at, person.employee, person.left_on
    )


def _claim(claim: ClaimRow) -> AgencyClaim:
    opening = str(claim.opening_id) if claim.opening_id else None
    return AgencyClaim(claim.presented_at, claim.until, opening)


def _answer(application: Application, pseudonyms: PseudonymTable) -> Answer | None:
    if application.choice is None:
        return None
    chosen = application.choice_ambassador_id
    return Answer(Choice(application.choice), pseudonyms.of_person(chosen) if chosen else None)


def _touch(touch: TouchRow, pseudonyms: PseudonymTable) -> Touch:
    return Touch(
        id=str(touch.id),
        kind=touch.kind,
        ambassador=pseudonyms.of_person(touch.ambassador_id),
        at=touch.at,
        opening=str(touch.publication_id) if touch.publication_id and not touch.story else None,
        policy=touch.policy_version,
        story=touch.story,
        roles=frozenset(touch.roles),
        state=touch.state,
        settled_at=touch.settled_at,
        link_at=touch.link_at,
        own_session=touch.own_session,
    )


def _credited_to(decided: LedgerRow | None) -> frozenset[str]:
    return frozenset(who for who, _ in decided.ambassadors) if decided else frozenset()


def _written(people: Iterable[UUID], pseudonyms: PseudonymTable) -> frozenset[str]:
    return frozenset(pseudonyms.of_person(person) for person in people)
