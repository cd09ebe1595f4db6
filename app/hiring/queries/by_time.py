"""Lists by time, the latest first, that go on from a place: no row is counted past."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.hiring.queries.orders import SortPlace

Row = TypeVar("Row")


@dataclass(frozen=True)
class Stretch:
    """Which rows of a list by time are asked for: so many, from its start or from a place.

    after, before: the place of the row that ends the stretch before this one, or starts the one
        after it
    """

    limit: int
    after: SortPlace | None = None
    before: SortPlace | None = None

    @property
    def backwards(self) -> bool:
        """Whether rows are read from the earliest on."""
        return self.before is not None

    def beyond(
        self, at: InstrumentedAttribute[Any], key: InstrumentedAttribute[Any]
    ) -> list[ColumnElement[bool]]:
        """Return the conditions that rows lie in this stretch, or further on."""
        place = self.before or self.after
        if place is None:
            return []
        there = tuple_(literal(place.when), literal(place.id))
        return [tuple_(at, key) > there if self.backwards else tuple_(at, key) < there]

    def order(
        self, at: InstrumentedAttribute[Any], key: InstrumentedAttribute[Any]
    ) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """Return the columns by which rows are read."""
        return (at.asc(), key.asc()) if self.backwards else (at.desc(), key.desc())

    def shown(self, read: Sequence[Row]) -> "RowsShown[Row]":
        """Return what is shown of rows read in order: the limit, and one more if there is one."""
        more, rows = len(read) > self.limit, read[: self.limit]
        if self.backwards:
            return RowsShown(rows[::-1], newer=more, older=True)
        return RowsShown(rows, newer=self.after is not None, older=more)


@dataclass(frozen=True)
class RowsShown(Generic[Row]):
    """Some rows, the latest first, and whether others come before and after."""

    rows: Sequence[Row]
    newer: bool
    older: bool
