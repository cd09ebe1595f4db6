"""Write classified clicks to PostgreSQL: rows, roll-ups, relay grades and offsets, all or nothing.

One batch is one transaction. The segments' offsets move in it, so that a batch counts once
however often it is tried; a click's UUIDv7 makes a second delivery a no-op even where offsets
were lost with their database. Loaders take turns (`Lock.CLICKS`), so that a burst that came
through several nodes is seen whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from uuid import UUID

import psycopg
from psycopg import Connection, Cursor
from psycopg.rows import TupleRow

from app.core import locks
from app.core.calendar import utc_date
from app.core.ids import uuid7
from app.core.locks import Lock
from app.tracking.journal.lines import Loss
from app.tracking.journal.segments import Segment
from app.tracking.loading import grades
from app.tracking.loading.classified import COLUMNS, ClassifiedClick, LinkFacts, array, as_burst
from app.tracking.loading.corrections import apply_engagements, become_bursts, find_bursts
from app.tracking.loading.rollups import Rollups

LONGEST_QUARANTINED = 8192  # bytes
LINKS_REMEMBERED = 100_000
PIECE = 1000  # rows
DAY = 86_400_000  # milliseconds
_COLUMNS = ", ".join(COLUMNS)


class OutOfStep(Exception):
    """Somebody else has loaded a part of this segment."""


@dataclass
class Batch:
    """What one transaction stores.

    lines: how many were read for it, whatever they hold
    corrupt: segment, position, bytes, reason
    moved: from where to where each segment has been read
    finished: segments that are loaded to their end, and no longer written
    """

    lines: int = 0
    clicks: list[ClassifiedClick] = field(default_factory=list)
    corrupt: list[tuple[UUID, int, bytes, str]] = field(default_factory=list)
    losses: list[tuple[UUID, Loss]] = field(default_factory=list)
    moved: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    finished: list[UUID] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the journal had nothing to say."""
        return not (self.moved or self.finished)


class Store:
    """Where a loader stores clicks."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._months: set[date] = set()
        self._links: dict[str, LinkFacts] = {}

    def store(self, connection: Connection[TupleRow], batch: Batch) -> int:
        """Store a batch in one transaction; returns how many clicks were new.

        raises: OutOfStep, psycopg.Error: and then nothing is stored
        """
        self._make_partitions(connection, batch.clicks)
        try:
            return self._store(connection, batch, repeated=False)
        except psycopg.errors.UniqueViolation:
            return self._store(connection, batch, repeated=True)

    def _store(self, connection: Connection[TupleRow], batch: Batch, *, repeated: bool) -> int:
        """Store a batch; slower when some of its clicks may be there already."""
        with connection.transaction(), connection.cursor() as cursor:
            locks.hold_by(cursor, Lock.CLICKS)
            _move_offsets(cursor, batch)
            clicks = _without_stored(cursor, batch.clicks) if repeated else batch.clicks
            burst = find_bursts(cursor, clicks)
            clicks = [as_burst(c) if c.click_id in burst else c for c in clicks]
            rollups = Rollups(self._zone)
            with cursor.copy(f"COPY clicks ({_COLUMNS}) FROM STDIN") as copy:
                # in pieces: PostgreSQL takes one while it is summed up, and the next is written
                for start in range(0, len(clicks), PIECE):
                    piece = clicks[start : start + PIECE]
                    copy.write("".join([click.copied() for click in piece]))
                    for click in piece:
                        rollups.add(click)
            rollups.apply(cursor)
            grades.grade(cursor, clicks)
            become_bursts(cursor, burst - {click.click_id for click in clicks}, self._zone)
            apply_engagements(cursor, self._zone)
            _set_aside(cursor, batch)
        return len(clicks)

    def links_of(
        self, connection: Connection[TupleRow], codes: Iterable[str]
    ) -> dict[str, LinkFacts]:
        """Return what is known of each code that exists."""
        if len(self._links) > LINKS_REMEMBERED:
            self._links.clear()
        unknown = [code for code in set(codes) if code not in self._links]
        if unknown:
            rows = connection.execute(
                "SELECT code, id, publication_id, ambassador_id, channel FROM referral_links"
                " WHERE code = ANY(%s)",
                (unknown,),
            )
            self._links.update({code: LinkFacts.of(*facts) for code, *facts in rows})
        return self._links

    def apply_engagements(self, connection: Connection[TupleRow]) -> int:
        """Class prefetched pages as visits where somebody acted on them, between batches."""
        if connection.execute("SELECT FROM click_acts LIMIT 1").fetchone() is None:
            return 0
        with connection.transaction(), connection.cursor() as cursor:
            locks.hold_by(cursor, Lock.CLICKS)
            return apply_engagements(cursor, self._zone)

    def forget_links(self) -> None:
        """Look every link up again: one was erased."""
        self._links.clear()

    def _make_partitions(
        self, connection: Connection[TupleRow], clicks: Iterable[ClassifiedClick]
    ) -> None:
        """Have a partition for each month that clicks are of, unless their clock is wrong."""
        days = {click.milliseconds // DAY for click in clicks}
        for month in {_month_of(day) for day in days} - self._months:
            connection.execute("SELECT clicks_make_partition(%s)", (month,))
            self._months.add(month)


def open_segment(connection: Connection[TupleRow], segment: Segment) -> int:
    """Note a segment of this node; returns up to where it is loaded already."""
    started = datetime.fromtimestamp(segment.started / 1000, UTC)
    connection.execute(
        "INSERT INTO journal_segments (id, node_id, process, started_at, loaded)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (segment.id, segment.node, segment.process, started, segment.body),
    )
    row = connection.execute(
        "SELECT loaded FROM journal_segments WHERE id = %s", (segment.id,)
    ).fetchone()
    return int(row[0]) if row else segment.body


def _move_offsets(cursor: Cursor[TupleRow], batch: Batch) -> None:
    for segment_id, (before, after) in batch.moved.items():
        cursor.execute(
            "UPDATE journal_segments SET loaded = %s WHERE id = %s AND loaded = %s",
            (after, segment_id, before),
        )
        if cursor.rowcount != 1:
            raise OutOfStep(str(segment_id))
    if batch.finished:
        cursor.execute(
            "UPDATE journal_segments SET finished_at = now() WHERE id = ANY(%s)",
            (batch.finished,),
        )


def _without_stored(
    cursor: Cursor[TupleRow], clicks: list[ClassifiedClick]
) -> list[ClassifiedClick]:
    """Return the clicks that are not in the table yet, each once."""
    fresh = {click.click_id: click for click in clicks}
    rows = cursor.execute("SELECT id FROM clicks WHERE id = ANY(%s::uuid[])", (array(fresh),))
    for (stored,) in rows.fetchall():
        del fresh[stored.hex]
    return list(fresh.values())


def _set_aside(cursor: Cursor[TupleRow], batch: Batch) -> None:
    """Keep lines that could not be read, and note clicks that could not be written in time."""
    if batch.corrupt:
        cursor.executemany(
            "INSERT INTO click_quarantine (id, segment_id, position, line, reason, at)"
            " VALUES (%s, %s, %s, %s, %s, now()) ON CONFLICT DO NOTHING",
            [
                (uuid7(), segment_id, position, line[:LONGEST_QUARANTINED], reason)
                for segment_id, position, line, reason in batch.corrupt
            ],
        )
    if batch.losses:
        cursor.executemany(
            # read again by `flask clicks reload`, a loss is still one
            "INSERT INTO click_losses (id, node_id, clicks, first_at, last_at)"
            " SELECT * FROM (VALUES (%s::uuid, %s::uuid, %s::bigint, to_timestamp(%s),"
            "   to_timestamp(%s))) AS new (id, node_id, clicks, first_at, last_at)"
            " WHERE NOT EXISTS (SELECT FROM click_losses known WHERE known.node_id = new.node_id"
            "   AND known.clicks = new.clicks AND known.first_at = new.first_at"
            "   AND known.last_at = new.last_at)",
            [
                (uuid7(), node, loss.clicks, loss.first / 1000, loss.last / 1000)
                for node, loss in batch.losses
            ],
        )


def _month_of(day: int) -> date:
    """Return the month of a day, counted since 1970."""
    return utc_date(datetime.fromtimestamp(day * DAY / 1000, UTC)).replace(day=1)
