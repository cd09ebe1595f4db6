"""Markdown to safe HTML: one function for previews, pages and mails."""

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt

from app.core.text.clean import one_line

_parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")

_TAG = re.compile(r"<[^>]*>")

TAGS = {
    "p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# A page has one h1, its title: what an author writes begins below it.
LOWERED = {"h1": "h2", "h5": "h4", "h6": "h4"}


def render(text: str) -> str:
    """Return HTML that is safe to show, whatever was typed; raw HTML comes out as text."""
    tokens = _parser.parse(text or "")
    for token in tokens:
        token.tag = LOWERED.get(token.tag, token.tag)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


def plain(text: str, *, limit: int | None = None) -> str:
    """Return the words of a Markdown text without its marks, cut at a word to `limit` letters."""
    words = one_line(unescape(_TAG.sub("", render(text))))
    if limit is None or len(words) <= limit:
        return words
    return words[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"
