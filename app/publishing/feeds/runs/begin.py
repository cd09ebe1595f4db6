"""Begin a reading: a table that somebody sends, or a document that an address answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

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
from app.publishing.feeds.runs.likenesses import questions
from app.publishing.feeds.tables.matching import asks, headings_of
from app.publishing.feeds.tables.rows import columns_of, find_rows, read_table
from app.publishing.feeds.tables.table import TableRow

FOLLOW = "jobs.publishing.follow_feed"
READ, APPLY = "jobs.publishing.read_import", "jobs.publishing.apply_import"
UNDO = "jobs.publishing.undo_import"
# a source that gives each opening by itself is asked no more than once a second
FOLLOWING_LASTS = 6 * 3600  # seconds


class NoTitleColumn(Refusal):
    """No column of a table was chosen for the titles."""

    code = "no_titles"


def upload(
    feed: Feed, data: bytes, *, name: str, complete: bool, by: Person, now: datetime
) -> FeedRun:
    """Take a table that somebody sends; a worker reads it, once what its columns mean is known.

    raises: Refusal for no table at all
    """
    rows = read_table(data)  # what cannot be read is told at once
    run = FeedRun(id=uuid7(), feed_id=feed.id, at=now, by_id=by.id, complete=complete)
    db.session.add(run)
    return take_table(run, feed, rows, data, name=name)


def take_table(
    run: FeedRun, feed: Feed, rows: Sequence[TableRow], data: bytes, *, name: str
) -> FeedRun:
    """Keep a table with its run; it waits for somebody to say what its columns mean, if need be.

    raises: Refusal for no table at all
    """
    run.headings, before = headings_of(rows, feed.columns), run.document
    run.document = files.store(
        data, media_type="application/octet-stream", name=name, kind="import"
    )
    db.session.flush()
    if before:
        files.remove(before)
    if asks(run.headings["headers"], feed.columns):
        run.state = RunState.MATCHING
        db.session.flush()
    else:
        run.state = RunState.READING
        jobs.enqueue(READ, str(run.id))
    return run


def choose_columns(run: FeedRun, chosen: Mapping[str, str]) -> None:
    """Remember what the headings of a table mean; read it again, if it is not applied yet.

    chosen: by heading's key, "" for a column that is not read
    raises: NoTitleColumn
    """
    if "title" not in chosen.values():
        raise NoTitleColumn(_l("Choose the column of the titles: without it nothing can be read."))
    db.session.refresh(run, ["state"], with_for_update=True)
    run.feed.columns = {**run.feed.columns, **chosen}
    run.feed.etag = run.feed.modified = ""  # the same document now says something else
    if run.state not in (RunState.MATCHING, RunState.WAITING) or run.document is None:
        return
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
        run.state, run.sentence = RunState.FAILED, refusal.code
        return
    keep_reading(run, read_found(found, defaults_of(run.feed)))
    run.state = RunState.WAITING
    db.session.flush()


def keep_reading(run: FeedRun, reading: Reading) -> None:
    """Keep what a document says beside its run, count it, and ask what is to be asked about it."""
    before = run.reading
    file = files.store(
        kept.written(reading), media_type="application/json", name="reading.json", kind="import"
    )
    run.reading = file
    db.session.flush()
    if before:
        files.remove(before)
    followed = set(
        db.session.scalars(
            select(FeedOpening.external_id).where(FeedOpening.feed_id == run.feed_id)
        )
    )
    new = [each for each in reading.openings if each.external_id not in followed]
    answers = {key: each["answer"] for key, each in run.same.items()}
    asked = questions(run.feed, new, reading, known())
    run.same = {key: {**each, "answer": answers.get(key, "")} for key, each in asked.items()}
    run.total, run.done = len(reading.openings), 0
    run.created = len(new) - len(asked)
    run.changed = run.unchanged = 0
    run.refused = len({(each.row, each.external_id) for each in reading.errors})


def reading_of(run: FeedRun, first: int = 0, most: int | None = None) -> Reading:
    """Return what the document of a run says; of its openings only some, when asked for."""
    assert run.reading
    return kept.read_again(files.open_bytes(run.reading), first, most)


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
    under_way = [RunState.READING, RunState.APPLYING, RunState.UNDOING]
    for run in db.session.scalars(select(FeedRun).where(FeedRun.state.in_(under_way))):
        if run.state is RunState.APPLYING:
            jobs.enqueue(APPLY, str(run.id))
        elif run.state is RunState.UNDOING:
            jobs.enqueue(UNDO, str(run.id), str(run.by_id or run.feed.owner_id))
        elif run.document_id:
            jobs.enqueue(READ, str(run.id))
        else:
            enqueue_following(run.feed_id)


def enqueue_following(feed_id: UUID) -> None:
    """Have a source read by a worker, once the transaction is committed."""
    jobs.enqueue(FOLLOW, str(feed_id), lasts=FOLLOWING_LASTS)


def check_address(address: str, form: str, language: str) -> None:
    """Refuse what is no address that is read. raises: Unfetchable"""
    cut(document_address(form, address, language), http=current_app.config["FETCH_HTTP"])


def follow_address(
    address: str, form: str, *, name: str, language: str, by: Person, now: datetime
) -> Feed:
    """Follow an address from now on; a worker reads it first.

    raises: Unfetchable for what is no address that is read
    """
    check_address(address, form, language)
    feed = Feed(
        id=uuid7(), name=name, format=form, address=address, language=language, owner_id=by.id,
        created_at=now, next_at=now,
    )  # fmt: skip
    db.session.add(feed)
    db.session.flush()
    activity.record("feed.added", feed, by=by, now=now)
    enqueue_following(feed.id)
    return feed


def feed_of_tables(by: Person, *, name: str, language: str, now: datetime) -> Feed:
    """Return the source of the tables that are sent under a name; it is made the first time.

    Of two people at the same instant, the second finds the first one's.
    """
    values: dict[str, Any] = {
        "id": uuid7(), "name": name, "format": "table", "language": language, "owner_id": by.id,
        "created_at": now,
    }  # fmt: skip
    made = db.session.scalar(
        insert(Feed)
        .values(values)
        .on_conflict_do_nothing(index_elements=[Feed.name], index_where=text("address = ''"))
        .returning(Feed.id)
    )
    feed = db.session.scalars(select(Feed).where(Feed.address == "", Feed.name == name)).one()
    if made:
        activity.record("feed.added", feed, by=by, now=now)
    return feed
