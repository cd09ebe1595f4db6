"""Applications by the candidates whose they are."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import (
    select,
)
from sqlalchemy.orm import contains_eager, joinedload

from app.core.database import db
from app.hiring.models import (
    Application,
    Candidate,
)


def applications_of_mailbox(folded: str) -> Sequence[Application]:
    """Return the applications of a mailbox, the latest first."""
    return db.session.scalars(
        select(Application)
        .join(Application.candidate)
        .where(Candidate.email_folded == folded)
        .options(contains_eager(Application.candidate), joinedload(Application.opening))
        .order_by(Application.at.desc())
        .limit(20)
    ).all()


def applications_by_candidate(
    candidates: Sequence[Candidate],
) -> dict[UUID, list[Application]]:
    """Return the applications of candidates, the latest first, each with its opening."""
    found: dict[UUID, list[Application]] = {each.id: [] for each in candidates}
    for application in db.session.scalars(
        select(Application)
        .where(Application.candidate_id.in_(found))
        .options(joinedload(Application.opening))
        .order_by(Application.at.desc())
    ):
        found[application.candidate_id].append(application)
    return found
