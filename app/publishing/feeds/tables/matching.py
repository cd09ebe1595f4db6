"""What a person is asked of a table: what its columns mean, with some values to tell them by. Pure.

What is chosen is remembered by heading, so that the same headings are not asked about again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.core.text.clean import tidy_line
from app.publishing.feeds.tables.headers import (
    field_of,
    guess_of,
    has_title,
    header_key,
    is_known,
)
from app.publishing.feeds.tables.rows import no_titles
from app.publishing.feeds.tables.table import LOOKED_AT, TableRow

SAMPLES, LONGEST_SAMPLE = 3, 80
LOOKED_THROUGH = 500  # rows
SEVERAL = {"body", "profile"}  # of which several columns are put together


@dataclass(frozen=True)
class MatchedColumn:
    """A column that a person is asked about.

    key: what its choice is remembered by
    meaning: the field that it is taken for, "" for none
    is_known: whether its heading says so for sure, or somebody has said so before
    """

    key: str
    header: str
    samples: tuple[str, ...]
    meaning: str
    is_known: bool


def headings_of(rows: Sequence[TableRow], remembered: Mapping[str, str]) -> dict[str, Any]:
    """Return the headings of a table, and some values of each, as plain values.

    raises: UnreadableFeed for what has no row under any
    """
    first = [row for row in islice(rows, LOOKED_AT) if not row.is_blank]
    titled = (row for row in first if has_title([cell.text for cell in row.cells], remembered))
    row = next(titled, None) or _likely_headings(first)
    below = [each for each in rows if row and each.number > row.number and not each.is_blank]
    if row is None or not below:
        raise no_titles()
    headers = [tidy_line(cell.text) for cell in row.cells]
    below = below[:LOOKED_THROUGH]
    return {
        "headers": headers,
        "samples": [_samples(below, place) for place in range(len(headers))],
    }


def asks(headers: Sequence[str], remembered: Mapping[str, str]) -> bool:
    """Say whether a person must say what the columns mean."""
    known = all(is_known(header, remembered) for header in headers)
    return not (known and has_title(headers, remembered))


def matched(headings: Mapping[str, Any], remembered: Mapping[str, str]) -> list[MatchedColumn]:
    """Return the columns of a table as they are to be shown: those without a heading are not."""
    headers: list[str] = headings["headers"]
    taken = {field_of(header, remembered) for header in headers}
    found: dict[str, MatchedColumn] = {}
    for header, samples in zip(headers, headings["samples"], strict=True):
        key = header_key(header)
        if not key or key in found:
            continue
        known = is_known(header, remembered)
        meaning = field_of(header, remembered)
        if not known:
            meaning = guess_of(header)
            meaning = "" if meaning in taken - SEVERAL else meaning
            taken.add(meaning)
        found[key] = MatchedColumn(key, header, tuple(samples), meaning, known)
    return list(found.values())


def _likely_headings(rows: Sequence[TableRow]) -> TableRow | None:
    """Return the first row that is nearly as filled as any: titles above a table are not."""
    most = max(map(_filled, rows), default=0)
    return next((row for row in rows if 3 * _filled(row) >= 2 * most), None)


def _filled(row: TableRow) -> int:
    return sum(bool(cell.text.strip()) for cell in row.cells)


def _samples(rows: Sequence[TableRow], place: int) -> list[str]:
    texts = (tidy_line(row.cells[place].text) for row in rows if place < len(row.cells))
    different = dict.fromkeys(text for text in texts if text)
    return [
        text if len(text) <= LONGEST_SAMPLE else f"{text[:LONGEST_SAMPLE]}…"
        for text in islice(different, SAMPLES)
    ]
