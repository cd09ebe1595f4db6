"""What recruitment agencies claim, with the credits that it changes: one transaction each."""

from datetime import datetime
from uuid import UUID

from app.attribution.deciding.decide import decide_mailbox
from app.hiring.models import AgencyClaim
from app.hiring.recruiting import agency_claims
from app.hiring.recruiting.agency_claims import Terms
from app.people.models import Person


def record(email: str, terms: Terms, *, form_id: UUID, by: Person, now: datetime) -> AgencyClaim:
    """Record that an agency presented somebody, and decide their credits again.

    The same form sent twice records it once. raises: BadTerms
    """
    claim = agency_claims.record(email, terms, form_id=form_id, by=by, now=now)
    decide_mailbox(claim.email_folded, now=now)
    return claim


def correct(
    claim: AgencyClaim, terms: Terms, *, form_id: UUID, by: Person, now: datetime
) -> AgencyClaim:
    """Put another claim in the place of a wrong one, and decide the credits again.

    raises: BadTerms, ClaimEnded
    """
    better = agency_claims.correct(claim, terms, form_id=form_id, by=by, now=now)
    decide_mailbox(better.email_folded, now=now)
    return better


def withdraw(claim: AgencyClaim, *, by: Person, now: datetime) -> None:
    """End a claim that does not hold, and decide the credits again; twice changes nothing."""
    agency_claims.withdraw(claim, by=by, now=now)
    decide_mailbox(claim.email_folded, now=now)
