"""What an applied reading closes and opens again; what a person must agree to first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update

from app.core import activity
from app.core.database import db
from app.people.models import Person
from app.publishing.feeds.models import (
    ChangeKind,
    FeedOpening,
    FeedRun,
    RunState,
    VanishedBecomes,
)
from app.publishing.feeds.result import Reading
from app.publishing.feeds.runs.changes import note
from app.publishing.feeds.vanishing import FedOpening, Vanished, agreed, vanished
from app.publishing.kinds import ENDS_BY_THE_CLOCK
from app.publishing.missing import NotReady
from app.publishing.models import EndReason, Opening
from app.publishing.publish import WrongState, close, reopen


def close_what_is_over(run: FeedRun, reading: Reading, now: datetime) -> None:
    """End a run: close what its source says is over, and what it has not held for long enough."""
    for row in _rows(run, reading.closed):
        _end(run, row, now)
    if not (reading.complete and run.complete):
        run.state = RunState.DONE
        return
    fed = _fed(run)
    result = _as_set(run, vanished(fed, reading.present, now=now))
    moved = {
        each.external_id: result.missing.get(each.external_id)
        for each in fed
        if each.missing_at != result.missing.get(each.external_id)
    }
    for row in _rows(run, moved):
        row.missing_at = moved[row.external_id]
    for row in _rows(run, result.close):
        _end(run, row, now)
    for row in _rows(run, [key for key in result.reopen if key not in reading.closed]):
        _open_again(run, row, now)
    # what former runs asked is asked again, or is settled
    former = update(FeedRun).where(FeedRun.feed_id == run.feed_id, FeedRun.id != run.id)
    db.session.execute(former.where(FeedRun.state == RunState.ASKING).values(state=RunState.DONE))
    run.asked = list(result.ask)
    run.state = RunState.ASKING if result.ask else RunState.DONE


def agree(run: FeedRun, *, by: Person, now: datetime) -> int:
    """Close exactly what a run asked about; returns how many. Asked twice, closed once."""
    db.session.refresh(run, ["state", "asked"], with_for_update=True)
    if run.state is not RunState.ASKING:
        return 0
    rows = _rows(run, run.asked)
    back = {each.external_id for each in rows if each.missing_at is None}
    wanted = set(agreed(run.asked, back))
    closing = [each for each in rows if each.external_id in wanted and _is_open(each)]
    for each in closing:
        _end(run, each, now)
    run.state = RunState.DONE
    activity.record("feed.closing_agreed", run.feed, by=by, data={"count": len(closing)}, now=now)
    return len(closing)


def refuse_closing(run: FeedRun) -> None:
    """Leave open what a run asked about."""
    db.session.refresh(run, ["state"], with_for_update=True)
    if run.state is RunState.ASKING:
        run.state = RunState.DONE


def _as_set(run: FeedRun, result: Vanished) -> Vanished:
    """Return what vanished as the feed's settings want it."""
    becomes = run.feed.vanished
    if becomes is VanishedBecomes.STAY:
        return Vanished(result.missing, (), (), result.reopen)
    if becomes is VanishedBecomes.ASK:
        return Vanished(result.missing, (), (*result.close, *result.ask), result.reopen)
    return result


def _fed(run: FeedRun) -> list[FedOpening]:
    """Return how all openings of a feed stand: by columns, since they may be thousands."""
    rows = db.session.execute(
        select(
            FeedOpening.external_id,
            Opening.state,
            FeedOpening.closed_by_feed & (Opening.end_reason == EndReason.FEED),
            FeedOpening.missing_at,
        )
        .join(Opening, Opening.id == FeedOpening.opening_id)
        .where(FeedOpening.feed_id == run.feed_id)
    )
    return [
        FedOpening(key, state in ENDS_BY_THE_CLOCK, bool(closed), missing_at)
        for key, state, closed, missing_at in rows
    ]


def _rows(run: FeedRun, keys: Iterable[str]) -> Sequence[FeedOpening]:
    keys = list(keys)
    if not keys:
        return []
    query = select(FeedOpening).where(
        FeedOpening.feed_id == run.feed_id, FeedOpening.external_id.in_(keys)
    )
    return db.session.scalars(query.order_by(FeedOpening.id).with_for_update()).all()


def _is_open(row: FeedOpening) -> bool:
    return row.opening.state in ENDS_BY_THE_CLOCK  # a pause may end: it is not closed


def _end(run: FeedRun, row: FeedOpening, now: datetime) -> None:
    if _is_open(row):
        close(row.opening, by=None, now=now, reason=EndReason.FEED)
        row.closed_by_feed = True
        run.closed += 1
        note(run, row.opening, ChangeKind.CLOSED)


def _open_again(run: FeedRun, row: FeedOpening, now: datetime) -> None:
    try:
        with db.session.begin_nested():
            reopen(row.opening, by=run.by or run.feed.owner, now=now)
    except (NotReady, WrongState):
        return  # the next reading tries again
    row.closed_by_feed = False
    note(run, row.opening, ChangeKind.REOPENED)
