"""A search as an alert keeps it, and in words. Words of its own are read as the list reads them."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core.database import db
from app.core.i18n import gettext as _
from app.people.models import Place, Team
from app.publishing import wording
from app.publishing.models import Contract, Theme, WorkingTime
from app.publishing.search import Asked

LONGEST = 1000  # characters of a kept search


def kept_form(asked: Asked) -> str:
    """Return a search as an alert keeps it: the same for the same search, however it was typed."""
    words = [("q", asked.words.casefold())] if asked.words else []
    chosen = sorted((facet, value) for facet, values in asked.chosen.items() for value in values)
    return urlencode([*words, *chosen])[:LONGEST]


def search_of(what: str) -> Asked:
    """Return the search that an alert keeps. Pure."""
    return Asked.of(MultiDict(parse_qsl(what)))


def in_words(asked: Asked, language: str) -> str:
    """Say what a search looks for: "“java”, Nantes, Freelance". Three statements at most."""
    parts = [_("“%(words)s”", words=asked.words)] if asked.words else []
    for facet, values in asked.chosen.items():
        names = _names(facet, values, language)
        parts += [names.get(value, value) for value in values]
    return ", ".join(parts) or _("all our openings")


def _names(facet: str, values: Iterable[str], language: str) -> Mapping[str, str]:
    fixed: Mapping[str, Mapping[str, Any]] = {
        "contract": {each.value: wording.CONTRACTS[each] for each in Contract},
        "time": {each.value: wording.WORKING_TIMES[each] for each in WorkingTime},
        "remote": {
            "possible": _("working from home possible"),
            "full": _("entirely from home"),
        },
    }
    if facet in fixed:
        return {value: str(word) for value, word in fixed[facet].items()}
    if facet == "theme":
        themes = db.session.scalars(select(Theme).where(Theme.code.in_(values)))
        return {theme.code: theme.name(language) for theme in themes}
    if facet == "team":
        teams = db.session.scalars(select(Team).where(Team.slug_fr.in_(values)))
        return {team.slug_fr: team.name(language) for team in teams}
    places = db.session.scalars(select(Place).where(Place.slug.in_(values)))
    return {place.slug: place.name for place in places}
