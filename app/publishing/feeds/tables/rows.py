"""The openings of a table, row by row. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.result import FoundOpenings, SourceOpening, UnreadableFeed
from app.publishing.feeds.tables.csv_file import read_csv
from app.publishing.feeds.tables.headers import field_of, has_title
from app.publishing.feeds.tables.table import LOOKED_AT, MOST_CELLS, MOST_ROWS, Cell, TableRow
from app.publishing.feeds.tables.xlsx_file import is_spreadsheet, read_xlsx
from app.publishing.feeds.values.bodies import joined, read_body, section
from app.publishing.feeds.values.salaries import Salary, read_number, read_salary
from app.publishing.feeds.values.words import holds, spoken

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
_DAY = ("j", "jour", "jours", "day", "days")
_LAST_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)(?!.*\d)")
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
    found: list[TableRow] = []
    cells = 0
    for row in islice(rows, MOST_ROWS + LOOKED_AT + 1):
        found.append(row)
        cells += len(row.cells)
        if cells > MOST_CELLS:
            raise UnreadableFeed(_l("This table has too many columns."), code="too_large")
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
    raise no_titles()


def no_titles() -> UnreadableFeed:
    """Return the refusal of a table of which nobody can say where its titles are."""
    return UnreadableFeed(
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
    missing = ""
    for cell, name, header in zip(row.cells, columns.fields, columns.headers, strict=False):
        if name:
            cells.setdefault(name, []).append(cell)
            missing = missing or (header if cell.formula else "")
    names = dict(zip(reversed(columns.fields), reversed(columns.headers), strict=True))
    texts = {name: _first(found) for name, found in cells.items()}
    pay, of_salary, salary = _salary(texts)
    names["salary"] = names.get(of_salary, of_salary)
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
        pay=pay,
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
    if days and not holds(spoken(_LAST_NUMBER.sub(r"\1 ", days)), *_DAY):
        days = _LAST_NUMBER.sub(r"\1 jours", days)  # what the column counts
    return f"{texts.get('remote', '')} {days}".strip()


def _salary(texts: Mapping[str, str]) -> tuple[Salary, str, str]:
    """Return the salary of a row, the field that says it, and what stands there."""
    period = texts.get("period", "")
    if read_number(yearly := texts.get("salary_year", "")):
        return read_salary(yearly, "year"), "salary_year", yearly
    low, high = (
        said if read_number(said := texts.get(name, "").strip()) else ""
        for name in ("salary_min", "salary_max")
    )
    if low and high:
        return read_salary(f"{low} - {high}", period), "salary_min", f"{low} - {high}"
    if low:
        return read_salary(f"min {low}", period), "salary_min", low
    if high:
        return read_salary(f"max {high}", period), "salary_max", high
    said = texts.get("salary", "")
    return read_salary(said, period), "salary", said


def _is_over(status: str) -> bool:
    words = spoken(status).split()
    return bool(words) and set(words) <= OVER | {"offre"} and not OVER.isdisjoint(words)


def sources_of(data: bytes, remembered: Mapping[str, str] | None = None) -> FoundOpenings:
    """Return the openings of a file whose headers say what its columns are.

    raises: UnreadableFeed
    """
    rows = read_table(data)
    return find_rows(rows, columns_of(rows, remembered))
