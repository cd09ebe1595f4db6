"""The click loader: from this node's journal to classified rows in PostgreSQL, exactly once.

    python -m app.tracking.loading.loader

One runs on each node that has a journal. It reads segments while they grow, and may be killed at
any moment: what it had not committed, it reads again. While PostgreSQL takes one batch, the next
one is read and classified; if the first fails, so does the one prepared behind it.
"""

import fcntl
import gc
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow

from app.core import clock
from app.core.services import embedded, logs
from app.core.services.private import keep_to_ourselves
from app.tracking.journal.journal import Journal, node_of
from app.tracking.journal.lines import CorruptLine, JournalLine, Loss, decode
from app.tracking.journal.segments import (
    NotASegment,
    RawLine,
    Segment,
    drop_kept,
    drop_unfinished,
    paths_in,
    put_away,
)
from app.tracking.loading.classified import classify_click
from app.tracking.loading.store import Batch, OutOfStep, Store, open_segment
from app.tracking.rules import VERSION
from config import NOTICED_SOON, Config

log = structlog.get_logger(__name__)

BATCH = 20_000  # lines; a transaction of about half a second
LOOK_EVERY = 0.5  # seconds, when there is nothing to load
TELL_EVERY = 5.0  # seconds: what /readyz shows of this node
TIDY_EVERY = 300.0  # seconds
RETRY_AFTER = 1.0  # seconds, when PostgreSQL does not answer
KEPT_SECONDS = 7 * 86_400.0  # loaded segments, for `flask clicks reclassify` and `reload`
UNFINISHED_SECONDS = 3600.0  # files that a killed process was making


@dataclass
class Loader:
    """The loader of one node."""

    folder: Path
    database_url: str
    zone: ZoneInfo
    batch: int = BATCH
    _segments: dict[Path, Segment] = field(default_factory=dict)
    _strangers: set[Path] = field(default_factory=set)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _told_at: float = 0.0
    _tidied_at: float = 0.0

    def __post_init__(self) -> None:
        self.node = node_of(self.folder)
        self._store = Store(self.zone)

    def stop(self, *_: object) -> None:
        """End after the batch that is being stored; one that waits behind it is read again."""
        self._stopping.set()

    def run(self) -> None:
        """Load for ever; wait for a database that is away, and for another loader to end."""
        with (self.folder / "loader").open("ab") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # the kernel gives it back, however this one ends
            self._run()

    def _run(self) -> None:
        away = False
        while not self._stopping.is_set():
            try:
                with connect(self.database_url) as look, connect(self.database_url) as write:
                    away = False
                    self._follow(look, write)
            except psycopg.OperationalError as trouble:
                if not away:
                    log.warning("loader_waits_for_database", error=type(trouble).__name__)
                away = True
            except OutOfStep as segment:
                log.warning("segment_moved_elsewhere", segment=str(segment))
            except psycopg.errors.ForeignKeyViolation:
                self._store.forget_links()
            self._close_all()
            self._stopping.wait(RETRY_AFTER)

    def _follow(self, look: Connection[TupleRow], write: Connection[TupleRow]) -> None:
        """Load what comes: a batch is stored on one connection while the next is prepared.

        Batches are stored one after the other, in the order in which they were read. When one
        fails, the one prepared behind it is dropped here, and `run` forgets where segments were.
        """
        under_way: Future[Batch] | None = None
        with ThreadPoolExecutor(max_workers=1) as aside:
            while not self._stopping.is_set():
                batch = self._prepare(look)
                stored = under_way.result() if under_way else Batch()
                goes_on = not (batch.is_empty or self._stopping.is_set())
                under_way = aside.submit(self._store_in, write, batch) if goes_on else None
                self._put_away(stored.finished)
                self._tell(look)
                if under_way is None:
                    self._store.apply_engagements(write)
                    self._tidy()
                    self._stopping.wait(LOOK_EVERY)
            if under_way:
                self._put_away(under_way.result().finished)

    def load_once(self, connection: Connection[TupleRow]) -> int:
        """Load one batch of what the journal has; returns how many lines it took."""
        batch = self._prepare(connection)
        if not batch.is_empty:
            self._put_away(self._store_in(connection, batch).finished)
        return batch.lines

    def _prepare(self, connection: Connection[TupleRow]) -> Batch:
        """Read and classify what the journal has next, one batch at most."""
        batch, clicks = Batch(), list[JournalLine]()
        for segment in self._open(connection):
            room = self.batch - batch.lines
            # Asked first: once it is finished, what is read is all that there will ever be.
            written = segment.has_writer()
            before = segment.at
            found = segment.read(room)
            clicks += _decoded(segment, found, batch)
            batch.lines += len(found)
            if not written and len(found) < room:
                # A torn last line was never answered. The offset stays before it: in a copy of a
                # segment that still grows elsewhere, the rest of that line is yet to come.
                batch.finished.append(segment.id)
                segment.ended = True
            if segment.at != before:
                batch.moved[segment.id] = (before, segment.at)
            if len(found) == room:
                break
        links = self._store.links_of(connection, (line.code for line in clicks))
        # a code without a link: it was erased
        batch.clicks = [
            classify_click(line, links[line.code]) for line in clicks if line.code in links
        ]
        return batch

    def _store_in(self, connection: Connection[TupleRow], batch: Batch) -> Batch:
        """Store a batch; returns it.

        raises: OutOfStep, psycopg.Error
        """
        self._store.store(connection, batch)
        return batch

    def _open(self, connection: Connection[TupleRow]) -> Iterator[Segment]:
        """Yield the segments of the journal, oldest first, where they were left."""
        for path in paths_in(self.folder):
            if path in self._strangers:
                continue
            segment = self._segments.get(path)
            if segment is None:
                try:
                    segment = Segment.open(path)
                except NotASegment:
                    self._strangers.add(path)
                    log.exception("not_a_journal_segment", path=str(path))
                    continue
                segment.at = open_segment(connection, segment)
                self._segments[path] = segment
            if not segment.ended:
                yield segment

    def _put_away(self, finished: list[UUID]) -> None:
        """Compress the segments that are loaded to their end."""
        for path, segment in list(self._segments.items()):
            if segment.id in finished:
                segment.close()
                del self._segments[path]
                put_away(path)

    def _close_all(self) -> None:
        """Forget where segments were left: the database knows."""
        for segment in self._segments.values():
            segment.close()
        self._segments.clear()

    def _tell(self, connection: Connection[TupleRow]) -> None:
        """Say on this node's row how far behind it is."""
        if time.monotonic() < self._told_at + TELL_EVERY:
            return
        self._told_at = time.monotonic()
        backlog, oldest = backlog_of(list(self._segments.values()))
        connection.execute(
            "INSERT INTO journal_nodes (id, seen_at, backlog, oldest_at, rules_version)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
            " seen_at = excluded.seen_at, backlog = excluded.backlog,"
            " oldest_at = excluded.oldest_at, rules_version = excluded.rules_version",
            (self.node, clock.now(), backlog, oldest, VERSION),
        )

    def _tidy(self) -> None:
        """Drop what was kept long enough, and see that the reserve for a full disk is there."""
        if time.monotonic() < self._tidied_at + TIDY_EVERY:
            return
        self._tidied_at = time.monotonic()
        drop_kept(self.folder, older_than=KEPT_SECONDS)
        drop_unfinished(self.folder, older_than=UNFINISHED_SECONDS)
        with suppress(OSError):
            Journal(self.folder).keep_ballast()


def _decoded(segment: Segment, lines: list[RawLine], batch: Batch) -> Iterator[JournalLine]:
    """Yield the clicks in lines; put into the batch whatever else is in them."""
    for raw in lines:
        try:
            line = decode(raw.text)
        except CorruptLine as wrong:
            batch.corrupt.append((segment.id, raw.position, raw.text, str(wrong)))
            continue
        if isinstance(line, Loss):
            batch.losses.append((segment.node, line))
        else:
            yield line


def connect(database_url: str) -> Connection[TupleRow]:
    """Open a connection for the loader's kind of work."""
    return psycopg.connect(
        database_url,
        autocommit=True,
        **NOTICED_SOON,
        prepare_threshold=None,  # a plan for the values at hand, not for any
        application_name="relais-loader",
    )


def backlog_of(segments: list[Segment]) -> tuple[int, datetime | None]:
    """Return the bytes that wait in segments, and the time of the oldest click among them."""
    waiting = [segment for segment in segments if segment.backlog]
    times = []
    for segment in waiting:
        with suppress(CorruptLine):
            line = decode(segment.peek())
            if isinstance(line, JournalLine):
                times.append(line.milliseconds)
    oldest = datetime.fromtimestamp(min(times) / 1000, UTC) if times else None
    return sum(segment.backlog for segment in waiting), oldest


def main() -> None:
    """Run the loader of this node, until SIGINT or SIGTERM."""
    config = embedded.with_addresses(Config.from_environment())
    keep_to_ourselves(config.VAR_DIR)
    logs.configure(config.LOG_LEVEL)
    loader = Loader(config.VAR_DIR / "journal", config.DATABASE_URL, ZoneInfo(config.TIMEZONE))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, loader.stop)
    # A batch makes 100,000 tuples and no cycle: looking for some after each 700 of them took a
    # quarter of the time (measured).
    gc.freeze()
    gc.set_threshold(BATCH * 25)
    # The thread that stores wakes for moments, to hand PostgreSQL its next piece. By default it
    # would wait 5 ms each time for the one that classifies.
    sys.setswitchinterval(0.0005)
    loader.run()


if __name__ == "__main__":
    main()
