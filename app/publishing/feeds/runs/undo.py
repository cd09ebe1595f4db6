"""Undo a reading: what it created is withdrawn, what it changed is back if nobody edited it."""

from datetime import datetime

from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.people.models import Person
from app.publishing import write
from app.publishing.content import content_of
from app.publishing.feeds.columns import content_with
from app.publishing.feeds.models import ChangeKind, FeedChange, FeedOpening, FeedRun, RunState
from app.publishing.history.models import Cause
from app.publishing.kinds import ENDS_BY_THE_CLOCK, OpeningContent
from app.publishing.models import EndReason, Opening, PublicationState
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
        if opening.state is PublicationState.CLOSED and opening.end_reason is EndReason.FEED:
            row.closed_by_feed = False
            reopen(opening, by=by, now=now)
        return True
    if change.kind is ChangeKind.REOPENED:
        if opening.state in ENDS_BY_THE_CLOCK:
            close(opening, by=by, now=now, reason=EndReason.FEED)
            row.closed_by_feed = True
        return True
    if opening.version != change.version:
        return False
    if change.kind is ChangeKind.CREATED:
        return _withdraw(opening, row, by, now)
    content = content_of(opening)
    assert isinstance(content, OpeningContent)
    row.base = change.base
    former = content_with(content, change.before, change.base["language"])
    write.save(opening, former, version=opening.version, by=by, now=now, cause=Cause.RESTORED)
    return True


def _withdraw(opening: Opening, row: FeedOpening, by: Person, now: datetime) -> bool:
    """Throw away a draft; what was online is closed, since links to it may be out."""
    if opening.published_at is None:
        db.session.delete(row)
        db.session.flush()
        write.delete_draft(opening, by=by, now=now)
    elif opening.state in ENDS_BY_THE_CLOCK:
        close(opening, by=by, now=now)
    return True
