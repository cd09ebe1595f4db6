"""Lever's postings API."""

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
from app.publishing.feeds.values.bodies import joined, read_body, section
from app.publishing.feeds.values.salaries import Salary, paid, read_number

PERIODS = {
    "per-year-salary": "year", "per-month-salary": "month", "per-day-wage": "day",
    "per-hour-wage": "hour",
}  # fmt: skip
CARRIED = frozenset({
    "body", "place", "other_places", "team", "contract", "working_time", "remote", "remote_days",
    "url",
})  # fmt: skip


def read(document: Document, _language: str) -> FoundOpenings:
    """Read the postings of a company.

    raises: UnreadableFeed
    """
    found = each_of(listed(parse_json(document)), _source)
    return FoundOpenings(sources=found.sources, carried=CARRIED)


def _source(row: int, posting: dict[str, Any]) -> SourceOpening:
    several = at(posting, "categories", "allLocations")
    places = [text(each) for each in several] if isinstance(several, list) else []
    places = [each for each in places if each.strip()]
    workplace = text_at(posting, "workplaceType")
    return SourceOpening(
        row=row,
        external_id=text_at(posting, "id"),
        title=text_at(posting, "text"),
        body=joined(
            read_body(text_at(posting, "description")),
            *(
                section(3, text_at(each, "text"), read_body(text_at(each, "content")))
                for each in objects(posting.get("lists"))
            ),
            read_body(text_at(posting, "additional")),
        ),
        places=tuple(places) or (text_at(posting, "categories", "location"),),
        country=text_at(posting, "country"),
        team=first_text(
            at(posting, "categories", "team"), at(posting, "categories", "department")
        ),
        contract=text_at(posting, "categories", "commitment"),
        remote="" if workplace == "unspecified" else workplace,
        pay=_pay(posting.get("salaryRange")),
        url=text_at(posting, "hostedUrl"),
        columns={
            "external_id": "id", "title": "text", "salary": "salaryRange",
            "contract": "categories.commitment",
        },
    )  # fmt: skip


def _pay(salary: Any) -> Salary:
    interval = text_at(salary, "interval")
    # any other interval is said, and none of ours
    period = PERIODS.get(interval, "other" if interval else "")
    return paid(
        read_number(at(salary, "min")),
        read_number(at(salary, "max")),
        period,
        text_at(salary, "currency"),
    )
