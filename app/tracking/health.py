"""The state of tracked links for /readyz, and how far behind this node's loader is."""

import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.tracking.front.front import Front
from app.tracking.journal.segments import NotASegment, Segment, paths_in
from app.tracking.loading.loader import backlog_of
from app.tracking.models import ClickLoss, JournalSegment, QuarantinedLine

SLOW_AFTER = 60.0  # seconds of lag
LITTLE_SPACE = 256 * 1024 * 1024  # bytes


def front_of() -> Front:
    """Return this process's front."""
    front: Front = current_app.extensions["relais_front"]
    return front


def journal() -> dict[str, Any]:
    """Whether a click can be written on this node; if not, it takes no links."""
    clicks = front_of().journal
    if not clicks.check():
        return {"state": "down", "lost": clicks.lost, "error": "clicks cannot be written"}
    free = shutil.disk_usage(clicks.folder).free
    return {
        "state": "ok" if clicks.has_reserve and free > LITTLE_SPACE else "degraded",
        "free": free,
        "reserve": clicks.has_reserve,
        "durability": clicks.durability,
    }


def landing_pages() -> dict[str, Any]:
    """Whether changes to pages reach this process."""
    source = front_of().heard_from()
    return {"state": "ok" if source in ("postgresql", "asleep") else "degraded", "changes": source}


def loader() -> dict[str, Any]:
    """How far behind the journal of this node is, and what could not be read or written."""
    state = standing(front_of().journal.folder, now=clock.now())
    fine = state.lag < SLOW_AFTER and not state.quarantined and not state.lost
    return {"state": "ok" if fine else "degraded", **asdict(state)}


@dataclass(frozen=True)
class LoaderState:
    """A journal, and what is loaded of it.

    backlog in bytes; lag in seconds; lines set aside and clicks lost in the last day
    """

    backlog: int
    lag: float
    quarantined: int
    lost: int


def standing(folder: Path, *, now: datetime) -> LoaderState:
    """Compare the journal of this node with what is loaded of it."""
    segments = []
    for path in paths_in(folder):
        with suppress(NotASegment, OSError):
            segments.append(Segment.open(path))
    try:
        loaded: dict[UUID, int] = dict(
            db.session.execute(
                select(JournalSegment.id, JournalSegment.loaded).where(
                    JournalSegment.id.in_([segment.id for segment in segments])
                )
            ).all()
        )
        for segment in segments:
            segment.at = loaded.get(segment.id, segment.body)
        backlog, oldest = backlog_of(segments)
    finally:
        for segment in segments:
            segment.close()
    since = now - timedelta(days=1)
    quarantined = db.session.scalar(
        select(func.count()).select_from(QuarantinedLine).where(QuarantinedLine.at > since)
    )
    lost = db.session.scalar(
        select(func.coalesce(func.sum(ClickLoss.clicks), 0)).where(ClickLoss.last_at > since)
    )
    lag = (now - oldest).total_seconds() if oldest else 0.0
    return LoaderState(backlog, max(0.0, round(lag, 1)), int(quarantined or 0), int(lost or 0))
