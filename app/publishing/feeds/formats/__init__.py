"""Where each source keeps what: one file a format, in one table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.fetching.limits import MIB
from app.publishing.feeds.formats import (
    ashby,
    greenhouse,
    indeed,
    lever,
    page,
    personio,
    recruitee,
    rss,
    smartrecruiters,
    teamtailor,
    workable,
)
from app.publishing.feeds.formats.document import Document, too_large, wrong_type
from app.publishing.feeds.result import FoundOpenings
from app.publishing.feeds.tables.rows import sources_of

_PAGES = ("text/html", "application/xhtml+xml", "application/json")
# bytes that a document of a kind may have, once unpacked
LARGEST = {"json": 50 * MIB, "xml": 100 * MIB, "page": 5 * MIB, "table": 50 * MIB}


@dataclass(frozen=True)
class Format:
    """How a source writes openings.

    name: as people call it
    kind: what its documents are: "json", "xml", "page" or "table"
    read: what a document holds, in a wanted language
    """

    name: str
    kind: str
    read: Callable[[Document, str], FoundOpenings]


def refuse_page(document: Document) -> None:
    """Refuse a page where a table should be: where one signs in, for a sheet that is not public.

    raises: UnreadableFeed
    """
    if document.media_type in _PAGES:
        raise wrong_type()


def _table(document: Document, _language: str) -> FoundOpenings:
    refuse_page(document)
    return sources_of(document.content)


FORMATS: Mapping[str, Format] = {
    "greenhouse": Format("Greenhouse", "json", greenhouse.read),
    "lever": Format("Lever", "json", lever.read),
    "ashby": Format("Ashby", "json", ashby.read),
    "recruitee": Format("Recruitee", "json", recruitee.read),
    "smartrecruiters": Format("SmartRecruiters", "json", smartrecruiters.read),
    "teamtailor": Format("Teamtailor", "json", teamtailor.read),
    "workable": Format("Workable", "json", workable.read),
    "personio": Format("Personio", "xml", personio.read),
    "indeed": Format("XML (Indeed)", "xml", indeed.read),
    "page": Format("JobPosting", "page", page.read),
    "rss": Format("RSS, Atom", "xml", rss.read),
    "table": Format("CSV, .xlsx", "table", _table),
}


def read_document(name: str, document: Document, language: str) -> FoundOpenings:
    """Read a document of a format.

    raises: UnreadableFeed
    """
    if len(document.content) > LARGEST[FORMATS[name].kind]:
        raise too_large()
    return FORMATS[name].read(document, language)
