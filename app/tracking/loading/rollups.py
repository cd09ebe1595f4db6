"""Roll-ups: how many clicks of each class a link, and a publication, had on each day.

The database adds what changes to the totals of links and publications (0030_totals_of_clicks.py).
"""

from collections import Counter
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from psycopg import Cursor
from psycopg.rows import TupleRow

from app.core.calendar import date_in
from app.tracking.loading.classified import ClassifiedClick, array
from app.tracking.rules import ClickClass

QUARTER = 900_000  # milliseconds: no time zone changes its date within one

Key = tuple[date, str, ClickClass, bool]  # day, link or publication, class, internal


class Rollups:
    """How clicks change the roll-ups."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.links: Counter[Key] = Counter()
        self.publications: Counter[Key] = Counter()

    def add(self, click: ClassifiedClick, kind: ClickClass | None = None) -> None:
        """Count a click; in another class than its own, if given."""
        self._count(click, kind or click.verdict.kind, 1)

    def remove(self, click: ClassifiedClick, kind: ClickClass | None = None) -> None:
        """Take a click out of the count."""
        self._count(click, kind or click.verdict.kind, -1)

    def _count(self, click: ClassifiedClick, kind: ClickClass, times: int) -> None:
        day = day_of(click.milliseconds, self._zone)
        self.links[day, click.link.link_id, kind, click.internal] += times
        if click.link.publication_id:
            self.publications[day, click.link.publication_id, kind, click.internal] += times

    def apply(self, cursor: Cursor[TupleRow]) -> None:
        """Bring the tables up to date, in the caller's transaction."""
        _apply(cursor, "link_days", "link_id", self.links)
        _apply(cursor, "publication_days", "publication_id", self.publications)


def _apply(cursor: Cursor[TupleRow], table: str, column: str, changes: Counter[Key]) -> None:
    # in the order of the index, which costs PostgreSQL a fifth less
    more = sorted((*key, times) for key, times in changes.items() if times > 0)
    fewer = [(*key, -times) for key, times in changes.items() if times < 0]
    values = (
        "unnest(%s::date[], %s::uuid[], %s::text[], %s::boolean[], %s::bigint[])"
        " AS change (day, key, class, internal, clicks)"
    )
    if more:
        cursor.execute(
            f"INSERT INTO {table} AS total (day, {column}, class, internal, clicks)"  # noqa: S608
            f" SELECT * FROM {values}"
            f" ON CONFLICT (day, {column}, class, internal)"
            " DO UPDATE SET clicks = total.clicks + excluded.clicks",
            _columns(more),
        )
    if fewer:
        cursor.execute(
            f"UPDATE {table} AS total SET clicks = total.clicks - change.clicks FROM {values}"  # noqa: S608
            f" WHERE total.day = change.day AND total.{column} = change.key"
            " AND total.class = change.class AND total.internal = change.internal",
            _columns(fewer),
        )


def _columns(rows: list[tuple[date, str, ClickClass, bool, int]]) -> list[str]:
    return [array(column) for column in zip(*rows, strict=True)]


def day_of(milliseconds: int, zone: tzinfo) -> date:
    """Return the date of an instant in a time zone. Pure."""
    return _day(milliseconds // QUARTER, zone)


@lru_cache(maxsize=4096)
def _day(quarter: int, zone: tzinfo) -> date:
    return date_in(zone, datetime.fromtimestamp(quarter * QUARTER / 1000, UTC))
