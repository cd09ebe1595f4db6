"""Teamtailor's JSON Feed, whose items hold a JobPosting."""

from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from app.publishing.feeds.formats.document import (
    Document,
    at,
    each_of,
    first_text,
    listed,
    parse_json,
    text_at,
)
from app.publishing.feeds.formats.page import CARRIED, source_of
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import read_body


def read(document: Document, _language: str) -> FoundOpenings:
    """Read a page of a feed.

    raises: UnreadableFeed
    """
    parsed = parse_json(document)
    found = each_of(listed(parsed, "items"), lambda row, item: _source(row, item, document.address))
    following = text_at(parsed, "next_url").strip()
    return FoundOpenings(
        sources=found.sources,
        carried=CARRIED,
        more=(urljoin(document.address, following),) if following else (),
    )


def _source(row: int, item: dict[str, Any], address: str) -> SourceOpening:
    posting = at(item, "_jobposting")
    source = source_of(row, posting if isinstance(posting, dict) else {}, address)
    return replace(
        source,
        external_id=first_text(item.get("id"), source.external_id),
        title=first_text(item.get("title"), source.title),
        body=read_body(text_at(item, "content_html")) or source.body,
        url=first_text(item.get("url"), source.url),
        columns={**source.columns, "external_id": "id"},
    )
