"""Greenhouse's job board API."""

from decimal import Decimal
from typing import Any

from app.publishing.feeds.formats.document import (
    Document,
    at,
    each_of,
    first_text,
    listed,
    objects,
    parse_json,
    text,
    text_at,
)
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.tables.headers import header_key
from app.publishing.feeds.values.bodies import read_body
from app.publishing.feeds.values.salaries import Salary, paid, read_number

CONTRACT = ("type de contrat", "contract", "employment type")
REMOTE = ("teletravail", "remote", "workplace", "workplace type")
CARRIED = frozenset({"body", "place", "other_places", "team", "url", "closes_on"})


def read(document: Document, _language: str) -> FoundOpenings:
    """Read a board: all of it stands on one page.

    raises: UnreadableFeed
    """
    parsed = parse_json(document)
    found = each_of(listed(parsed, "jobs"), _source)
    declared = at(parsed, "meta", "total")
    return FoundOpenings(
        sources=found.sources,
        skipped=found.skipped,
        carried=CARRIED,
        declared=declared if isinstance(declared, int) else None,
    )


def _source(row: int, job: dict[str, Any]) -> SourceOpening | None:
    if "internal_job_id" in job and job["internal_job_id"] is None:
        return None  # where people leave their names: no opening
    metadata = {
        header_key(text_at(each, "name")): _said(each.get("value"))
        for each in reversed(objects(job.get("metadata")))
    }
    departments = objects(job.get("departments"))
    return SourceOpening(
        row=row,
        external_id=text_at(job, "id"),
        title=text_at(job, "title"),
        body=read_body(text_at(job, "content")),
        language=text_at(job, "language"),
        places=(text_at(job, "location", "name"),),
        team=text_at(departments[0], "name") if departments else "",
        contract=first_text(*(metadata.get(name) for name in CONTRACT)),
        remote=first_text(*(metadata.get(name) for name in REMOTE)),
        pay=_pay(job.get("pay_input_ranges")),
        closes_on=text_at(job, "application_deadline"),
        url=text_at(job, "absolute_url"),
        columns={
            "external_id": "id", "closes_on": "application_deadline", "salary": "pay_input_ranges",
        },
    )  # fmt: skip


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, map(text, value)))
    return text(value)


def _pay(ranges: Any) -> Salary:
    """Return the first range in euros; amounts are cents a year."""
    found = objects(ranges)
    euros = [each for each in found if text_at(each, "currency_type").upper() == "EUR"]
    for each in [*euros, *found][:1]:
        low, high = (read_number(each.get(name)) for name in ("min_cents", "max_cents"))
        cents = Decimal(100)
        return paid(
            low / cents if low else None,
            high / cents if high else None,
            "year",
            text_at(each, "currency_type"),
        )
    return Salary()
