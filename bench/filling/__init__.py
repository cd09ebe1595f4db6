"""Fill a company up to the size of those who have used Relais for years.

By COPY, in minutes, beside the demonstration whose people and texts it takes as models: what is
measured is the reading, so that what verbs would refuse need not be played through them. Only
the ledger is a true chain, since `flask ledger verify` reads it.
"""

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from app.core import clock
from app.core.services import embedded
from config import Config


@dataclass(frozen=True)
class Size:
    """How much a company has of what grows."""

    people: int
    teams: int
    places: int
    openings: int
    published: int  # of the openings; the others are closed
    stories: int
    links: int
    clicks: int  # in the roll-ups
    kept_clicks: int  # of these, the ones whose rows are kept
    applications: int
    open_names: int  # typed by candidates, waiting for a recruiter
    recommendations: int


SIZES = {
    "M": Size(
        people=5_000, teams=40, places=25, openings=1_000, published=300, stories=100,
        links=20_000, clicks=1_000_000, kept_clicks=1_000_000, applications=20_000,
        open_names=30, recommendations=500,
    ),
    "L": Size(
        people=20_000, teams=100, places=60, openings=10_000, published=2_000, stories=500,
        links=100_000, clicks=10_000_000, kept_clicks=3_600_000, applications=200_000,
        open_names=300, recommendations=4_000,
    ),
}  # fmt: skip


class FilledPublication(NamedTuple):
    """An opening or a story."""

    id: UUID
    kind: str
    published: bool
    at: datetime
    ended_at: datetime | None


class FilledLink(NamedTuple):
    """A referral link."""

    id: UUID
    publication_id: UUID
    kind: str
    ambassador_id: UUID
    at: datetime


class FilledApplication(NamedTuple):
    """An application, as far as the ledger reads it."""

    id: UUID
    opening_id: UUID
    candidate_id: UUID
    at: datetime
    choice: str | None
    ambassador_id: UUID | None
    touch_id: UUID | None
    link_at: datetime | None


@dataclass
class Filling:
    """A database that is being filled, and what has been put in it so far."""

    connection: Connection[TupleRow]
    size: Size
    now: datetime
    chance: random.Random
    teams: list[UUID] = field(default_factory=list)
    places: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)  # who have not left
    busiest: UUID | None = None  # who has shared 2,000 links
    recruiters: list[UUID] = field(default_factory=list)
    managers: list[UUID] = field(default_factory=list)
    publications: list[FilledPublication] = field(default_factory=list)
    links: list[FilledLink] = field(default_factory=list)
    applications: list[FilledApplication] = field(default_factory=list)
    touches: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    begun: float = field(default_factory=time.monotonic)

    def rows(self, statement: str, *values: object) -> list[TupleRow]:
        """Read rows."""
        return self.connection.execute(statement, values or None).fetchall()

    def column(self, statement: str, *values: object) -> list[Any]:
        """Read the first column of rows."""
        return [row[0] for row in self.rows(statement, *values)]

    def count(self, table: str, where: str = "true") -> int:
        """Count the rows of a table."""
        return int(self.column(f"SELECT count(*) FROM {table} WHERE {where}")[0])

    def copy(self, table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
        """Write rows by COPY. columns: their names, with spaces between"""
        listed, rows = ", ".join(columns.split()), iter(rows)
        first = list(islice(rows, 1))  # before COPY has the connection: they may read from it
        with self.connection.cursor().copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in chain(first, rows):
                copy.write_row(row)
        self.say(table)

    def say(self, what: str) -> None:
        """Tell that something is done, and since when we are at it."""
        print(f"[{time.monotonic() - self.begun:5.0f} s] {what}", flush=True)

    @contextmanager
    def without_indexes(self, *names: str) -> Iterator[None]:
        """Leave indexes out while their table is filled, and make them again at once."""
        made = [
            self.column("SELECT indexdef FROM pg_indexes WHERE indexname = %s", name)[0]
            for name in names
        ]
        for name in names:
            self.connection.execute(f"DROP INDEX {name}")
        yield
        for statement in made:
            self.connection.execute(statement.replace(" ON ONLY ", " ON "))
        self.say("indexes of what was filled")


def fill(config: Config, size: Size, *, seed: int = 12) -> None:
    """Fill the database of an installation that holds the demonstration."""
    from bench.filling import clicks, hiring, ledger, people, publications

    address = config.DATABASE_OWNER_URL.replace(f"{embedded.OWNER}@", "postgres@")
    with psycopg.connect(address) as connection:
        filling = Filling(connection, size, clock.now(), random.Random(seed))
        for setting in (
            "session_replication_role = replica",  # no look-up for each reference
            "synchronous_commit = off",
            "maintenance_work_mem = '512MB'",
            "work_mem = '256MB'",
        ):
            connection.execute(f"SET {setting}")
        for step in (
            people.fill_people,
            publications.fill_publications,
            publications.fill_links,
            clicks.fill_clicks,
            clicks.fill_relays,
            hiring.fill_applications,
            hiring.fill_recommendations,
            hiring.fill_activities,
            ledger.fill_ledger,
        ):
            step(filling)
            connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE)")
        filling.say("statistics")
