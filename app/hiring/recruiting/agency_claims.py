"""What recruitment agencies claim: recorded, corrected, withdrawn; nothing is ever overwritten.

The verbs that also decide the credits again are in app/attribution/deciding/claims.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import joinedload

from app.core import activity, locks
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.locks import Lock
from app.hiring.candidates.mailbox import fold
from app.hiring.candidates.merge import own_candidates
from app.hiring.models import AgencyClaim, Candidate
from app.people.models import Person
from app.publishing.models import Opening

MOST_LISTED = 200


@dataclass(frozen=True)
class Terms:
    """What an agency claims.

    presented_at: when it presented the person; what came before is not its own
    until: the last day on which it holds
    opening: the one that it is for; None for any
    """

    agency: str
    presented_at: datetime
    until: date
    opening: Opening | None


class BadTerms(Refusal):
    """A claim that cannot be: of the future, or over before it began."""

    code = "bad_terms"


class ClaimEnded(Refusal):
    """The claim was corrected or withdrawn meanwhile."""

    code = "claim_ended"


def record(email: str, terms: Terms, *, form_id: UUID, by: Person, now: datetime) -> AgencyClaim:
    """Record that an agency presented somebody; the same form sent twice records it once.

    raises: BadTerms
    """
    locks.hold(Lock.AGENCY_CLAIM, form_id)
    if known := db.session.scalar(select(AgencyClaim).where(AgencyClaim.form_id == form_id)):
        return known
    _check(terms, now=now)
    claim = _written(email, terms, form_id=form_id, by=by, now=now)
    activity.record("agency_claim.recorded", claim, by=by, now=now)
    return claim


def correct(
    claim: AgencyClaim, terms: Terms, *, form_id: UUID, by: Person, now: datetime
) -> AgencyClaim:
    """Put another claim in the place of one that was recorded wrongly.

    raises: BadTerms, ClaimEnded
    """
    _lock(claim)
    if known := db.session.scalar(select(AgencyClaim).where(AgencyClaim.form_id == form_id)):
        return known
    if claim.ended_at is not None:
        raise ClaimEnded(_l("This claim was corrected or withdrawn in the meantime. Look again."))
    _check(terms, now=now)
    better = _written(claim.email, terms, form_id=form_id, by=by, now=now)
    claim.ended_at, claim.ended_by, claim.replaced_by_id = now, by, better.id
    db.session.flush()
    activity.record(
        "agency_claim.corrected", better, by=by, data={"replaces": str(claim.id)}, now=now
    )
    return better


def withdraw(claim: AgencyClaim, *, by: Person, now: datetime) -> None:
    """End a claim that does not hold; twice changes nothing."""
    _lock(claim)
    if claim.ended_at is None:
        claim.ended_at, claim.ended_by = now, by
        db.session.flush()
        activity.record("agency_claim.withdrawn", claim, by=by, now=now)


def claims_of(candidates: Sequence[Candidate]) -> Sequence[AgencyClaim]:
    """Return every claim on the mailboxes of one person, ended ones too, the latest first."""
    return db.session.scalars(
        _claims()
        .where(AgencyClaim.email_folded.in_([each.email_folded for each in candidates]))
        .order_by(AgencyClaim.recorded_at.desc(), AgencyClaim.id.desc())
    ).all()


def claims_in_force(reader: Person) -> Sequence[AgencyClaim]:
    """Return the claims in force, the latest presented first, but on the reader themselves."""
    return db.session.scalars(
        _claims()
        .where(AgencyClaim.ended_at.is_(None), _on_others(reader))
        .order_by(AgencyClaim.presented_at.desc(), AgencyClaim.id.desc())
        .limit(MOST_LISTED)
    ).all()


def claim_seen_by(reader: Person, claim_id: UUID) -> AgencyClaim | None:
    """Return a claim, but on the reader themselves; None for anything else."""
    return db.session.scalar(
        select(AgencyClaim).where(AgencyClaim.id == claim_id, _on_others(reader))
    )


def _on_others(reader: Person) -> ColumnElement[bool]:
    """Return the condition on claims that they are on none of the reader's mailboxes."""
    own = own_candidates(reader)
    mailboxes = select(Candidate.email_folded).join(own, own.c.id == Candidate.id)
    return and_(
        AgencyClaim.email_folded != fold(reader.email), AgencyClaim.email_folded.not_in(mailboxes)
    )


def _claims() -> Select[AgencyClaim]:
    return select(AgencyClaim).options(
        joinedload(AgencyClaim.by),
        joinedload(AgencyClaim.ended_by),
        joinedload(AgencyClaim.opening),
    )


def _check(terms: Terms, *, now: datetime) -> None:
    if terms.presented_at > now:
        raise BadTerms(_l("This date is still to come: write when it was."), field="presented_on")
    if terms.until < local_date(terms.presented_at):
        raise BadTerms(_l("Choose a day after the presentation."), field="until")


def _written(email: str, terms: Terms, *, form_id: UUID, by: Person, now: datetime) -> AgencyClaim:
    claim = AgencyClaim(
        form_id=form_id,
        email_folded=fold(email),
        email=email,
        agency=terms.agency,
        presented_at=terms.presented_at,
        until=terms.until,
        opening=terms.opening,
        by=by,
        recorded_at=now,
    )
    db.session.add(claim)
    db.session.flush()
    return claim


def _lock(claim: AgencyClaim) -> None:
    db.session.refresh(claim, with_for_update={"of": AgencyClaim})
