"""What people wrote, as HTML that is safe to show, with the spaces of its language."""

import re

from flask import Flask
from flask_babel import LazyString
from markupsafe import Markup, escape

from app.core.i18n import language
from app.core.text import markdown
from app.core.text.typography import typeset
from app.publishing.wording import title_of

_TAG = re.compile(r"(<[^>]*>)")


def render(text: str) -> Markup:
    """Return a Markdown text as HTML."""
    return Markup(markdown.render(text))


def spaced(text: str | Markup, in_language: str | None = None) -> str | Markup:
    """Give what people wrote the spaces of their language; leaves tags and attributes alone."""
    tongue = in_language or language()
    if not isinstance(text, Markup):
        return typeset(text, tongue)
    parts = _TAG.split(str(text))
    return Markup("".join(p if p.startswith("<") else typeset(p, tongue) for p in parts))


def _escaped(lazy: LazyString) -> Markup:
    return escape(str(lazy))


def init_app(app: Flask) -> None:
    """Give templates the filter `spaced`, and the titles of publications.

    Flask-Babel's lazy sentences call themselves safe HTML, whatever was put into them. They are
    text like any other: pages, forms and mails escape them.
    """
    LazyString.__html__ = _escaped
    app.jinja_env.filters["spaced"] = spaced
    app.jinja_env.globals["title_of"] = title_of
