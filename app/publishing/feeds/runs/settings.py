"""A source's settings: changed, paused, resumed, read at once because somebody wants it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.core.ids import uuid7
from app.people.models import Person
from app.publishing.feeds.models import Feed, FeedRun, FeedState, RunState
from app.publishing.feeds.runs.begin import check_address, enqueue_following

LEAST_MINUTES, MOST_MINUTES = 15, 10_080
_WHERE = ("format", "address", "language")  # what another document answers to


def change_feed(feed: Feed, *, by: Person, now: datetime, **values: Any) -> bool:
    """Change a source's settings; returns whether anything did.

    values: by the names of its columns
    raises: Unfetchable for what is no address that is read
    """
    db.session.refresh(feed, with_for_update=True)
    changed = [name for name, value in values.items() if getattr(feed, name) != value]
    if not changed:
        return False
    elsewhere = not set(_WHERE).isdisjoint(changed) and bool(feed.address)
    if elsewhere:
        check_address(values["address"], values["format"], values["language"])
    for name in changed:
        setattr(feed, name, values[name])
    if elsewhere:
        _begin_anew(feed, now)
    elif "every_minutes" in changed and feed.next_at and not feed.failures:
        feed.next_at = now
    activity.record("feed.changed", feed, by=by, data={"changed": changed}, now=now)
    return True


def pause(feed: Feed, *, by: Person, now: datetime) -> None:
    """Ask a source no more, until somebody resumes it."""
    db.session.refresh(feed, ["state"], with_for_update=True)
    if feed.state is not FeedState.PAUSED:
        feed.state = FeedState.PAUSED
        activity.record("feed.paused", feed, by=by, now=now)


def resume(feed: Feed, *, by: Person, now: datetime) -> None:
    """Ask a source again that was paused or suspended."""
    db.session.refresh(feed, ["state"], with_for_update=True)
    if feed.state is not FeedState.ON:
        _begin_anew(feed, now)
        activity.record("feed.resumed", feed, by=by, now=now)
        enqueue_following(feed.id)


def follow_now(feed: Feed, *, by: Person, now: datetime) -> FeedRun:
    """Have a source read at once; returns the run, whose page says how far it is.

    Asked twice, it is read once.
    """
    db.session.refresh(feed, ["state"], with_for_update=True)
    resume(feed, by=by, now=now)
    waiting = select(FeedRun).where(FeedRun.feed_id == feed.id, FeedRun.document_id.is_(None))
    waiting = waiting.where(FeedRun.state == RunState.READING).limit(1)
    run = db.session.scalars(waiting).first()
    if run is None:
        run = FeedRun(id=uuid7(), feed_id=feed.id, at=now, by_id=by.id)
        db.session.add(run)
        db.session.flush()
        enqueue_following(feed.id)
    return run


def _begin_anew(feed: Feed, now: datetime) -> None:
    feed.state, feed.next_at = FeedState.ON, now
    feed.etag = feed.modified = feed.failure = ""
    feed.failures, feed.failed_at, feed.first_gone_at, feed.told_at = 0, None, None, None
