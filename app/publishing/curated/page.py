"""What a page says of itself in its head: Open Graph, X cards, title and description. Pure."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from app.core.text.clean import tidy_line
from app.publishing.feeds.tables.csv_file import decode

HEAD = 512 * 1024  # characters of a page, in which its head ends
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_ALT, LONGEST_NAME = 150, 300, 200, 100
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
    head = _Head()
    head.read(_text(data, content_type)[:HEAD])
    said = head.said
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


class _Over(Exception):
    """The head of the page is over."""


class _Head(HTMLParser):
    """Keeps the first of each thing that a page says of itself before its body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self.inside = ""

    def read(self, html: str) -> None:
        """Read a page up to its body."""
        try:
            self.feed(html)
            self.close()
        except (_Over, AssertionError):  # or markup that no browser would make sense of
            return

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a <meta>; note that the title begins; stop at the body."""
        if tag == "body":
            raise _Over
        self.inside = tag
        if tag == "meta":
            values = {name: value or "" for name, value in attrs}
            name = (values.get("property") or values.get("name") or "").strip().lower()
            if name and values.get("content", "").strip():
                self.said.setdefault(name, values["content"])

    def handle_endtag(self, tag: str) -> None:
        """Note that the title is over; stop at the end of the head."""
        if tag == "head":
            raise _Over
        self.inside = ""

    def handle_data(self, data: str) -> None:
        """Keep the text of the title."""
        if self.inside == "title":
            self.said["<title>"] = self.said.get("<title>", "") + data
