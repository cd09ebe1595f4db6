"""XML, read piece by piece: no declaration of types, nothing too deep, records one by one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.formats.document import (
    DEEPEST,
    MOST_OPENINGS,
    Document,
    too_many,
    wrong_type,
)
from app.publishing.feeds.result import UnreadableFeed

_ENCODED = re.compile(rb"\xff\xfe|\xfe\xff|\xef\xbb\xbf|<\?xml[^>]*encoding")


@dataclass
class Element:
    """An element of a record. name: with its prefix, the root's own left out"""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    pieces: list["str | Element"] = field(default_factory=list)

    @property
    def children(self) -> list["Element"]:
        """The elements right inside."""
        return [each for each in self.pieces if isinstance(each, Element)]

    @property
    def text(self) -> str:
        """The text right inside."""
        return "".join(each for each in self.pieces if isinstance(each, str))

    def child(self, *names: str) -> "Element | None":
        """Return the first element of a name; of several names, in their order."""
        for name in names:
            for each in self.children:
                if each.name == name:
                    return each
        return None

    def said(self, *names: str) -> str:
        """Return the text of the first element of some names that has any."""
        found = (each.text for name in names for each in self.children if each.name == name)
        return next((each for each in found if each.strip()), "")


@dataclass(frozen=True)
class Records:
    """What a document holds. around: what stands beside the records, without them"""

    root: str
    around: Element
    records: list[Element]


def read_records(document: Document, is_record: Callable[[str, int], bool]) -> Records:
    """Read the records of a document.

    is_record: of a name and how many elements it stands in
    raises: UnreadableFeed
    """
    if document.media_type and "xml" not in document.media_type:
        raise wrong_type()
    builder = _Builder(is_record)
    said = document.charset if not _ENCODED.match(document.content.lstrip()) else ""
    parser = expat.ParserCreate(said or None)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.refuse_types
    try:
        parser.Parse(document.content.lstrip(), True)
    except (expat.ExpatError, LookupError) as wrong:
        raise UnreadableFeed(_l("This is not XML that can be read.")) from wrong
    return Records(builder.root, builder.top, builder.records)


class _Builder:
    """Keeps records, and what is beside them."""

    def __init__(self, is_record: Callable[[str, int], bool]) -> None:
        self.is_record = is_record
        self.prefix = self.root = ""
        self.top = Element("")
        self.open: list[Element] = [self.top]
        self.records: list[Element] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) == 1:
            self.prefix = f"{name.partition(':')[0]}:" if ":" in name else ""
            self.root = name.removeprefix(self.prefix)
        if len(self.open) > DEEPEST:
            raise UnreadableFeed(_l("This document is nested too deep."), code="depth")
        element = Element(name.removeprefix(self.prefix), attributes)
        if self.is_record(element.name, len(self.open) - 1):
            self.records.append(element)
            if len(self.records) > MOST_OPENINGS:
                raise too_many()
        else:
            self.open[-1].pieces.append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def characters(self, data: str) -> None:
        self.open[-1].pieces.append(data)

    def refuse_types(self, *_declared: object) -> None:
        raise UnreadableFeed(
            _l("This document declares types of its own: it is not read."), code="dtd"
        )
