"""A document that was fetched, or given in a file, and how JSON is read out of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.publishing.feeds.result import FoundOpenings, SourceOpening, UnreadableFeed

DEEPEST = 64  # elements in elements, objects in objects
MOST_OPENINGS = 20_000


@dataclass(frozen=True, kw_only=True)
class Document:
    """What an address answered.

    content_type: as it said, "" when unknown
    address: where it came from, "" when unknown
    """

    content: bytes
    content_type: str = ""
    address: str = ""

    @property
    def media_type(self) -> str:
        """The type without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset that the type names, or ""."""
        for part in self.content_type.split(";")[1:]:
            name, _equals, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower()
        return ""


def wrong_type() -> UnreadableFeed:
    """Return the refusal of a document of another kind."""
    return UnreadableFeed(
        _l("This address answers something else than this kind of feed."), code="type"
    )


def too_large() -> UnreadableFeed:
    """Return the refusal of a document that is larger than is read."""
    return UnreadableFeed(_l("This document is too large to be read."), code="too_large")


def too_many() -> UnreadableFeed:
    """Return the refusal of a document that holds too many openings."""
    return UnreadableFeed(_l("This feed holds more than 20,000 openings."), code="too_many")


def parse_json(document: Document) -> Any:
    """Parse a document of JSON.

    raises: UnreadableFeed
    """
    if document.media_type and "json" not in document.media_type:
        raise wrong_type()
    unreadable = UnreadableFeed(_l("This is not JSON that can be read."))
    try:
        found = json.loads(document.content.decode("utf-8-sig"), strict=False)
    except (ValueError, RecursionError) as wrong:
        raise unreadable from wrong
    if is_too_deep(found):
        raise UnreadableFeed(_l("This document is nested too deep."), code="depth")
    return found


def is_too_deep(value: Any) -> bool:
    """Say whether objects and lists are nested deeper than is read. Pure."""
    level: list[Any] = [value]
    for _depth in range(DEEPEST + 1):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def text(value: Any) -> str:
    """Return what a source keeps as a text or a number; "" for anything else. Pure."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def at(value: Any, *path: str) -> Any:
    """Return what stands at a path of names; None where there is nothing. Pure."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: Any, *path: str) -> str:
    """Return the text at a path of names; "" where there is none. Pure."""
    return text(at(value, *path))


def first_text(*values: Any) -> str:
    """Return the first of some values that says something, as a text. Pure."""
    return next((found for each in values if (found := text(each)).strip()), "")


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; what else it holds is left out. Pure."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def listed(document: Any, name: str = "") -> list[Any]:
    """Return the openings of a parsed document: under a name, or all of it.

    raises: UnreadableFeed when there is no such list, or too long a one
    """
    found = at(document, name) if name else document
    if not isinstance(found, list):
        raise wrong_type()
    if len(found) > MOST_OPENINGS:
        raise too_many()
    return found


def each_of(
    found: list[Any], read: Callable[[int, dict[str, Any]], SourceOpening | None]
) -> FoundOpenings:
    """Read each opening of a list; what is no object is refused by itself.

    read: of a place from 1 and an object; None for what is not for candidates
    """
    sources = list(_each(found, read))
    kept = tuple(each for each in sources if each)
    return FoundOpenings(sources=kept, skipped=len(sources) - len(kept))


def _each(
    found: list[Any], read: Callable[[int, dict[str, Any]], SourceOpening | None]
) -> Iterator[SourceOpening | None]:
    for row, each in enumerate(found, 1):
        if isinstance(each, dict):
            yield read(row, each)
        else:
            yield SourceOpening(row=row, refused=("json", "", json.dumps(each, ensure_ascii=False)))
