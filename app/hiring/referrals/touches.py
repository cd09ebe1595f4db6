"""Touches: what a candidate or an ambassador did, stored as evidence for attribution."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.database import db
from app.hiring.models import Candidate, Recommendation, Touch
from app.people.models import Person, Role
from app.people.queries import roles_at
from app.policy.policy import TouchKind, TouchState
from app.publishing.models import PublicationKind
from app.sharing.models import ReferralLink


@dataclass(frozen=True)
class Landing:
    """A page of ours, answered to whoever followed a link; proven by its signed token.

    at: when the page was answered, server's time
    """

    link: ReferralLink
    click_id: UUID
    at: datetime


@dataclass(frozen=True)
class Sending:
    """How a form reached us.

    sender: who was signed in to the browser that sent it; None for nearly all candidates
    policy_version: in force when its touch happened
    """

    sender: Person | None
    policy_version: int
    now: datetime

    def is_by(self, person: Person) -> bool:
        """Say whether this person's own session sent it. Pure."""
        return self.sender is not None and self.sender.id == person.id


def roles_now(person: Person) -> list[str]:
    """Return a person's roles as a touch keeps them. Pure."""
    return sorted(person.roles)


def store_visit(candidate: Candidate, landing: Landing, sending: Sending) -> Touch | None:
    """Keep that a candidate came by a link; None when it was kept already.

    The form carries the landing, and the landing the link: neither is later than the form, even
    where the server's clock was set back in between.
    """
    link = landing.link
    return _store(
        Touch(
            candidate_id=candidate.id,
            source=f"click:{landing.click_id}",
            kind=TouchKind.VISIT,
            ambassador=link.ambassador,
            at=min(landing.at, sending.now),
            link=link,
            link_at=min(link.created_at, sending.now),
            publication_id=link.publication_id,
            story=link.publication.kind is PublicationKind.STORY,
            roles=sorted(roles_at(link.ambassador, landing.at)),
            policy_version=sending.policy_version,
            state=TouchState.OK,
            own_session=sending.is_by(link.ambassador),
            created_at=sending.now,
        )
    )


def store_declaration(
    candidate: Candidate,
    ambassador: Person,
    sending: Sending,
    *,
    source: str,
    opening_id: UUID,
    roles: Collection[Role] | None = None,
    asked_at: datetime | None = None,
) -> Touch | None:
    """Keep that a candidate named an ambassador, who has yet to confirm; None when kept already.

    sending: of the act that named them
    source: that act, such as "form:<id>"
    roles: the ambassador's at the act; None is those of now
    asked_at: when the ambassador is asked; None is at once
    """
    return _store(
        Touch(
            candidate_id=candidate.id,
            source=source,
            kind=TouchKind.DECLARATION,
            ambassador=ambassador,
            at=sending.now,
            publication_id=opening_id,
            story=False,
            roles=roles_now(ambassador) if roles is None else sorted(roles),
            policy_version=sending.policy_version,
            state=TouchState.PENDING,
            own_session=sending.is_by(ambassador),
            created_at=asked_at or sending.now,
        )
    )


def store_recommendation(
    candidate: Candidate, recommendation: Recommendation, *, sender: Person | None, now: datetime
) -> Touch | None:
    """Keep that a candidate accepted a recommendation; None when it was kept already.

    What counts is what was true when it was sent: the time, the roles, the rule.

    sender: who was signed in to the browser that accepted it
    """
    ambassador = recommendation.ambassador
    return _store(
        Touch(
            candidate_id=candidate.id,
            source=f"recommendation:{recommendation.id}",
            kind=TouchKind.RECOMMENDATION,
            ambassador=ambassador,
            at=recommendation.sent_at,
            publication_id=recommendation.opening_id,
            story=False,
            roles=recommendation.roles,
            policy_version=recommendation.policy_version,
            state=TouchState.OK,
            settled_at=recommendation.accepted_at,
            own_session=Sending(sender, recommendation.policy_version, now).is_by(ambassador),
            created_at=now,
        )
    )


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
