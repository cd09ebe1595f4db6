"""The openings of a table, row by row. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.result import FoundOpenings, SourceOpening, UnreadableFeed
from app.publishing.feeds.tables.csv_file import read_csv
from app.publishing.feeds.tables.headers import field_of, has_title
from app.publishing.feeds.tables.table import LOOKED_AT, MOST_ROWS, Cell, TableRow
from app.publishing.feeds.tables.xlsx_file import is_spreadsheet, read_xlsx
from app.publishing.feeds.values.bodies import joined, read_body, section
from app.publishing.feeds.values.words import spoken

OVER = {"fermee", "pourvue", "closed", "filled"}
_AMOUNTS = {"salary", "salary_year", "salary_min", "salary_max"}
# what a column carries when it is of several
_CARRIED = {
    "profile": ("body",),
    "place": ("place", "other_places", "country"),
    "schedule": ("working_time",),
    "contract": ("contract", "working_time"),
    "remote": ("remote", "remote_days"),
    "remote_days": ("remote", "remote_days"),
    **dict.fromkeys(_AMOUNTS, ("salary_min", "salary_max", "salary_period")),
}
_ASIDE = {"external_id", "postal_code", "period", "status", "language", "title"}


@dataclass(frozen=True)
class Columns:
    """The columns of a table. fields: what each means, "" for what is not read"""

    row: int
    headers: tuple[str, ...]
    fields: tuple[str, ...]


def read_table(data: bytes) -> list[TableRow]:
    """Return the rows of a file, CSV or spreadsheet by what it holds, whatever its name.

    raises: UnreadableFeed
    """
    rows = read_xlsx(data) if is_spreadsheet(data) else read_csv(data)
    found = list(islice(rows, MOST_ROWS + LOOKED_AT + 1))
    if len(found) > MOST_ROWS + LOOKED_AT:
        raise UnreadableFeed(
            _l("This table has more than 20,000 rows. Part it in several."), code="too_many"
        )
    return found


def columns_of(rows: Iterable[TableRow], remembered: Mapping[str, str] | None = None) -> Columns:
    """Return what the columns of a table mean, by its headers.

    raises: UnreadableFeed when none is that of titles
    """
    for row in islice(rows, LOOKED_AT):
        headers = [cell.text for cell in row.cells]
        if has_title(headers, remembered):
            fields = tuple(field_of(header, remembered) for header in headers)
            return Columns(row.number, tuple(header.strip() for header in headers), fields)
    raise UnreadableFeed(
        _l("No column says the titles: name one “Title” or “Intitulé” in the first ten rows."),
        code="no_titles",
    )


def find_rows(rows: Iterable[TableRow], columns: Columns) -> FoundOpenings:
    """Return the openings of a table. Pure."""
    sources = tuple(
        _source(row, columns) for row in rows if row.number > columns.row and not row.is_blank
    )
    carried = {
        name
        for each in columns.fields
        if each and each not in _ASIDE
        for name in _CARRIED.get(each, (each,))
    }
    return FoundOpenings(sources=sources, carried=frozenset(carried))


def _source(row: TableRow, columns: Columns) -> SourceOpening:
    cells: dict[str, list[Cell]] = {}
    named: dict[str, str] = {}
    missing = ""
    for cell, name, header in zip(row.cells, columns.fields, columns.headers, strict=False):
        if name:
            cells.setdefault(name, []).append(cell)
            named.setdefault(name, header)
            missing = missing or (header if cell.formula else "")
    names = dict(zip(reversed(columns.fields), reversed(columns.headers), strict=True))
    texts = {name: _first(found) for name, found in cells.items()}
    salary, period = _salary(texts)
    likeness = (texts.get("title", ""), texts.get("place", ""), texts.get("contract", ""))
    return SourceOpening(
        row=row.number,
        external_id=texts.get("external_id", ""),
        title=texts.get("title", ""),
        body=_body(cells),
        language=texts.get("language", ""),
        places=tuple(filter(None, (texts.get("place", "").strip(),))),
        country=texts.get("country", ""),
        team=texts.get("team", ""),
        contract=texts.get("contract", ""),
        schedule=texts.get("schedule", ""),
        remote=_remote(texts),
        salary=salary,
        period=period,
        seniority=texts.get("seniority", ""),
        starts_on=texts.get("starts_on", ""),
        closes_on=texts.get("closes_on", ""),
        url=texts.get("url", ""),
        serial=frozenset(name for name, found in cells.items() if any(c.number for c in found)),
        columns=names,
        refused=("formula", missing, "") if missing else None,
        closed=_is_over(texts.get("status", "")),
        likeness=likeness,
    )


def _first(cells: Iterable[Cell]) -> str:
    return next((cell.text for cell in cells if cell.text.strip()), "")


def _body(cells: Mapping[str, list[Cell]]) -> str:
    parts = [read_body(cell.text) for cell in cells.get("body", ())]
    profile = joined(*(read_body(cell.text) for cell in cells.get("profile", ())))
    return joined(*parts, section(2, "Profil", profile))


def _remote(texts: Mapping[str, str]) -> str:
    days = texts.get("remote_days", "").strip()
    unit = " jours" if days and not any(letter.isalpha() for letter in days) else ""
    return f"{texts.get('remote', '')} {days}{unit}".strip()


def _salary(texts: Mapping[str, str]) -> tuple[str, str]:
    """Return the salary of a row as one text, and its period where a column says it."""
    period = texts.get("period", "")
    if yearly := texts.get("salary_year", ""):
        return yearly, "year"
    low, high = texts.get("salary_min", "").strip(), texts.get("salary_max", "").strip()
    if low and high:
        return f"{low} - {high}", period
    if low or high:
        return (f"min {low}" if low else f"max {high}"), period
    return texts.get("salary", ""), period


def _is_over(status: str) -> bool:
    words = spoken(status).split()
    return bool(words) and set(words) <= OVER | {"offre"} and not OVER.isdisjoint(words)


def sources_of(data: bytes, remembered: Mapping[str, str] | None = None) -> FoundOpenings:
    """Return the openings of a file whose headers say what its columns are.

    raises: UnreadableFeed
    """
    rows = read_table(data)
    return find_rows(rows, columns_of(rows, remembered))


def samples(rows: Iterable[TableRow], columns: Columns, most: int = 3) -> Iterator[list[str]]:
    """Yield the first values of each column, to be recognised by."""
    first = list(islice((r for r in rows if r.number > columns.row and not r.is_blank), most))
    for place in range(len(columns.headers)):
        yield [row.cells[place].text for row in first if place < len(row.cells)]
