"""Undo a reading: what it created is withdrawn, what it changed is back if nobody edited it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from app.core import activity, jobs
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person
from app.publishing import write
from app.publishing.feeds.columns import content_with, current_values
from app.publishing.feeds.models import ChangeKind, Feed, FeedChange, FeedOpening, FeedRun, RunState
from app.publishing.feeds.runs.begin import UNDO
from app.publishing.feeds.runs.changes import opening_content
from app.publishing.history.models import Cause
from app.publishing.kinds import ENDS_BY_THE_CLOCK
from app.publishing.models import EndReason, Opening, PublicationState
from app.publishing.publish import close, reopen

A_SLICE = 200  # changes in one transaction
UNDONE_FROM = {RunState.DONE, RunState.ASKING}


def begin_undoing(run: FeedRun, *, by: Person, now: datetime) -> None:
    """Take a reading back: at once when it did little, else by a worker. Asked twice, once."""
    db.session.refresh(run, ["state"], with_for_update=True)
    if run.state not in UNDONE_FROM:
        return
    changes = select(func.count()).where(FeedChange.run_id == run.id)
    run.state, run.done, run.edited = RunState.UNDOING, 0, 0
    run.total = db.session.scalar(changes) or 0
    activity.record("feed.undone", run.feed, by=by, now=now)
    if run.total <= A_SLICE:
        undo_some(run.id, by_id=by.id, now=now)
    else:
        jobs.enqueue(UNDO, str(run.id), str(by.id))


def undo_some(run_id: UUID, *, by_id: UUID, now: datetime) -> None:
    """Take the next changes of a run back, the latest first, in the caller's transaction."""
    run = db.session.get(FeedRun, run_id, with_for_update=True)
    if run is None or run.state is not RunState.UNDOING:
        return
    db.session.execute(select(Feed.id).where(Feed.id == run.feed_id).with_for_update())
    by = db.session.get_one(Person, by_id)
    changes = db.session.scalars(
        select(FeedChange)
        .where(FeedChange.run_id == run.id)
        .order_by(FeedChange.id.desc())
        .limit(A_SLICE)
    ).all()
    keys = [change.id for change in changes]
    for change in changes:
        run.done += 1
        run.edited += not _tried(change, by, now)
    db.session.flush()
    handled = delete(FeedChange).where(FeedChange.id.in_(keys))
    db.session.execute(handled.execution_options(synchronize_session=False))
    if len(changes) == A_SLICE:
        jobs.enqueue(UNDO, str(run.id), str(by.id))
    else:
        run.state = RunState.UNDONE
    db.session.flush()


def _tried(change: FeedChange, by: Person, now: datetime) -> bool:
    try:
        with db.session.begin_nested():
            return _take_back(change, by, now)
    except Refusal:  # what is online must stay complete
        return False


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
    if change.kind is ChangeKind.JOINED:
        return _part(row, change)
    if opening.version != change.version:
        return False
    if change.kind is ChangeKind.CREATED:
        return _withdraw(opening, row, by, now)
    content, language = opening_content(opening), change.base["language"]
    row.base = change.base
    former = content_with(content, current_values(content, language) | change.before, language)
    write.save(opening, former, version=opening.version, by=by, now=now, cause=Cause.RESTORED)
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
    elif opening.state in ENDS_BY_THE_CLOCK:
        close(opening, by=by, now=now)
    return True
