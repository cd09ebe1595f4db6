"""Workable's widget API."""

from typing import Any

from app.publishing.feeds.formats.document import (
    Document,
    each_of,
    first_text,
    listed,
    objects,
    parse_json,
    text_at,
)
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import read_body

CARRIED = frozenset({
    "body", "place", "other_places", "country", "team", "contract", "working_time", "remote",
    "remote_days", "seniority", "url",
})  # fmt: skip


def read(document: Document, _language: str) -> FoundOpenings:
    """Read the jobs of an account.

    raises: UnreadableFeed
    """
    found = each_of(listed(parse_json(document), "jobs"), _source)
    return FoundOpenings(sources=found.sources, carried=CARRIED)


def _source(row: int, job: dict[str, Any]) -> SourceOpening:
    locations = [each for each in objects(job.get("locations")) if each.get("hidden") is not True]
    places = [text_at(each, "city") for each in locations]
    countries = [first_text(each.get("countryCode"), each.get("country")) for each in locations]
    away = "remote" if job.get("telecommuting") is True else ""
    return SourceOpening(
        row=row,
        external_id=text_at(job, "shortcode"),
        title=text_at(job, "title"),
        body=read_body(text_at(job, "description")),
        places=tuple(filter(None, places)) or (text_at(job, "city"),),
        country=first_text(*countries, job.get("country")),
        team=text_at(job, "department"),
        contract=text_at(job, "employment_type"),
        remote=text_at(job, "workplace_type") or away,
        seniority=text_at(job, "experience"),
        url=first_text(job.get("url"), job.get("shortlink")),
        columns={"external_id": "shortcode", "contract": "employment_type"},
    )
