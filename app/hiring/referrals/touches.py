"""Touches: what a candidate or an ambassador did, stored as evidence for attribution."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.database import db
from app.hiring.models import Candidate, Recommendation, Touch, TypedName
from app.people.models import Person
from app.people.queries import roles_at
from app.policy.policy import TouchKind, TouchState
from app.policy.versions import version_at
from app.publishing.kinds import family_of
from app.sharing.models import TrackedLink


@dataclass(frozen=True)
class Landing:
    """A page that a link led to, proven by its signed token.

    at: when the page was answered, server's time
    """

    link: TrackedLink
    click_id: UUID
    at: datetime


def store_visit(
    candidate: Candidate, landing: Landing, *, sender: Person | None, now: datetime
) -> Touch | None:
    """Keep that a candidate came by a link; None when it was kept already.

    The form carries the landing, and the landing the link: neither is later than the form, even
    where the server's clock was set back in between. What counts is what was true when the page
    was answered: the roles, the rule.

    sender: who was signed in to the browser that sent the form
    """
    link = landing.link
    return _store(
        Touch(
            candidate_id=candidate.id,
            source=_source(landing),
            kind=TouchKind.VISIT,
            ambassador=link.ambassador,
            at=min(landing.at, now),
            link=link,
            link_at=min(link.created_at, now),
            publication_id=link.publication_id,
            story=link.publication is not None
            and not family_of(link.publication).takes_applications,
            roles=sorted(roles_at(link.ambassador, landing.at)),
            policy_version=version_at(landing.at),
            state=TouchState.OK,
            own_session=sender is not None and sender.id == link.ambassador_id,
            created_at=now,
        )
    )


def store_declaration(
    typed_name: TypedName, ambassador: Person, *, source: str, now: datetime
) -> Touch | None:
    """Keep that a candidate named an ambassador, who has yet to confirm; None when kept already.

    What counts is what was true when the name was typed: the roles, the rule, the browser.

    source: the act that named them, such as "form:<id>"
    now: when the ambassador is asked
    """
    application = typed_name.application
    return _store(
        Touch(
            candidate_id=application.candidate_id,
            source=source,
            kind=TouchKind.DECLARATION,
            ambassador=ambassador,
            at=typed_name.at,
            publication_id=application.opening_id,
            story=False,
            roles=sorted(roles_at(ambassador, typed_name.at)),
            policy_version=typed_name.policy_version,
            state=TouchState.PENDING,
            own_session=typed_name.sender_id == ambassador.id,
            created_at=now,
        )
    )


def store_recommendation(
    candidate: Candidate, recommendation: Recommendation, *, sender: Person | None, now: datetime
) -> Touch | None:
    """Keep that a candidate accepted a recommendation; None when it was kept already.

    What counts is what was true when it was sent: the time, the roles, the rule.

    sender: who was signed in to the browser that accepted it
    """
    return _store(
        Touch(
            candidate_id=candidate.id,
            source=_source(recommendation),
            kind=TouchKind.RECOMMENDATION,
            ambassador=recommendation.ambassador,
            at=recommendation.sent_at,
            publication_id=recommendation.opening_id,
            story=False,
            roles=recommendation.roles,
            policy_version=recommendation.policy_version,
            state=TouchState.OK,
            settled_at=recommendation.accepted_at,
            own_session=sender is not None and sender.id == recommendation.ambassador_id,
            created_at=now,
        )
    )


def touch_of(candidate: Candidate, came_by: Landing | Recommendation) -> Touch | None:
    """Return what was kept of how a candidate came; None when nothing was."""
    return db.session.scalar(
        select(Touch).where(Touch.candidate_id == candidate.id, Touch.source == _source(came_by))
    )


def came_by(touch: Touch) -> Landing | Recommendation | None:
    """Return how a candidate came, from what was kept of it; None when that is gone since."""
    key = UUID(touch.source.rpartition(":")[2])
    if touch.kind is TouchKind.RECOMMENDATION:
        return db.session.get(Recommendation, key)
    assert touch.link is not None, "a visit has its link"
    return Landing(touch.link, key, touch.at)


def _source(came_by: Landing | Recommendation) -> str:
    if isinstance(came_by, Landing):
        return f"click:{came_by.click_id}"
    return f"recommendation:{came_by.id}"


def _store(touch: Touch) -> Touch | None:
    """Write a touch unless the same act was written before. The candidate's row is locked."""
    known = select(Touch.id).where(
        Touch.candidate_id == touch.candidate_id, Touch.source == touch.source
    )
    if db.session.scalar(known):
        return None
    db.session.add(touch)
    db.session.flush()
    return touch
