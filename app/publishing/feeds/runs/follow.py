"""Follow an address: fetch all its documents, read them, and apply what they say."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import activity, clock, jobs
from app.core.database import db
from app.core.fetching.fetch import Fetched, fetch, retry_after
from app.core.fetching.limits import Limits
from app.core.fetching.refusals import Unfetchable
from app.core.ids import uuid7
from app.publishing.feeds.addresses import OTHER_LEVER, document_address
from app.publishing.feeds.formats import FORMATS, LARGEST, read_document
from app.publishing.feeds.formats.document import Document
from app.publishing.feeds.models import Feed, FeedRun, FeedState, RunState
from app.publishing.feeds.reading import read_found
from app.publishing.feeds.result import FoundOpenings, UnreadableFeed
from app.publishing.feeds.runs.begin import APPLY, defaults_of, keep_reading
from app.publishing.feeds.vanishing import is_suspended

GONE = {404, 410}
MOST_DOCUMENTS = 20_200
APART, PERSONIO_APART = 1.0, 5.0  # seconds between two requests to one host
LONGEST_WAIT = timedelta(hours=24)
A_PAGE = 100

Fetcher = Callable[..., Fetched]


class NotRead(Exception):
    """An address did not give a whole document: nothing changes."""

    def __init__(self, code: str, *, gone: bool = False, wait: timedelta | None = None) -> None:
        super().__init__(code)
        self.code, self.gone, self.wait = code, gone, wait


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


def follow(
    feed_id: UUID,
    *,
    now: datetime,
    ask: Fetcher = fetch,
    pause: Callable[[float], None] = time.sleep,
) -> FeedRun | None:
    """Read a feed now, in the caller's transaction. The first time, somebody looks at it first.

    returns: the run; None when nothing changed at the source, or nothing could be read
    """
    feed = db.session.get(Feed, feed_id, with_for_update=True)
    if feed is None or feed.state is not FeedState.ON:
        return None
    feed.next_at = now + timedelta(minutes=feed.every_minutes)
    try:
        found, etag, modified = _read_all(feed, ask, pause)
    except NotRead as failed:
        _failed(feed, failed, now)
        return None
    feed.failures, feed.first_gone_at = 0, None
    if found is None:
        return _repeated(feed, now)
    reading = read_found(found, defaults_of(feed))
    if reading.complete:
        feed.etag, feed.modified = etag, modified
    run = FeedRun(id=uuid7(), feed_id=feed.id, at=now, complete=reading.complete)
    db.session.add(run)
    db.session.flush()
    keep_reading(run, reading)
    return _go_on(run, first=_last_run(feed, but=run) is None)


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


def _last_run(feed: Feed, *, but: FeedRun | None = None) -> FeedRun | None:
    query = select(FeedRun).where(FeedRun.feed_id == feed.id, FeedRun.reading_id.is_not(None))
    query = query.where(FeedRun.state.in_([RunState.DONE, RunState.ASKING]))
    if but:
        query = query.where(FeedRun.id != but.id)
    return db.session.scalars(query.order_by(FeedRun.id.desc()).limit(1)).first()


def _repeated(feed: Feed, now: datetime) -> FeedRun | None:
    """A source without news says again what its last complete reading said."""
    last = _last_run(feed)
    if last is None or not last.complete:
        return None
    run = FeedRun(
        id=uuid7(), feed_id=feed.id, at=now, complete=True, reading=last.reading,
        total=last.total,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    return _go_on(run, first=False)


def _failed(feed: Feed, failed: NotRead, now: datetime) -> None:
    if failed.gone:
        feed.first_gone_at = feed.first_gone_at or now
        if is_suspended(feed.first_gone_at, now=now):
            feed.state = FeedState.SUSPENDED
            activity.record("feed.suspended", feed, now=now)
            return
    feed.failures += 1
    hours = min(2 ** (feed.failures - 1), 24)
    feed.next_at = now + max(failed.wait or timedelta(), timedelta(hours=hours))


def _read_all(
    feed: Feed, ask: Fetcher, pause: Callable[[float], None]
) -> tuple[FoundOpenings | None, str, str]:
    """Return what all documents of a feed hold together; None when there is nothing new."""
    largest = LARGEST[FORMATS[feed.format].kind]
    limits = Limits(largest=largest, http=current_app.config.get("FETCH_HTTP", False))
    first = _fetched(
        document_address(feed.format, feed.address, feed.language), ask, limits, feed.etag,
        feed.modified,
    )  # fmt: skip
    if first is None:
        return None, "", ""
    read = [_read(feed, first, first.address)]
    waiting = [*read[0].more, *_next_pages(feed.format, first.address, read[0])]
    seen = {first.address}
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if len(seen) > MOST_DOCUMENTS:
            raise NotRead("too_many")
        pause(PERSONIO_APART if "personio" in urlsplit(address).netloc else APART)
        answer = _fetched(address, ask, limits, "", "")
        assert answer, "nothing was asked of it but its content"
        read.append(_read(feed, answer, address))
        waiting += [*read[-1].more, *_next_pages(feed.format, address, read[-1])]
    return _together(feed.format, read), first.etag, first.modified


def _read(feed: Feed, answer: Fetched, address: str) -> FoundOpenings:
    document = Document(content=answer.read(), content_type=answer.content_type, address=address)
    try:
        return read_document(feed.format, document, feed.language)
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
