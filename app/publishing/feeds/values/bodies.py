"""Descriptions: the HTML or the plain text of a source, as Markdown. Pure."""

import re
from html.parser import HTMLParser

import nh3

from app.core.text.clean import tidy
from app.publishing.feeds.values.inline import Line
from app.publishing.feeds.values.titles import read_title
from app.publishing.feeds.values.words import decoded

HEADINGS = {"h1": "##", "h2": "##", "h3": "###", "h4": "####", "h5": "####", "h6": "####"}
STRONG, EMPHASIS = {"strong", "b"}, {"em", "i"}
GONE = {"script", "style", "iframe", "object", "svg", "noscript", "form", "template"}
_BLOCK_NAMES = """
    p div section article header footer main aside nav blockquote pre address figure figcaption
    dl dt dd center hr table caption details summary
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_ROWS = {"tr", "td", "th", "thead", "tbody", "tfoot"}
_KEPT = {"a", "br", "ul", "ol", "li", *HEADINGS, *STRONG, *EMPHASIS, *_BLOCKS, *_ROWS}
_OTHER_NAMES = """
    img span font u s small big sub sup code html body head meta link title o:p label abbr mark del
    ins strike input button select picture video hgroup col colgroup
"""
_KNOWN = sorted({*_KEPT, *GONE, *_OTHER_NAMES.split()})
_TAG = re.compile(rf"</?(?:{'|'.join(_KNOWN)})(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;/?[A-Za-z]")
_BULLET = re.compile(r"\s*(?:[-*]\s+|•\s*)(?=\S)")
_DEEPEST = 12  # lists in lists


def read_body(text: str) -> str:
    """Read a description into Markdown. Pure."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for _ in range(2):
        if _TAG.search(text) or not _ESCAPED_TAG.search(text):
            break
        text = decoded(text)
    if not _TAG.search(text):
        return tidy(_from_plain(decoded(decoded(text))))
    clean = nh3.clean(
        text,
        tags=_KEPT,
        clean_content_tags=GONE,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    writer = _FromHtml()
    writer.feed(clean)
    writer.close()
    return tidy(writer.blocks.markdown())


def heading(level: int, text: str) -> str:
    """Return a heading of a text that a source keeps apart; "" for none. Pure."""
    title = read_title(text)
    return f"{'#' * level} {Line.of(title)}" if title else ""


def joined(*parts: str) -> str:
    """Return parts of a body one after the other, empty ones left out. Pure."""
    return "\n\n".join(part for part in parts if part)


def section(level: int, title: str, body: str) -> str:
    """Return a body under its heading; "" when there is no body. Pure."""
    return joined(heading(level, title), body) if body else ""


class _Blocks:
    """Paragraphs, headings and list items, one below the other."""

    def __init__(self) -> None:
        self.line = Line()
        self.before = ""  # the marks of a heading
        self.written: list[str] = []
        self.lists: list[_List] = []
        self.last_list: object = None

    def end(self) -> None:
        """End the block that is being written."""
        text = self.line.end(one_line=bool(self.before))
        before, self.before = self.before, ""
        if not text:
            return
        text = f"{before} {text}" if before else text
        open_items = [each for each in self.lists if each.in_item]
        starting = [each for each in open_items if each.mark_due]
        indent = "".join(" " * each.width for each in open_items if not each.mark_due)
        first = indent + "".join(each.take_mark() for each in starting)
        rest = " " * sum(each.width for each in open_items)
        lines = text.split("\n")
        block = first + f"\n{rest}".join(lines)
        root = self.lists[0] if self.lists else None
        tight = bool(starting) and root is self.last_list and root is not None
        if tight or (starting and len(open_items) > 1 and self.last_list is root):
            self.written.append("\n" + block)
        else:
            self.written.append(("\n\n" if self.written else "") + block)
        self.last_list = root

    def open_list(self, *, ordered: bool, first: int = 1) -> None:
        self.end()
        # a list right inside another belongs to the item before it
        if self.lists and not self.lists[-1].in_item:
            self.lists[-1].in_item = self.lists[-1].number > self.lists[-1].first
        self.lists.append(_List(ordered, first, shown=len(self.lists) < _DEEPEST))

    def close_list(self) -> None:
        self.end()
        if self.lists:
            self.lists.pop()

    def open_item(self) -> None:
        self.end()
        if not self.lists:
            self.lists.append(_List(False, 1, alone=True))
        self.lists[-1].begin()

    def close_item(self) -> None:
        self.end()
        if self.lists:
            self.lists[-1].in_item = False

    def leave_loose_list(self) -> None:
        """End a list that only its items made."""
        if len(self.lists) == 1 and self.lists[0].alone and not self.lists[0].in_item:
            self.end()
            self.lists.pop()

    def markdown(self) -> str:
        self.end()
        return "".join(self.written)


class _List:
    """A list that is open. mark_due: whether its item has not written anything yet"""

    def __init__(
        self, ordered: bool, first: int, *, alone: bool = False, shown: bool = True
    ) -> None:
        self.ordered, self.first, self.number = ordered, first, first
        self.alone, self.shown = alone, shown
        self.in_item = self.mark_due = False

    def begin(self) -> None:
        self.in_item = self.mark_due = True

    @property
    def mark(self) -> str:
        if not self.shown:
            return ""
        number = self.number if self.mark_due else self.number - 1
        return f"{number}. " if self.ordered else "- "

    @property
    def width(self) -> int:
        return len(self.mark)

    def take_mark(self) -> str:
        mark = self.mark
        self.mark_due = False
        self.number += 1
        return mark


class _FromHtml(HTMLParser):
    """Writes blocks out of HTML that is well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = _Blocks()
        self.in_rows = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, blocks = self.blocks.line, self.blocks
        if tag != "li":
            blocks.leave_loose_list()
        if tag == "br":
            self._break()
        elif tag in STRONG or tag in EMPHASIS:
            line.open("**" if tag in STRONG else "*")
        elif tag == "a":
            line.open_link(dict(attrs).get("href") or "")
        elif self._starts_cell(tag) or self.in_rows:
            line.text(" ")
        elif tag in ("ul", "ol"):
            start = dict(attrs).get("start") or ""
            first = int(start) if start.isdecimal() and len(start) < 7 else 1
            blocks.open_list(ordered=tag == "ol", first=first)
        elif tag == "li":
            blocks.open_item()
        elif tag in HEADINGS:
            blocks.end()
            blocks.before = HEADINGS[tag]
        elif tag in _BLOCKS:
            blocks.end()

    def handle_endtag(self, tag: str) -> None:
        line, blocks = self.blocks.line, self.blocks
        if tag in STRONG or tag in EMPHASIS:
            line.shut("**" if tag in STRONG else "*")
        elif tag == "a":
            line.shut_link()
        elif tag == "tr":
            self.in_rows -= 1
            if not self.in_rows:
                line.drop_separator()
                line.line_end()
        elif tag == "table" and not self.in_rows:
            blocks.end()
        elif self.in_rows:
            line.text(" ")
        elif tag in ("ul", "ol"):
            blocks.close_list()
        elif tag == "li":
            blocks.close_item()
        elif tag in HEADINGS or tag in _BLOCKS:
            blocks.end()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.blocks.leave_loose_list()
        self.blocks.line.text(decoded(data))

    def _starts_cell(self, tag: str) -> bool:
        if tag == "tr":
            self.in_rows += 1
            self.cells = 0 if self.in_rows == 1 else self.cells
            return True
        if tag in ("td", "th") and self.in_rows == 1:
            if self.cells:
                self.blocks.line.separate(" – ")
            self.cells += 1
            return True
        return False

    def _break(self) -> None:
        if self.in_rows:
            self.blocks.line.text(" ")
        elif self.blocks.line.broken:
            self.blocks.end()  # two in a row part paragraphs
        else:
            self.blocks.line.line_end()


def _from_plain(text: str) -> str:
    blocks = _Blocks()
    for line in text.split("\n"):
        bullet = _BULLET.match(line)
        if bullet:
            if not blocks.lists:
                blocks.open_list(ordered=False)
            blocks.close_item()
            blocks.open_item()
        elif not line.strip():
            blocks.end()
            continue
        elif blocks.lists and not line[0].isspace():
            blocks.close_item()
            blocks.close_list()
        blocks.line.text(line[bullet.end() :] if bullet else line)
        blocks.line.line_end()
    return blocks.markdown()
