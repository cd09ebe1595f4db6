"""The person in a recommendation: written down, erased, held while they are asked or answer."""

from sqlalchemy import select

from app.core import locks
from app.core.database import db
from app.core.locks import Lock
from app.hiring.models import Recommendation, RecommendedPerson


def name(recommendation: Recommendation, person: RecommendedPerson, *, folded: str) -> None:
    """Write down the person that a recommendation names."""
    recommendation.name = person.name
    recommendation.email = person.email
    recommendation.email_folded = folded
    recommendation.relation = person.relation
    recommendation.words = person.words


def erase(recommendation: Recommendation) -> None:
    """Leave nothing of the person that a recommendation names, nor of who contacted them."""
    recommendation.accepted_at = recommendation.touch = None
    recommendation.name = recommendation.email = recommendation.email_folded = None
    recommendation.relation = recommendation.words = None
    recommendation.taken_by = recommendation.taken_at = recommendation.contacted_at = None


def lock(recommendation: Recommendation) -> bool:
    """Take a recommendation as it is now, its mailbox first, before any candidate is locked.

    returns: False when it was taken back meanwhile
    """
    if recommendation.email_folded:
        one_at_a_time(recommendation.email_folded)
    found = db.session.scalars(
        select(Recommendation)
        .where(Recommendation.id == recommendation.id)
        .with_for_update(of=Recommendation)
        .execution_options(populate_existing=True)
    )
    return found.one_or_none() is not None


def one_at_a_time(folded: str) -> None:
    """Wait for whatever else is being asked of a mailbox, or answered by it, to be committed."""
    locks.hold(Lock.RECOMMENDED_MAILBOX, folded)
