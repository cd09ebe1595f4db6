"""Languages: which one a request is in, and how dates are written in it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_timedelta as plain_timedelta
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Domain, LazyString, format_decimal, get_locale
from flask_babel import format_date as plain_date
from flask_babel import format_datetime as plain_datetime
from flask_babel import gettext as untyped_gettext
from flask_babel import ngettext as untyped_ngettext
from flask_login import current_user
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from app.core.text.typography import kept_with_its_count
from app.extensions import babel

LANGUAGES = ("fr", "en")
# Flask-Babel does not say what its functions return
gettext: Callable[..., str] = untyped_gettext
ngettext: Callable[..., str] = untyped_ngettext
# Dates and times as French and British people write them: "en" alone would be American.
DATES = {
    "date.short": "dd/MM/y",
    "date.medium": "d MMM y",
    "date.long": "d MMMM y",
    "date.full": "EEEE d MMMM y",
    "time.short": "HH:mm",
    "time.medium": "HH:mm:ss",
    "datetime.short": "dd/MM/y HH:mm",
    "datetime.medium": "d MMM y, HH:mm:ss",
}
_FIRST = re.compile(r"(?<!\d)1(?= [^\W\d])")  # of a month, before its name
_SUBTAGS = re.compile("[-_].*")


def language() -> str:
    """Return the current language, "fr" or "en"."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "en"


def choose_language() -> str | None:
    """Decide a request's language: its address, then the person's choice, then the browser's."""
    if not has_request_context():
        return None
    if in_path := g.get("language") or (request.view_args or {}).get("language"):
        return str(in_path) if in_path in LANGUAGES else None
    if not g.get("database_away") and current_user and current_user.is_authenticated:
        return str(current_user.language)
    if (asked := request.args.get("lang")) in LANGUAGES:
        return asked
    return accepted(request.headers.get("Accept-Language", ""))


def accepted(header: str) -> str | None:
    """Return which of our languages an Accept-Language header prefers; None when it names none.

    "en-GB, fr" asks for English first; "*" asks for nothing. Pure.
    """
    stated = parse_accept_header(header, Accept)
    primary = [(_SUBTAGS.sub("", tag), quality) for tag, quality in stated if tag != "*"]
    return Accept(primary).best_match(LANGUAGES)


class NumbersKept:
    """The messages of a language, in which no line ends between a number and what it counts."""

    def __init__(self, messages: Translations) -> None:
        self._messages = messages

    def ugettext(self, *message: Any) -> str:
        """Return a message."""
        return kept_with_its_count(str(self._messages.ugettext(*message)))

    def ungettext(self, *forms_and_number: Any) -> str:
        """Return a message that counts something."""
        return kept_with_its_count(str(self._messages.ungettext(*forms_and_number)))

    def upgettext(self, *context_and_message: Any) -> str:
        """Return a message with its context."""
        return kept_with_its_count(str(self._messages.upgettext(*context_and_message)))

    def unpgettext(self, *context_forms_and_number: Any) -> str:
        """Return a message that counts something, with its context."""
        return kept_with_its_count(str(self._messages.unpgettext(*context_forms_and_number)))


class Messages(Domain):  # type: ignore[misc]
    """Where messages come from, in every template and in code."""

    def get_translations(self) -> NumbersKept:
        """Return those of the current language."""
        return NumbersKept(super().get_translations())


def format_date(day: date | None = None, pattern: str | None = None) -> str:
    """Write a date, with the French ordinal for the first of a month: "1er décembre"."""
    return _with_ordinal(plain_date(day, pattern))


def format_timedelta(span: timedelta, **options: Any) -> str:
    """Write how long something lasted: 6 minutes; with format="narrow", 6m."""
    return kept_with_its_count(plain_timedelta(span, locale=get_locale(), **options))


def format_datetime(moment: datetime | None = None, pattern: str | None = None) -> str:
    """Write an instant where the company is, with the French ordinal for the first of a month."""
    return _with_ordinal(plain_datetime(moment, pattern))


def in_figures(amount: Decimal | int, *, cents: bool) -> str:
    """Write an amount without its currency: 48,000, or 12.02 with its cents."""
    return str(format_decimal(amount, "#,##0.00" if cents else "#,##0"))


def lazy_number(number: int) -> LazyString:
    """Return a number that reads as the language of the request writes it: 3,000."""
    return LazyString(lambda: format_decimal(number))


def _with_ordinal(words: str) -> str:
    ordinal = _FIRST.sub("1er", words) if language() == "fr" else words
    return kept_with_its_count(ordinal)


def init_app(app: Flask) -> None:
    """Bind languages to the application and give templates what they need of them."""
    babel.init_app(app, locale_selector=choose_language)
    babel.domain_instance = Messages()
    babel.date_formats.update(DATES)
    app.jinja_env.filters.update(dateformat=format_date, datetimeformat=format_datetime)
    app.jinja_env.globals.update(language=language, LANGUAGES=LANGUAGES)
    app.context_processor(lambda: {"current_language": language()})
