"""Follow an address: fetch all its documents, read them, and apply what they say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import activity, clock, jobs
from app.core.database import db, transaction
from app.core.fetching import pace
from app.core.fetching.fetch import Fetched, fetch, retry_after
from app.core.fetching.limits import Limits
from app.core.fetching.refusals import Unfetchable
from app.core.ids import uuid7
from app.people.permissions import Permission, may
from app.publishing.feeds.addresses import OTHER_LEVER, document_address
from app.publishing.feeds.formats import FORMATS, LARGEST, read_document, refuse_page
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.models import Feed, FeedRun, FeedState, RunState
from app.publishing.feeds.reading import read_found
from app.publishing.feeds.result import FoundOpenings, UnreadableFeed
from app.publishing.feeds.runs import letters
from app.publishing.feeds.runs.begin import APPLY, defaults_of, keep_reading, take_table
from app.publishing.feeds.tables.matching import headings_of
from app.publishing.feeds.tables.rows import columns_of, find_rows, read_table
from app.publishing.feeds.tables.table import TableRow
from app.publishing.feeds.vanishing import is_suspended

GONE = {404, 410}
MOST_DOCUMENTS = 20_200
APART, PERSONIO_APART = 1.0, 5.0  # seconds between two requests to one host
LONGEST_WAIT = timedelta(hours=24)
READ_ALONE = 360.0  # seconds after which a reading without a sign of life is begun again
TOLD_AFTER = 3  # failures in a row
A_PAGE = 100

Fetcher = Callable[..., Fetched]


class NotRead(Exception):
    """An address did not give a whole document: nothing changes."""

    def __init__(self, code: str, *, gone: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(code)
        self.code, self.gone, self.wait = code, gone, wait


@dataclass(frozen=True, kw_only=True)
class AskedSource:
    """What is asked of a source, so that nothing of the database is held meanwhile."""

    feed_id: UUID
    format: str
    address: str
    language: str
    etag: str
    modified: str
    columns: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AnsweredSource:
    """What a source answered.

    found: what it holds; None when there is nothing new, or when a table's titles are not known
    table: the rows of a table, and the document
    """

    found: FoundOpenings | None = None
    etag: str = ""
    modified: str = ""
    table: tuple[list[TableRow], bytes] | None = None


def politely(address: str, limits: Limits, **asked: Any) -> Fetched:
    """Fetch an address when its site's turn has come."""
    host = urlsplit(address).netloc
    with pace.turn(host, apart=PERSONIO_APART if "personio" in host else APART):
        return fetch(address, limits, **asked)


def due_feeds(*, now: datetime) -> list[UUID]:
    """Return the feeds to be read now."""
    return list(
        db.session.scalars(
            select(Feed.id)
            .where(Feed.state == FeedState.ON, Feed.address != "", Feed.next_at <= now)
            .order_by(Feed.next_at)
            .limit(100)
        )
    )


def follow_in_turn(feed_id: UUID, *, ask: Fetcher = politely) -> None:
    """Read a feed that is due, or that somebody wants to be read, in transactions of its own.

    Of two workers at once one reads it; nothing of the database is held while a site is asked.
    """
    with pace.alone(f"feed:{feed_id}", seconds=READ_ALONE) as still_here:
        if still_here is None:
            return
        with transaction():
            asked = begin_following(feed_id, now=clock.now())
        if asked is None:
            return

        def ask_and_live(*given: Any, **more: Any) -> Fetched:
            still_here()
            return ask(*given, **more)

        answered = _answer_or_failure(asked, ask_and_live)
        with transaction():
            end_following(feed_id, answered, now=clock.now())


def follow(feed_id: UUID, *, now: datetime, ask: Fetcher = politely) -> FeedRun | None:
    """Read a feed now, in the caller's transaction. The first time, somebody looks at it first.

    returns: the run; None when nothing changed at the source, or nothing could be read
    """
    asked = begin_following(feed_id, now=now, in_any_case=True)
    if asked is None:
        return None
    return end_following(feed_id, _answer_or_failure(asked, ask), now=now)


def begin_following(
    feed_id: UUID, *, now: datetime, in_any_case: bool = False
) -> AskedSource | None:
    """Say what a source is to be asked; None when it is not to be read now."""
    feed = db.session.get(Feed, feed_id, with_for_update=True)
    if feed is None or not feed.address:
        return None
    wanted = _wanted(feed)
    if feed.state is not FeedState.ON:
        _end_wanted(wanted, "paused")
        return None
    if not (in_any_case or wanted or (feed.next_at and feed.next_at <= now)):
        return None  # another worker has just begun
    if not _is_answered_for(feed):
        feed.state, feed.failure, feed.failed_at = FeedState.PAUSED, "no_owner", now
        feed.failures += 1
        activity.record("feed.paused", feed, now=now)
        _end_wanted(wanted, "no_owner")
        return None
    feed.next_at = now + timedelta(minutes=feed.every_minutes)
    return AskedSource(
        feed_id=feed.id, format=feed.format, address=feed.address, language=feed.language,
        etag=feed.etag, modified=feed.modified, columns=feed.columns,
    )  # fmt: skip


def _is_answered_for(feed: Feed) -> bool:
    """Say whether its owner, in whose name it publishes, still works here and imports openings."""
    return feed.owner.disabled_at is None and may(feed.owner, Permission.IMPORT_OPENINGS)


def _answer_or_failure(asked: AskedSource, ask: Fetcher) -> AnsweredSource | NotRead:
    try:
        return _read_all(asked, ask)
    except NotRead as failed:
        return failed


def end_following(
    feed_id: UUID, answered: AnsweredSource | NotRead, *, now: datetime
) -> FeedRun | None:
    """Keep what a source answered, or that it did not."""
    feed = db.session.get(Feed, feed_id, with_for_update=True, populate_existing=True)
    if feed is None:
        return None
    wanted, first = _wanted(feed), _last_run(feed) is None
    if isinstance(answered, AnsweredSource) and answered.table and not (first or answered.found):
        answered = NotRead("no_titles")
    if isinstance(answered, NotRead):
        _end_wanted(wanted, answered.code)
        _failed(feed, answered, now)
        return None
    _worked(feed)
    if not (answered.found or answered.table):
        return _repeated(feed, wanted, now)
    run = wanted or (_unseen(feed) if first else None)
    if run is None:
        run = FeedRun(id=uuid7(), feed_id=feed.id, at=now)
        db.session.add(run)
    run.at = now
    if answered.table:
        rows, data = answered.table
        if first:
            run.complete = True
            return take_table(run, feed, rows, data, name=feed.name)
        run.headings = headings_of(rows, feed.columns)
    assert answered.found
    reading = read_found(answered.found, defaults_of(feed))
    if reading.complete:
        feed.etag, feed.modified = answered.etag, answered.modified
    run.complete = reading.complete
    db.session.flush()
    keep_reading(run, reading)
    return _go_on(run, first=first)


def _wanted(feed: Feed) -> FeedRun | None:
    """Return the run of a reading that a person asked for."""
    query = select(FeedRun).where(FeedRun.feed_id == feed.id, FeedRun.document_id.is_(None))
    query = query.where(FeedRun.state == RunState.READING).order_by(FeedRun.id.desc())
    return db.session.scalars(query.limit(1).with_for_update()).first()


def _end_wanted(run: FeedRun | None, code: str) -> None:
    if run:
        run.state, run.sentence = RunState.FAILED, code


def _unseen(feed: Feed) -> FeedRun | None:
    """Return the first reading that nobody has looked at yet: the next one takes its place."""
    query = select(FeedRun).where(FeedRun.feed_id == feed.id)
    query = query.where(FeedRun.state.in_([RunState.WAITING, RunState.MATCHING]))
    return db.session.scalars(query.order_by(FeedRun.id).limit(1).with_for_update()).first()


def _go_on(run: FeedRun, *, first: bool) -> FeedRun:
    run.state = RunState.WAITING
    db.session.flush()
    if not first:
        try:
            with db.session.begin_nested():
                run.state = RunState.APPLYING
                db.session.flush()
            run.created = 0
            jobs.enqueue(APPLY, str(run.id))
        except IntegrityError:
            db.session.refresh(run)  # another one is under way: this one waits
    return run


def _last_run(feed: Feed) -> FeedRun | None:
    query = select(FeedRun).where(FeedRun.feed_id == feed.id, FeedRun.reading_id.is_not(None))
    query = query.where(FeedRun.state.in_([RunState.DONE, RunState.ASKING]))
    return db.session.scalars(query.order_by(FeedRun.id.desc()).limit(1)).first()


def _repeated(feed: Feed, wanted: FeedRun | None, now: datetime) -> FeedRun | None:
    """A source without news says again what its last complete reading said."""
    last = _last_run(feed)
    if last is None or not last.complete:
        if wanted:
            wanted.state = RunState.DONE
        return None
    run = wanted or FeedRun(id=uuid7(), feed_id=feed.id, at=now)
    db.session.add(run)
    run.at, run.complete, run.reading, run.total = now, True, last.reading, last.total
    db.session.flush()
    return _go_on(run, first=False)


def _worked(feed: Feed) -> None:
    feed.failures, feed.first_gone_at = 0, None
    feed.failure, feed.failed_at, feed.told_at = "", None, None


def _failed(feed: Feed, failed: NotRead, now: datetime) -> None:
    feed.failure, feed.failed_at = failed.code, now
    if failed.gone:
        feed.first_gone_at = feed.first_gone_at or now
        if is_suspended(feed.first_gone_at, now=now):
            feed.state = FeedState.SUSPENDED
            activity.record("feed.suspended", feed, now=now)
            letters.tell_suspended(feed, now=now)
            return
    feed.failures += 1
    hours = min(2 ** (feed.failures - 1), 24)
    feed.next_at = now + max(failed.wait or timedelta(), timedelta(hours=hours))
    if feed.failures >= TOLD_AFTER and not failed.gone and feed.told_at is None:
        feed.told_at = now
        letters.tell_failing(feed, now=now)


def _read_all(asked: AskedSource, ask: Fetcher) -> AnsweredSource:
    """Return what all documents of a feed hold together.

    raises: NotRead
    """
    largest = LARGEST[FORMATS[asked.format].kind]
    limits = Limits(largest=largest, http=current_app.config["FETCH_HTTP"])
    first = _fetched(
        document_address(asked.format, asked.address, asked.language), ask, limits, asked.etag,
        asked.modified,
    )  # fmt: skip
    if first is None:
        return AnsweredSource()
    if FORMATS[asked.format].kind == "table":
        return _read_rows(asked, first)
    read = [_read(asked, first, first.address)]
    waiting = [*read[0].more, *_next_pages(asked.format, first.address, read[0])]
    seen = {first.address}
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if len(seen) > MOST_DOCUMENTS:
            raise NotRead("too_many")
        answer = _fetched(address, ask, limits, "", "")
        assert answer, "nothing was asked of it but its content"
        read.append(_read(asked, answer, address))
        waiting += [*read[-1].more, *_next_pages(asked.format, address, read[-1])]
    found = _together(asked.format, read)
    return AnsweredSource(found=found, etag=first.etag, modified=first.modified)


def _read_rows(asked: AskedSource, answer: Fetched) -> AnsweredSource:
    """Read a table, whose columns mean what somebody chose; the first time, they are asked."""
    data = answer.read()
    document = Document(content=data, content_type=answer.content_type, address=answer.address)
    try:
        refuse_page(document)
        rows = read_table(data)
        headings_of(rows, asked.columns)
    except UnreadableFeed as wrong:
        raise NotRead(wrong.code) from wrong
    try:
        found = find_rows(rows, columns_of(rows, asked.columns))
    except UnreadableFeed:
        found = None  # somebody says where its titles are
    return AnsweredSource(
        found=found, etag=answer.etag, modified=answer.modified, table=(rows, data)
    )


def _read(asked: AskedSource, answer: Fetched, address: str) -> FoundOpenings:
    document = Document(content=answer.read(), content_type=answer.content_type, address=address)
    try:
        return read_document(asked.format, document, asked.language)
    except UnreadableFeed as wrong:
        raise NotRead(wrong.code) from wrong


def _together(name: str, read: list[FoundOpenings]) -> FoundOpenings:
    """Return what several documents hold, as one. Pure."""
    # a list that leads to each posting holds nothing of it that the posting does not
    whole = [each for each in read if not (name == "smartrecruiters" and each.more)] or read
    sources = [source for each in whole for source in each.sources]
    return FoundOpenings(
        sources=tuple(replace(each, row=row) for row, each in enumerate(sources, 1)),
        carried=whole[-1].carried,
        declared=read[0].declared,
        skipped=sum(each.skipped for each in whole),
    )


def _next_pages(name: str, address: str, found: FoundOpenings) -> list[str]:
    """Return the page after this one, of a list that says how long it is."""
    if name != "smartrecruiters" or found.declared is None:
        return []
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    offset = int(query.get("offset", "0")) + A_PAGE
    if offset >= found.declared:
        return []
    return [urlunsplit(parts._replace(query=urlencode({**query, "offset": offset})))]


def _fetched(
    address: str, ask: Fetcher, limits: Limits, etag: str, modified: str
) -> Fetched | None:
    """Return what an address answers; None when it says that nothing is new.

    raises: NotRead
    """
    agent = {"User-Agent": f"Relais/1.0 (+{current_app.config['BASE_URL']})"}
    try:
        answer = ask(address, limits, headers=agent, etag=etag, modified=modified)
        host = urlsplit(address).netloc
        if answer.status == 404 and host in OTHER_LEVER:
            other = address.replace(host, OTHER_LEVER[host])
            answer = ask(other, limits, headers=agent, etag=etag, modified=modified)
    except Unfetchable as refused:
        raise NotRead(refused.code) from refused
    if answer.status == 304 and (etag or modified):
        return None
    if answer.status != 200:
        wait = answer.headers.get("retry-after", "")
        raise NotRead(
            f"http_{answer.status}",
            gone=answer.status in GONE,
            wait=retry_after(wait, now=clock.now(), most=LONGEST_WAIT) if wait else None,
        )
    return answer
