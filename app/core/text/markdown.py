"""Markdown to safe HTML: one function for previews, pages, feeds and mails.

It is read as people type and paste it, who have never heard of Markdown: a line break is one,
bullets of word processors are lists, a star inside a word is a star, addresses are links.
"""

import re
from collections.abc import Iterator
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline.state_inline import Delimiter, StateInline
from markdown_it.token import Token

from app.core.text.clean import one_line

WORDS_A_MINUTE = 220
_WORD = re.compile(r"\w[\w’'-]*")

_TAG = re.compile(r"<[^>]*>")

TAGS = {
    "p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# A page has one h1, its title: what an author writes begins below it.
LOWERED = {"h1": "h2", "h5": "h4", "h6": "h4"}
# How a column of a table stands, as a class: a style would not pass the page's policy.
ALIGNED = {"text-align:right": "end", "text-align:center": "middle"}

# Bullets as Word, Docs and hands make them. Some need a space, or they begin words: "-5 °C".
_BULLET = re.compile(r"^([ \t]*)(?:[•◦▪‣●○∙■□➢✓➤][ \t]*|[·–—][ \t]+|[o§\uf0b7]\t[ \t]*)(?=\S)")
_TIGHT_DASH = re.compile(r"^([ \t]*)[-–—](?=[^\W\d_])")
_NUMBER = re.compile(r"^([ \t]*)(\d{1,2})(?:[.)]|°\)?|/|-(?=[ \t]))[ \t]+(?=\S)")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_LOOSE_STARS = re.compile(r"(?<!\*)(\*{1,3})(?!\*)([^*\n]*[^*\s][^*\n]*)(?<!\*)\1(?!\*)")

_DOMAIN = (
    r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:fr|com|org|net|eu|io|dev|app|tech|info|gouv|edu|bzh"
    r"|paris|be|ch|lu|ca|uk|ie|de|es|it|nl|pt|at|pl|example)\b"
)
_ADDRESS = re.compile(
    rf"(?<![\w@.:/-])(?:(?P<url>https?://[^\s<>]+)|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?P<bare>(?:www\.[\w-]+(?:\.[\w-]+)+|{_DOMAIN})(?::\d+)?(?:[/?#][^\s<>]*)?))",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?:asp|ado|vb|ml|paint)\.net\Z", re.IGNORECASE)  # technologies, not sites
_BARE_TARGET = re.compile(rf"(?:www\.|{_DOMAIN}(?:[:/?#]|\Z))", re.IGNORECASE)
_MAIL_TARGET = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z")
# What a reader would see of Markdown: marks that close nothing, and links cut in two.
_LEFT_OVER = re.compile(r"\*\*|__|\]\(|^#{2,6}(?=\w)|\[[^\]\n]*\]\(", re.MULTILINE)


def render(text: str) -> str:
    """Return HTML that is safe to show, whatever was typed; raw HTML comes out as text."""
    tokens = _parser.parse(as_meant(text or ""))
    for token in tokens:
        token.tag = LOWERED.get(token.tag, token.tag)
        if token.type in ("th_open", "td_open"):
            side = ALIGNED.get(str(token.attrs.pop("style", "")))
            token.attrs |= {"class": side} if side else {}
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        allowed_classes={"th": {"end", "middle"}, "td": {"end", "middle"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


def plain(text: str, *, limit: int | None = None) -> str:
    """Return the words of a Markdown text without its marks, cut at a word to `limit` letters."""
    words = one_line(unescape(_TAG.sub("", render(text))))
    if limit is None or len(words) <= limit:
        return words
    return words[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def left_over(text: str) -> list[str]:
    """Return the marks that a reader would see of a text. Pure."""
    shown = re.sub(r"<(code|pre)>.*?</\1>", "", render(text), flags=re.DOTALL)
    words = unescape(_TAG.sub("", shown))
    return list(dict.fromkeys(found[0] for found in _LEFT_OVER.finditer(words)))


def loses_pictures(text: str) -> bool:
    """Say whether a text holds pictures, which are shown nowhere. Pure."""
    tokens = _parser.parse(as_meant(text or ""))
    return any(child.type == "image" for token in tokens for child in token.children or ())


def as_meant(text: str) -> str:
    """Return a text with the bullets and stars that people type as Markdown has them. Pure."""
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    fence, in_list = "", False
    for line in text.split("\n"):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        if fence or mark:
            yield line
            continue
        read = _NUMBER.sub(r"\1\2. ", _TIGHT_DASH.sub(r"\1- ", _BULLET.sub(r"\1- ", line)))
        item = bool(_ITEM.match(read))
        if in_list and read.strip() and not item and not read[0].isspace():
            yield ""  # what follows a list is no part of its last line
        in_list = item or (in_list and bool(read[:1].isspace()))
        yield _tight(read)


def _tight(line: str) -> str:
    """Move the spaces inside a pair of stars out of it, where they would undo the pair."""
    if line.count("*") < 2 or "`" in line:
        return line
    head = _ITEM.match(line)
    start = head.end() if head else 0
    return line[:start] + _LOOSE_STARS.sub(_without_edges, line[start:])


def _without_edges(pair: re.Match[str]) -> str:
    stars, inside = pair[1], pair[2]
    before = pair.string[pair.start() - 1 : pair.start()]
    if inside == inside.strip() or (len(stars) == 1 and (inside[0].isspace() or before.isalnum())):
        return pair[0]
    words = inside.strip()
    left, right = inside.split(words, 1)
    return f"{left}{stars}{words}{stars}{right}"


def _stars(state: StateInline, silent: bool) -> bool:
    """Read stars and underscores: one inside a word is a sign, two mark whatever they touch."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[state.pos + scanned.length : state.pos + scanned.length + 1] or " "
    opens, closes = scanned.can_open, scanned.can_close
    if marker == "*" and scanned.length > 1:
        opens, closes = not after.isspace(), not before.isspace()
    elif marker == "*" and before.isalnum() and after.isalnum():
        opens = closes = False
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=opens,
                close=closes,
            )
        )
    state.pos += scanned.length
    return True


def _addresses(state: StateCore) -> None:
    """Make links of the addresses that stand in the text."""
    for block in state.tokens:
        if not block.children:
            continue
        children: list[Token] = []
        inside = 0
        for token in block.children:
            inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            children += [token] if inside or token.type != "text" else _linked(token)
        block.children = children


def _linked(token: Token) -> Iterator[Token]:
    end = 0
    for found in _ADDRESS.finditer(token.content):
        words = _trimmed(found[0])
        if _NAMES.match(words):
            continue
        yield _text(token.content[end : found.start()], token)
        link = Token("link_open", "a", 1, attrs={"href": _target(words)}, level=token.level)
        yield from (link, _text(words, token), Token("link_close", "a", -1, level=token.level))
        end = found.start() + len(words)
    yield _text(token.content[end:], token)


def _text(words: str, like: Token) -> Token:
    return Token("text", "", 0, content=words, level=like.level)


def _trimmed(address: str) -> str:
    """Take off what ends a sentence, and a bracket that the address does not open."""
    while address and (
        address[-1] in ".,;:!?…»”’'\"*_" or (address[-1] == ")" and "(" not in address)
    ):
        address = address[:-1]
    return address


def _target(address: str) -> str:
    """Return where an address leads, as people write it: a bare site, a mailbox."""
    if _MAIL_TARGET.match(address):
        return f"mailto:{address}"
    return f"https://{address}" if _BARE_TARGET.match(address) else address


def _made() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False, "breaks": True})
    # four spaces before a line are an indent, not a program
    parser.enable("table").disable("code")
    parser.inline.ruler.at("emphasis", _stars)
    parser.core.ruler.push("addresses", _addresses)
    normal = parser.normalizeLink
    parser.normalizeLink = lambda url: normal(_target(url))  # type: ignore[method-assign]
    return parser


_parser = _made()


def word_count(markdown: str) -> int:
    """Count the words of a text, its marks aside. Pure."""
    return len(_WORD.findall(plain(markdown)))


def reading_minutes(markdown: str) -> int:
    """Return how long a text takes to read, in whole minutes, at least one. Pure."""
    return max(1, round(word_count(markdown) / WORDS_A_MINUTE))
