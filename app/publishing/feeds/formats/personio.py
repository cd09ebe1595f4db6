"""Personio's XML."""

import re
from urllib.parse import urlsplit

from app.publishing.feeds.formats.document import Document, wrong_type
from app.publishing.feeds.formats.xml_document import Element, read_records
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import joined, read_body, section

CARRIED = frozenset({
    "body", "place", "other_places", "team", "contract", "working_time", "seniority", "url",
})  # fmt: skip


def read(document: Document, _language: str) -> FoundOpenings:
    """Read the positions of a company.

    raises: UnreadableFeed
    """
    read = read_records(document, lambda name, depth: name == "position" and depth == 1)
    if read.root != "workzag-jobs" and not read.records:
        raise wrong_type()
    parts = urlsplit(document.address)
    site = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    sources = (_source(row, each, site) for row, each in enumerate(read.records, 1))
    return FoundOpenings(sources=tuple(sources), carried=CARRIED)


def _source(row: int, position: Element, site: str) -> SourceOpening:
    descriptions = position.child("jobDescriptions")
    offices = position.child("additionalOffices")
    number = position.said("id").strip()
    return SourceOpening(
        row=row,
        external_id=number,
        title=position.said("name"),
        body=joined(
            *(
                section(2, each.said("name"), read_body(each.said("value")))
                for each in (descriptions.children if descriptions else ())
            )
        ),
        places=(
            position.said("office"),
            *(each.text for each in (offices.children if offices else ())),
        ),
        team=position.said("department"),
        contract=position.said("employmentType"),
        schedule=position.said("schedule"),
        seniority=position.said("seniority") or _years(position.said("yearsOfExperience")),
        url=f"{site}/job/{number}" if site and number else "",
        columns={
            "external_id": "id", "title": "name", "contract": "employmentType", "place": "office",
        },
    )  # fmt: skip


def _years(text: str) -> str:
    """Return years as they are said: "lt-1", "2-5"."""
    return f"{re.sub('^[a-z]+-', '', text.strip())} years" if text.strip() else ""
