"""Ashby's job board API."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from app.publishing.feeds.formats.document import (
    Document,
    at,
    each_of,
    first_text,
    listed,
    objects,
    parse_json,
    text_at,
)
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import read_body
from app.publishing.feeds.values.salaries import Salary, paid, read_number, read_period

CARRIED = frozenset({
    "body", "place", "other_places", "country", "team", "contract", "working_time", "remote",
    "remote_days", "url",
})  # fmt: skip


def read(document: Document, _language: str) -> FoundOpenings:
    """Read a board.

    raises: UnreadableFeed
    """
    found = each_of(listed(parse_json(document), "jobs"), _source)
    return FoundOpenings(sources=found.sources, skipped=found.skipped, carried=CARRIED)


def _source(row: int, job: dict[str, Any]) -> SourceOpening | None:
    if job.get("isListed") is False:
        return None
    url = text_at(job, "jobUrl")
    locations = [job, *objects(job.get("secondaryLocations"))]
    return SourceOpening(
        row=row,
        external_id=text_at(job, "id") or urlsplit(url).path.rstrip("/").rpartition("/")[2],
        title=text_at(job, "title"),
        body=read_body(text_at(job, "descriptionHtml")),
        places=tuple(filter(None, map(_town, locations))),
        country=first_text(*(_in_address(each, "addressCountry") for each in locations)),
        team=first_text(job.get("team"), job.get("department")),
        contract=text_at(job, "employmentType"),
        remote=text_at(job, "workplaceType") or ("remote" if job.get("isRemote") is True else ""),
        pay=_pay(job.get("compensation")),
        url=url,
        columns={
            "external_id": "id", "salary": "compensation", "contract": "employmentType",
        },
    )  # fmt: skip


def _town(place: dict[str, Any]) -> str:
    return first_text(_in_address(place, "addressLocality"), place.get("location"))


def _in_address(place: dict[str, Any], name: str) -> str:
    """Return a part of an address: the first place has it one object deeper than the others."""
    address = place.get("address")
    return first_text(at(address, "postalAddress", name), at(address, name))


def _components(compensation: Any) -> Iterator[dict[str, Any]]:
    yield from objects(at(compensation, "summaryComponents"))
    for tier in objects(at(compensation, "compensationTiers")):
        yield from objects(tier.get("components"))


def _pay(compensation: Any) -> Salary:
    found = [
        each for each in _components(compensation) if text_at(each, "compensationType") == "Salary"
    ]
    euros = [each for each in found if text_at(each, "currencyCode").upper() == "EUR"]
    for each in [*euros, *found][:1]:
        number, _space, unit = text_at(each, "interval").strip().partition(" ")
        period = read_period(unit) if number == "1" else "other" if number else ""
        return paid(
            read_number(each.get("minValue")),
            read_number(each.get("maxValue")),
            period,
            text_at(each, "currencyCode"),
        )
    return Salary()
