"""What reading a document gives: openings, and what is wrong with others. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.errors import Refusal
from app.publishing.feeds.values.salaries import Salary

ERRORS = ("missing_title", "duplicate_id", "date", "language", "formula", "json")
WARNINGS = ("language", "date", "currency", "net", "period", "salary")
LONGEST_VALUE = 200  # characters of what was written, in a problem


@dataclass(frozen=True, kw_only=True)
class ImportedOpening:
    """An opening as its source has it. None: the source says nothing of it.

    Words are those of the models; what a model does not know yet is kept aside in `columns.py`.
    url: the source's own page, for recruiters
    body: Markdown
    """

    external_id: str
    title: str
    language: str
    place: str | None = None
    other_places: tuple[str, ...] = ()
    country: str | None = None
    team: str | None = None
    contract: str | None = None
    working_time: str | None = None
    remote: str | None = None
    remote_days: int | None = None
    salary_min: Decimal | None = None
    salary_max: Decimal | None = None
    salary_period: str | None = None
    seniority: str | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    url: str | None = None
    body: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values: whole amounts without cents, days as ISO writes them."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one opening.

    row: as the spreadsheet shows it; elsewhere its place in the document, from 1
    column: the header, or the field of the source
    value: as it was written, cut when long
    is_error: whether the opening is refused
    """

    code: str
    row: int
    column: str = ""
    value: str = ""
    external_id: str = ""
    is_error: bool = True


@dataclass(frozen=True, kw_only=True)
class SourceOpening:
    """One opening as a document has it, before its values are read.

    body: Markdown, since each format puts it together
    pay: of a format that keeps amounts apart, beside `salary` as it is shown; else `salary`,
        `period` and `currency` are read
    serial: the fields that are numbers of a spreadsheet
    columns: how the document calls a field
    refused: why nothing more of it can be read: a code, a column and a value
    closed: whether its source says that it is over
    likeness: the cells that name a row without an identifier
    """

    row: int
    external_id: str = ""
    title: str = ""
    body: str = ""
    language: str = ""
    places: tuple[str, ...] = ()
    country: str = ""
    team: str = ""
    contract: str = ""
    schedule: str = ""
    remote: str = ""
    salary: str = ""
    period: str = ""
    currency: str = ""
    pay: Salary | None = None
    seniority: str = ""
    starts_on: str = ""
    closes_on: str = ""
    url: str = ""
    serial: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, str, str] | None = None
    closed: bool = False
    likeness: tuple[str, str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class FoundOpenings:
    """What a document holds, before its values are read.

    carried: the fields that it always has: one that comes empty is emptied
    more: the addresses that must be read too, for all of it
    declared: how many openings it says there are, when it does
    skipped: how many it holds that are not for candidates
    """

    sources: tuple[SourceOpening, ...] = ()
    carried: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()
    declared: int | None = None
    skipped: int = 0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a document says.

    present: the identifiers of all that it holds, refused ones among them
    closed: those that it says are over
    likeness: the three cells of each row without an identifier of its own
    carried: see `FoundOpenings`
    complete: whether it is all that there is
    """

    openings: tuple[ImportedOpening, ...] = ()
    problems: tuple[Problem, ...] = ()
    present: frozenset[str] = frozenset()
    closed: tuple[str, ...] = ()
    likeness: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    complete: bool = True

    @property
    def errors(self) -> list[Problem]:
        """What refuses openings."""
        return [each for each in self.problems if each.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What was left out of openings that are taken."""
        return [each for each in self.problems if not each.is_error]


class UnreadableFeed(Refusal):
    """A document of which nothing can be read."""

    code = "document"
