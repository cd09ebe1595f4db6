"""CSV as spreadsheets and people write it: RFC 4180, with any of four separators. Pure."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from flask_babel import lazy_gettext as _l

from app.core.fetching.limits import MIB
from app.publishing.feeds.result import UnreadableFeed
from app.publishing.feeds.tables.table import NOTHING, Cell, TableRow

SEPARATORS = (";", ",", "\t", "|")
TRIED = 1000  # rows by which a separator is chosen
LARGEST = 50 * MIB
LONGEST_CELL = 1_000_000  # characters
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|\?xml)\b", re.IGNORECASE)


def read_csv(data: bytes) -> Iterator[TableRow]:
    """Yield the rows of a CSV file.

    raises: UnreadableFeed
    """
    if len(data) > LARGEST:
        raise UnreadableFeed(_l("This document is too large to be read."), code="too_large")
    text = decode(data)
    if "\0" in text or _PAGE.match(text):
        raise UnreadableFeed(_l("This is no table. Save it as CSV (UTF-8) or as .xlsx."))
    separator, text = _told_separator(text)
    rows = _rows(text, separator or best_separator(text))
    try:
        for number, cells in enumerate(rows, 1):
            yield TableRow(number, tuple(Cell(cell) if cell else NOTHING for cell in cells))
    except csv.Error as wrong:
        raise UnreadableFeed(_l("A cell of this table is too long to be read.")) from wrong


def decode(data: bytes) -> str:
    """Return the text of a file: by its mark, else UTF-8 when all of it is, else Windows'. Pure."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def best_separator(text: str) -> str:
    """Return the separator that gives most rows of one width, which is not 1. Pure."""
    return max(SEPARATORS, key=lambda separator: _fit(text, separator))


def _fit(text: str, separator: str) -> int:
    try:
        widths = Counter(len(cells) for cells in islice(_rows(text, separator), TRIED))
    except csv.Error:
        return 0
    return max((count for width, count in widths.items() if width > 1), default=0)


def _told_separator(text: str) -> tuple[str, str]:
    """Return what the first line says of the separator, as Excel has it, and the rest."""
    line, _end, rest = text.partition("\n")
    told = line.rstrip("\r").strip('"')
    if told.lower().startswith("sep=") and len(told) == len("sep=") + 1:
        return told[-1], rest
    return "", text


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)
