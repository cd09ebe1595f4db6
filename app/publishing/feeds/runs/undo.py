"""Undo a reading: what it created is withdrawn, what it changed is back if nobody edited it."""

from datetime import datetime

from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.people.models import Person
from app.publishing import write
from app.publishing.feeds.columns import content_with, current_values
from app.publishing.feeds.models import ChangeKind, FeedChange, FeedOpening, FeedRun, RunState
from app.publishing.feeds.runs.changes import opening_content
from app.publishing.models import Opening, PublicationState
from app.publishing.publish import close, reopen

UNDONE_FROM = {RunState.DONE, RunState.ASKING}


def undo(run: FeedRun, *, by: Person, now: datetime) -> tuple[int, int]:
    """Take a reading back, in the caller's transaction; twice changes nothing more.

    returns: how many openings are as they were, and how many were left, edited since
    """
    db.session.refresh(run, ["state"], with_for_update=True)
    if run.state not in UNDONE_FROM:
        return 0, 0
    changes = db.session.scalars(
        select(FeedChange).where(FeedChange.run_id == run.id).order_by(FeedChange.id.desc())
    ).all()
    back = left = 0
    for change in changes:
        if _take_back(change, by, now):
            back += 1
        else:
            left += 1
    run.state = RunState.UNDONE
    activity.record("feed.undone", run.feed, by=by, data={"back": back, "left": left}, now=now)
    return back, left


def _take_back(change: FeedChange, by: Person, now: datetime) -> bool:
    opening = db.session.get(Opening, change.opening_id)
    row = db.session.scalar(select(FeedOpening).where(FeedOpening.opening_id == change.opening_id))
    if opening is None or row is None:
        return False
    if change.kind is ChangeKind.CLOSED:
        if opening.state is PublicationState.CLOSED and row.closed_by_feed:
            row.closed_by_feed = False
            reopen(opening, by=by, now=now)
        return True
    if change.kind is ChangeKind.REOPENED:
        if opening.state is PublicationState.PUBLISHED:
            close(opening, by=by, now=now)
            row.closed_by_feed = True
        return True
    if change.kind is ChangeKind.JOINED:
        return _part(row, change)
    if opening.version != change.version:
        return False
    if change.kind is ChangeKind.CREATED:
        return _withdraw(opening, row, by, now)
    content, language = opening_content(opening), change.base["language"]
    row.base = change.base
    former = content_with(content, current_values(content, language) | change.before, language)
    write.save(opening, former, version=opening.version, by=by, now=now)
    return True


def _part(row: FeedOpening, change: FeedChange) -> bool:
    """Let an opening follow no more, or by its former identifier."""
    if former := change.before.get("external_id"):
        row.external_id = former
    else:
        db.session.delete(row)
        db.session.flush()
    return True


def _withdraw(opening: Opening, row: FeedOpening, by: Person, now: datetime) -> bool:
    """Throw away a draft; what was online is closed, since links to it may be out."""
    if opening.published_at is None:
        db.session.delete(row)
        db.session.flush()
        write.delete_draft(opening, by=by, now=now)
    elif opening.state is PublicationState.PUBLISHED:
        close(opening, by=by, now=now)
    return True
