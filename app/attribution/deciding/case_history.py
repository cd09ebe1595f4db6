"""Read a person's history from the tables of hiring, with people written by pseudonym."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.attribution.ledger import entries
from app.attribution.ledger.pseudonyms import pseudonyms_of
from app.attribution.models import LedgerRow, SubjectKind
from app.attribution.rule.facts import AgencyClaim, Answer, Choice, Touch
from app.attribution.rule.history import Account, History, Submission
from app.core.calendar import local_date
from app.core.database import db
from app.hiring.models import AgencyClaim as ClaimRow
from app.hiring.models import Application, RemovedReferrer
from app.hiring.models import Candidate as CandidateRow
from app.hiring.models import Touch as TouchRow
from app.people.models import Person
from app.policy import versions
from app.policy.policy import TouchKind, TouchState
from app.publishing.models import Opening, hiring_team


@dataclass(frozen=True)
class _Rows:
    """What the tables hold about the candidates who are one person."""

    applications: Sequence[Application]
    removed: dict[UUID, set[UUID]]
    hiring_teams: dict[UUID, set[UUID]]
    touches: Sequence[TouchRow]
    claims: Sequence[ClaimRow]
    known: Sequence[Person]


def history_of(candidate_ids: Sequence[UUID]) -> History:
    """Read the whole history of one person: the candidates that they are, applications and touches.

    Applications that repeat another one are none.
    """
    rows = _read(candidate_ids)
    names = pseudonyms_of(SubjectKind.PERSON, _people_in(rows))
    in_force = entries.in_force([application.id for application in rows.applications])
    timeline = versions.timeline()
    submissions = []
    for application in rows.applications:
        submissions.append(
            Submission(
                id=str(application.id),
                at=application.at,
                day=local_date(application.at),
                opening=str(application.opening_id),
                policy_version=versions.version_in(timeline, application.at),
                ended_at=application.ended_at,
                answer=_answer(application, names),
                removed=_names(rows.removed.get(application.id, ()), names),
                hiring_team=_names(rows.hiring_teams.get(application.opening_id, ()), names),
                credited_to=frozenset(who for who, _ in _shares(in_force.get(application.id))),
            )
        )
    return History(
        submissions=frozenset(submissions),
        touches=frozenset(_as_touch(touch, names) for touch in rows.touches),
        claims=frozenset(_as_claim(claim) for claim in rows.claims),
        accounts=frozenset(_as_account(person, names) for person in rows.known),
        leavers=_leavers(rows.touches, names),
    )


def _read(candidate_ids: Sequence[UUID]) -> _Rows:
    applications = db.session.scalars(
        select(Application).where(
            Application.candidate_id.in_(candidate_ids), Application.repeats_id.is_(None)
        )
    ).all()
    openings = {application.opening_id for application in applications}
    return _Rows(
        applications=applications,
        removed=_removed([application.id for application in applications]),
        hiring_teams=_hiring_teams(openings),
        touches=_touches(candidate_ids),
        claims=_claims(candidate_ids),
        known=db.session.scalars(
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
    found: dict[UUID, set[UUID]] = {}
    rows = db.session.execute(
        select(RemovedReferrer.application_id, RemovedReferrer.ambassador_id).where(
            RemovedReferrer.application_id.in_(applications)
        )
    )
    for row in rows:
        found.setdefault(row.application_id, set()).add(row.ambassador_id)
    return found


def _hiring_teams(openings: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Read who hires for some openings: hiring manager, recruiter and the others named."""
    found: dict[UUID, set[UUID]] = {opening: set() for opening in openings}
    for row in db.session.execute(
        select(Opening.id, Opening.hiring_manager_id, Opening.recruiter_id).where(
            Opening.id.in_(found)
        )
    ):
        found[row.id] |= {row.hiring_manager_id, row.recruiter_id} - {None}
    for member in db.session.execute(
        select(hiring_team).where(hiring_team.c.opening_id.in_(found))
    ):
        found[member.opening_id].add(member.person_id)
    return found


def _people_in(rows: _Rows) -> set[UUID]:
    people = {touch.ambassador_id for touch in rows.touches}
    people.update(*rows.removed.values(), *rows.hiring_teams.values())
    people.update(a.choice_ambassador_id for a in rows.applications if a.choice_ambassador_id)
    people.update(person.id for person in rows.known)
    return people


def _as_account(person: Person, names: Mapping[UUID, str]) -> Account:
    return Account(names[person.id], person.created_at, person.employee, person.left_on)


def _as_claim(claim: ClaimRow) -> AgencyClaim:
    opening = str(claim.opening_id) if claim.opening_id else None
    return AgencyClaim(claim.presented_at, claim.until, opening)


def _answer(application: Application, names: Mapping[UUID, str]) -> Answer | None:
    if application.choice is None:
        return None
    chosen = application.choice_ambassador_id
    return Answer(Choice(application.choice), names[chosen] if chosen else None)


def _as_touch(touch: TouchRow, names: Mapping[UUID, str]) -> Touch:
    return Touch(
        id=str(touch.id),
        kind=touch.kind,
        ambassador=names[touch.ambassador_id],
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


def _shares(decided: LedgerRow | None) -> list[list[Any]]:
    return decided.ambassadors if decided else []


def _leavers(touches: Sequence[TouchRow], names: Mapping[UUID, str]) -> dict[str, date]:
    rows = db.session.execute(
        select(Person.id, Person.left_on).where(
            Person.id.in_({touch.ambassador_id for touch in touches}), Person.left_on.is_not(None)
        )
    )
    return {names[row.id]: row.left_on for row in rows}


def _names(people: Iterable[UUID], names: Mapping[UUID, str]) -> frozenset[str]:
    return frozenset(names[person] for person in people)
