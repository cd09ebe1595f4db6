"""What publications brought: relays, visits, applications, for those who write them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.core.database import db
from app.hiring.models import Application
from app.sharing.models import ReferralLink
from app.tracking.models import PublicationTotal


@dataclass(frozen=True)
class Echo:
    """What one publication brought. Visits are by people, colleagues not counted."""

    relays: int = 0
    visits: int = 0
    applications: int = 0


def echoes(publication_ids: Collection[UUID]) -> dict[UUID, Echo]:
    """Return what each of these publications brought. Three statements."""
    relays = _counts(
        select(ReferralLink.publication_id, func.count())
        .where(ReferralLink.publication_id.in_(publication_ids), ReferralLink.declared)
        .group_by(ReferralLink.publication_id)
    )
    visits = _counts(
        select(PublicationTotal.publication_id, PublicationTotal.visits).where(
            PublicationTotal.publication_id.in_(publication_ids)
        )
    )
    applications = _counts(
        select(Application.opening_id, func.count())
        .where(Application.opening_id.in_(publication_ids), Application.repeats_id.is_(None))
        .group_by(Application.opening_id)
    )
    return {
        key: Echo(relays.get(key, 0), visits.get(key, 0), applications.get(key, 0))
        for key in publication_ids
    }


def _counts(statement: Select[UUID, Any]) -> dict[UUID, int]:
    return {key: int(count) for key, count in db.session.execute(statement)}
