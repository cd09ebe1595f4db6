"""Whom an ambassador names for an opening: all that is known of somebody until they accept."""

from dataclasses import dataclass

from app.hiring.models import Recommendation


@dataclass(frozen=True)
class Named:
    """Somebody, in the words of the ambassador who recommends them.

    relation: how they know each other
    words: why them
    """

    name: str
    email: str
    relation: str
    words: str


def named_in(recommendation: Recommendation) -> Named | None:
    """Return whom a recommendation names; None once that is erased. Pure."""
    found = recommendation
    if found.name is None or found.email is None:
        return None
    return Named(found.name, found.email, found.relation or "", found.words or "")


def name(recommendation: Recommendation, person: Named, *, folded: str) -> None:
    """Write whom a recommendation names."""
    recommendation.name = person.name
    recommendation.email = person.email
    recommendation.email_folded = folded
    recommendation.relation = person.relation
    recommendation.words = person.words


def erase(recommendation: Recommendation) -> None:
    """Leave nothing of whom a recommendation names."""
    recommendation.accepted_at = recommendation.touch = None
    recommendation.name = recommendation.email = recommendation.email_folded = None
    recommendation.relation = recommendation.words = None
