"""Begin a reading: a table that somebody sends, or a document that an address answered."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from app.core import activity, files, jobs
from app.core.database import db
from app.core.errors import Refusal
from app.core.fetching.addresses import cut
from app.core.ids import uuid7
from app.core.text.fold import fold
from app.people.models import Person, Place, Team
from app.publishing.feeds import kept
from app.publishing.feeds.addresses import document_address
from app.publishing.feeds.columns import Known
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun, RunState
from app.publishing.feeds.reading import Defaults, read_found
from app.publishing.feeds.result import Reading
from app.publishing.feeds.tables.rows import columns_of, find_rows, read_table

FOLLOW = "jobs.publishing.follow_feed"
READ, APPLY = "jobs.publishing.read_import", "jobs.publishing.apply_import"


def upload(
    feed: Feed, data: bytes, *, name: str, complete: bool, by: Person, now: datetime
) -> FeedRun:
    """Take a table that somebody sends; a worker reads it. raises: Refusal for no table at all"""
    columns_of(read_table(data), feed.columns)  # what cannot be read is told at once
    run = FeedRun(id=uuid7(), feed_id=feed.id, at=now, by_id=by.id, complete=complete)
    document = files.store(data, media_type="application/octet-stream", name=name, kind="import")
    run.document = document
    db.session.add(run)
    db.session.flush()
    jobs.enqueue(READ, str(run.id))
    return run


def choose_columns(run: FeedRun, chosen: Mapping[str, str]) -> None:
    """Remember what the headers of a table mean, and read it again. chosen: by header's key"""
    run.feed.columns = {**run.feed.columns, **chosen}
    run.state = RunState.READING
    db.session.flush()
    jobs.enqueue(READ, str(run.id))


def read_run(run_id: UUID) -> None:
    """Read the table of a run; a second time it is read again, and nothing else changes."""
    run = db.session.get(FeedRun, run_id, with_for_update=True)
    if run is None or run.state is not RunState.READING or run.document is None:
        return
    try:
        rows = read_table(files.open_bytes(run.document))
        found = find_rows(rows, columns_of(rows, run.feed.columns))
    except Refusal as refusal:
        run.state, run.sentence = RunState.FAILED, str(refusal.sentence)
        return
    keep_reading(run, read_found(found, defaults_of(run.feed)))
    run.state = RunState.WAITING
    db.session.flush()


def keep_reading(run: FeedRun, reading: Reading) -> None:
    """Keep what a document says beside its run, and count it."""
    before = run.reading
    file = files.store(
        kept.written(reading), media_type="application/json", name="reading.json", kind="import"
    )
    run.reading = file
    db.session.flush()
    if before:
        files.remove(before)
    known = set(
        db.session.scalars(
            select(FeedOpening.external_id).where(FeedOpening.feed_id == run.feed_id)
        )
    )
    run.total, run.done = len(reading.openings), 0
    run.created = sum(each.external_id not in known for each in reading.openings)
    run.changed = run.unchanged = 0
    run.refused = len({(each.row, each.external_id) for each in reading.errors})


def reading_of(run: FeedRun) -> Reading:
    """Return what the document of a run says."""
    assert run.reading
    return kept.read_again(files.open_bytes(run.reading))


def defaults_of(feed: Feed) -> Defaults:
    """Return what a feed takes where a document says nothing."""
    names = db.session.scalars(select(Place.name))
    return Defaults(language=feed.language, known=frozenset(map(fold, names)))


def known() -> Known:
    """Return our places and teams."""
    places = db.session.scalars(select(Place).order_by(Place.region, Place.id))
    return Known.of(list(places), list(db.session.scalars(select(Team).order_by(Team.id))))


def take_up_again() -> None:
    """Go on with what a crash, or an absent Redis, left under way."""
    left = db.session.execute(
        select(FeedRun.id, FeedRun.state).where(
            FeedRun.state.in_([RunState.READING, RunState.APPLYING])
        )
    ).all()
    for run_id, state in left:
        jobs.enqueue(READ if state is RunState.READING else APPLY, str(run_id))


def follow_address(
    address: str, form: str, *, name: str, language: str, by: Person, now: datetime
) -> Feed:
    """Follow an address from now on; a worker reads it first.

    raises: Unfetchable for what is no address that is read
    """
    document = document_address(form, address, language)
    cut(document, http=bool(current_app.config.get("FETCH_HTTP", False)))
    feed = Feed(
        id=uuid7(), name=name, format=form, address=address, language=language, owner_id=by.id,
        created_at=now, next_at=now,
    )  # fmt: skip
    db.session.add(feed)
    db.session.flush()
    activity.record("feed.added", feed, by=by, now=now)
    jobs.enqueue(FOLLOW, str(feed.id))
    return feed
