"""What pages ask of imports."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun
from app.publishing.feeds.result import ImportedOpening, Reading

A_PAGE = 50


def feeds() -> Sequence[Feed]:
    """Return where openings come from, by name."""
    query = select(Feed).options(joinedload(Feed.owner)).order_by(Feed.name, Feed.id)
    return db.session.scalars(query.limit(200)).all()


def latest_runs() -> Sequence[FeedRun]:
    """Return the latest readings, newest first."""
    query = select(FeedRun).options(joinedload(FeedRun.feed), joinedload(FeedRun.by))
    return db.session.scalars(query.order_by(FeedRun.id.desc()).limit(A_PAGE)).all()


def run_of(run_id: UUID) -> FeedRun | None:
    """Return one reading."""
    return db.session.get(FeedRun, run_id)


def known_ids(feed_id: UUID) -> set[str]:
    """Return the identifiers that a feed has brought before."""
    query = select(FeedOpening.external_id).where(FeedOpening.feed_id == feed_id)
    return set(db.session.scalars(query))


def first_openings(reading: Reading) -> tuple[ImportedOpening, ...]:
    """Return as many openings as one page shows. Pure."""
    return reading.openings[:A_PAGE]
