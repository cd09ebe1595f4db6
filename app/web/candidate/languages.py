"""The language of a candidate's page: the one that its address asks for by `lang`, else its own."""

from typing import Any

from flask import g, request, url_for
from flask_babel import refresh

from app.core.i18n import LANGUAGES, language
from app.web.site.frame import alternates


def asked() -> str | None:
    """Return the language that the address asks for, if any."""
    found = request.args.get("lang")
    return found if found in LANGUAGES else None


def speak(own: str) -> None:
    """Speak the language that was asked for, else the page's own; never that of an account."""
    g.language = asked() or own
    refresh()


def others(endpoint: str, **values: Any) -> list[dict[str, Any]]:
    """Return the links to a page's other languages."""
    addresses = {each: url_for(endpoint, lang=each, **values) for each in LANGUAGES}
    return alternates(language(), addresses)
