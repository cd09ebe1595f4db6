"""Read what a page lets one do: its forms as they stand, and where its links lead. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_SPEAKER = re.compile(r'<div class="who">.*?<strong>([^<]+)</strong>', re.DOTALL)
_TO_ONESELF = re.compile(r'href="mailto:\?([^"]+)"')
_APPLY = re.compile(r'href="(/[^"]+/postuler)"')


@dataclass
class PageForm:
    """A form as it stands on a page. fields: what would be sent with no change."""

    attributes: Mapping[str, str | None]
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form = PageForm({})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.form = PageForm(values)
        elif tag in ("input", "textarea") and (name := values.get("name")):
            chosen = values.get("type") not in ("radio", "checkbox") or "checked" in values
            if chosen and values.get("type") != "file":
                self.form.fields[name] = values.get("value") or ""


def form_with(html: str, name: str, value: str | None = None, *, last: bool = False) -> PageForm:
    """Return the first form that has a field, or the last one, with this value if one is given.

    raises: AssertionError when the page has none
    """
    for markup in _FORM.findall(html)[:: -1 if last else 1]:
        reader = _Reader()
        reader.feed(markup)
        fields = reader.form.fields
        if name in fields and value in (None, fields[name]):
            return reader.form
    raise AssertionError(f"no form with {name}={value} on the page")


def form_to(html: str, end: str) -> PageForm:
    """Return the first form whose action ends so. raises: AssertionError when the page has none"""
    for markup in _FORM.findall(html):
        reader = _Reader()
        reader.feed(markup)
        if (reader.form.attributes.get("action") or "").endswith(end):
            return reader.form
    raise AssertionError(f"no form to {end} on the page")


def referrer_on(html: str) -> str | None:
    """Return the name of the ambassador whom a form shows; None when it shows none."""
    found = _SPEAKER.search(html)
    return unescape(found[1]) if found else None


def mailed_to_oneself(html: str) -> str:
    """Return the path of what a landing page's button puts in a mail to oneself."""
    found = _TO_ONESELF.search(html)
    assert found, "the page can be sent to oneself"
    return urlsplit(unquote(unescape(found[1])).rpartition(" ")[2]).path


def rows_of(html: str, words: str) -> list[str]:
    """Return the rows of a page's lists that hold some words, as HTML."""
    return [row for row in html.split("<li")[1:] if words in row]


def way_to_apply(html: str) -> str:
    """Return where an opening's page on the career site leads to apply."""
    found = _APPLY.search(html)
    assert found, "the page leads to a form"
    return unescape(found[1])
