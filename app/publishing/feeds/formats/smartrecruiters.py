"""SmartRecruiters' posting API: a list by pages, and a document for each posting."""

from typing import Any
from urllib.parse import urlsplit

from app.publishing.feeds.formats.document import (
    Document,
    at,
    each_of,
    first_text,
    listed,
    parse_json,
    text_at,
)
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import joined, read_body, section

SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
A_PAGE = 100
CARRIED = frozenset({
    "place", "other_places", "country", "team", "contract", "working_time", "remote",
    "remote_days", "seniority", "url",
})  # fmt: skip


def read(document: Document, _language: str) -> FoundOpenings:
    """Read a page of the list, or one posting.

    A company that is unknown has an empty list: nothing tells it from one that is not hiring.

    raises: UnreadableFeed
    """
    parsed = parse_json(document)
    if isinstance(parsed, dict) and "content" not in parsed and parsed.get("id"):
        found = each_of([parsed], _source)
        return FoundOpenings(
            sources=found.sources, skipped=found.skipped, carried=CARRIED | {"body"}
        )
    postings = listed(parsed if isinstance(parsed, list) else at(parsed, "content"))
    found = each_of(postings, _source)
    whole = all(isinstance(at(each, "jobAd"), dict) for each in postings)
    declared = at(parsed, "totalFound")
    return FoundOpenings(
        sources=found.sources,
        skipped=found.skipped,
        carried=CARRIED | ({"body"} if whole else set()),
        declared=declared if isinstance(declared, int) else None,
        more=() if whole else tuple(_addresses(document, postings)),
    )


def _addresses(document: Document, postings: list[Any]) -> list[str]:
    """Return where each posting is whole."""
    parts = urlsplit(document.address)
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    return [f"{base}/{text_at(each, 'id')}" for each in postings if text_at(each, "id")]


def _source(row: int, posting: dict[str, Any]) -> SourceOpening | None:
    if posting.get("active") is False:
        return None
    sections = at(posting, "jobAd", "sections")
    return SourceOpening(
        row=row,
        external_id=text_at(posting, "id"),
        title=text_at(posting, "name"),
        body=joined(
            *(
                section(2, text_at(each, "title"), read_body(text_at(each, "text")))
                for each in (at(sections, name) for name in SECTIONS)
            )
        ),
        language=text_at(posting, "language", "code"),
        places=(text_at(posting, "location", "city"),),
        country=text_at(posting, "location", "country"),
        team=_label(posting, "department"),
        contract=_label(posting, "typeOfEmployment"),
        remote=_remote(posting.get("location")),
        seniority=_label(posting, "experienceLevel"),
        url=text_at(posting, "postingUrl"),
        columns={
            "external_id": "id", "title": "name", "language": "language.code",
            "contract": "typeOfEmployment", "seniority": "experienceLevel",
        },
    )  # fmt: skip


def _label(posting: dict[str, Any], name: str) -> str:
    return first_text(at(posting, name, "label"), at(posting, name, "id"))


def _remote(location: Any) -> str:
    if at(location, "hybrid") is True:
        return "hybrid"
    remote = at(location, "remote")
    return "remote" if remote is True else "none" if remote is False else ""
