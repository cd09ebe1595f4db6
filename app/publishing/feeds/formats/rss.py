"""RSS and Atom."""

from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from app.publishing.feeds.formats.document import Document, wrong_type
from app.publishing.feeds.formats.xml_document import Element, read_records
from app.publishing.feeds.result import FoundOpenings, SourceOpening
from app.publishing.feeds.values.bodies import read_body

CARRIED = frozenset({"body", "url"})
VOID = {"br", "hr", "img"}


def read(document: Document, _language: str) -> FoundOpenings:
    """Read the items of a feed.

    raises: UnreadableFeed
    """
    read = read_records(document, lambda name, depth: name in ("item", "entry") and depth in (1, 2))
    if read.root.lower() not in ("rss", "rdf", "feed"):
        raise wrong_type()
    root = read.around.children[0]
    channel = root.child("channel") or root
    language = channel.said("language", "dc:language") or root.attributes.get("xml:lang", "")
    sources = (
        _source(row, each, language, document.address) for row, each in enumerate(read.records, 1)
    )
    return FoundOpenings(sources=tuple(sources), carried=CARRIED)


def _source(row: int, item: Element, language: str, address: str) -> SourceOpening:
    written = _link(item).strip()
    link = urljoin(address, written) if written else ""
    own = item.said("language", "dc:language") or item.attributes.get("xml:lang", "")
    return SourceOpening(
        row=row,
        external_id=item.said("guid", "id").strip() or link,
        title=_words(item.child("title")),
        body=read_body(_content(item)),
        language=own or language,
        url=link,
        columns={"external_id": "guid"},
    )


def _link(item: Element) -> str:
    if plain := item.said("link"):
        return plain
    links = [each.attributes for each in item.children if each.name == "link"]
    found = [each for each in links if each.get("rel", "alternate") == "alternate"]
    return next((each["href"] for each in found if each.get("href")), "")


def _content(item: Element) -> str:
    encoded = [each for each in item.children if each.name.endswith(":encoded")]
    named = [item.child(name) for name in ("content", "description", "summary")]
    found = (_words(each) for each in [*encoded, *named])
    return next((each for each in found if each.strip()), "")


def _words(element: Element | None) -> str:
    """Return the text of an element; what is XHTML inside of it as it was written."""
    if element is None:
        return ""
    return _written(element) if element.children else element.text


def _written(element: Element) -> str:
    return "".join(
        escape(each) if isinstance(each, str) else _tagged(each) for each in element.pieces
    )


def _tagged(element: Element) -> str:
    name = element.name.rpartition(":")[2]
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in element.attributes.items())
    end = "" if name in VOID else f"</{name}>"
    return f"<{name}{attributes}>{_written(element)}{end}"
