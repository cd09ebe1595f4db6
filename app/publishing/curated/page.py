"""What a page says of itself in its head: Open Graph, X cards, title and description. Pure."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from string import ascii_lowercase, ascii_uppercase
from urllib.parse import urljoin, urlsplit

from app.core.text.clean import tidy_line
from app.publishing.feeds.tables.csv_file import decode

HEAD = 1024 * 1024  # characters of a page, in which its head ends
MOST_TAGS, LONGEST_TAG = 400, 3_000  # tags that are read, characters of one
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_ALT, LONGEST_NAME = 150, 300, 200, 100
_TAGS = re.compile(r"<(meta|title|body|/head)(?=[\s/>])", re.IGNORECASE)
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class PageCard:
    """What a page says of itself; "" for what it does not say. picture: a whole address"""

    title: str = ""
    summary: str = ""
    source: str = ""
    picture: str = ""
    picture_alt: str = ""


def read_card(data: bytes, *, content_type: str, address: str) -> PageCard:
    """Read the head of a page; the first of what networks read wins.

    address: where it was found: what it names is relative to it
    """
    said = _said(_text(data, content_type)[:HEAD])
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    picture = _first(said, "og:image:secure_url", "og:image", "og:image:url", "twitter:image",
                     "twitter:image:src")  # fmt: skip
    return PageCard(
        title=_shortened(_first(said, "og:title", "twitter:title", "<title>"), LONGEST_TITLE),
        summary=_shortened(
            _first(said, "og:description", "twitter:description", "description"), LONGEST_SUMMARY
        ),
        source=_shortened(_first(said, "og:site_name", "application-name") or host, LONGEST_NAME),
        picture=_address(picture, address),
        picture_alt=_shortened(_first(said, "og:image:alt", "twitter:image:alt"), LONGEST_ALT),
    )


def _text(data: bytes, content_type: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return decode(data)
    sent, declared = _CHARSET.search(content_type), _DECLARED.search(data[:4096])
    for charset in (sent[1] if sent else "", declared[1].decode() if declared else ""):
        try:
            if charset:
                return data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue  # it says what it is not
    return decode(data)


def _first(said: dict[str, str], *names: str) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def _shortened(text: str, longest: int) -> str:
    """Return a text on one line, cut between words where it is too long."""
    text = tidy_line(text)
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut else cut}…"


def _address(written: str, base: str) -> str:
    try:
        found = urljoin(base, written.strip()) if written else ""
        return found if urlsplit(found).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _said(html: str) -> dict[str, str]:
    """Return the first of each thing that a page says of itself before its body, by name.

    A parser is given one tag at a time, none of them long: whatever a page holds, reading it
    takes a time that grows as its length does, which no parser of whole pages promises.
    """
    said: dict[str, str] = {}
    for begins, ends in (("<!--", "-->"), ("<script", "</script"), ("<style", "</style")):
        html = _without(html, begins, ends)
    for tag in islice(_TAGS.finditer(html), MOST_TAGS):
        name = tag[1].lower()
        if name in ("body", "/head"):
            break
        part = html[tag.start() : tag.start() + LONGEST_TAG]
        if name == "title":
            inside = part.partition(">")[2].partition("<")[0]
            said.setdefault("<title>", unescape(inside))
        else:
            values = _Tag.attributes_of(part)
            named = (values.get("property") or values.get("name") or "").strip().lower()
            if named and values.get("content", "").strip():
                said.setdefault(named, values["content"])
    return said


def _without(html: str, begins: str, ends: str) -> str:
    """Return a page without what stands between two marks; what does not end is left out."""
    folded, kept, at = html.translate(_LOWER), list[str](), 0
    while (start := folded.find(begins, at)) >= 0:
        kept.append(html[at:start])
        end = folded.find(ends, start)
        if end < 0:
            return "".join(kept)
        at = end + len(ends)
    return "".join([*kept, html[at:]])


class _Tag(HTMLParser):
    """Reads the first tag of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] | None = None

    @classmethod
    def attributes_of(cls, html: str) -> dict[str, str]:
        """Return the attributes of the tag that a text begins with; none of one without an end."""
        parser = cls()
        try:
            parser.feed(html)
        except AssertionError:  # markup that no browser would make sense of
            return {}
        return parser.found or {}

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the first one alone."""
        if self.found is None:
            self.found = {name: value or "" for name, value in attrs}
