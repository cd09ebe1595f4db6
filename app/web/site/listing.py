"""The list of openings as its page shows it: facets, filters in force, rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import gettext as _
from app.core.pagination import Page
from app.publishing import wording
from app.publishing.career_site import openings_by_id
from app.publishing.models import Contract, WorkingTime
from app.publishing.queries import themes
from app.publishing.search import FACETS, PER_PAGE, Asked, Found, Option, find, narrow, options
from app.web.site.pages.cards import PublicationRow, row
from app.web.site.ways import STRAIGHT, SiteWay


@dataclass(frozen=True)
class Facet:
    """One group of boxes: its name in the address, its title, its values."""

    name: str
    title: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Listing:
    """What was asked, and what answers it.

    page: of rows; total: how many are open whatever was asked
    exact: False when no opening has the words as they were typed
    meant: False when what was typed holds no word to look for
    chips: the filters in force, each with the address without it
    """

    asked: Asked
    path: str
    page: Page[PublicationRow]
    total: int
    exact: bool
    meant: bool
    facets: Sequence[Facet]
    chips: Sequence[tuple[str, str]]

    def address_of(self, number: int) -> str:
        """Return the address of another page of the same list."""
        return self.asked.address(self.path, page=number) + "#openings"


def listing(
    asked: Asked,
    language: str,
    *,
    total: int,
    now: datetime,
    way: SiteWay = STRAIGHT,
    to_the_letter: bool = False,
) -> Listing:
    """Answer what an address asks for. At most eight statements.

    way: through which its rows and its filters lead
    to_the_letter: a value that no opening has finds none, instead of being left out
    """
    path = way.openings(language)
    found = find(asked.words, now=now)
    labels = _labels(found.labels, language)
    known = {
        facet: tuple(value for value in values if to_the_letter or value in labels[facet])
        for facet, values in asked.chosen.items()
    }
    hits = narrow(found.hits, known)
    number = min(asked.page, max(1, -(-len(hits) // PER_PAGE)))
    shown = [hit.id for hit in hits[(number - 1) * PER_PAGE : number * PER_PAGE]]
    rows = [
        row(opening, language, now=now, href_of=way.publication)
        for opening in openings_by_id(shown)
    ]
    return Listing(
        asked=asked,
        path=path,
        page=Page(rows, number, PER_PAGE, len(hits)),
        total=total,
        exact=found.exact,
        meant=found.meant,
        facets=_facets(found, known, labels),
        chips=_chips(asked, known, labels, path),
    )


def _labels(
    of_hits: Mapping[tuple[str, str], tuple[str, str]], language: str
) -> dict[str, Mapping[str, str]]:
    """The words of each facet's values, in the language of the page."""
    index = 0 if language == "fr" else 1
    named = {key: pair[index] for key, pair in of_hits.items()}
    return {
        "place": {value: name for (facet, value), name in named.items() if facet == "place"},
        "team": {value: name for (facet, value), name in named.items() if facet == "team"},
        "contract": {each.value: str(wording.CONTRACTS[each]) for each in Contract},
        "time": {each.value: str(wording.WORKING_TIMES[each]) for each in WorkingTime},
        "remote": {"possible": _("Possible"), "full": _("Entirely")},
        "theme": {theme.code: theme.name(language) for theme in themes()},
    }


def _facets(
    found: Found,
    known: Mapping[str, tuple[str, ...]],
    labels: Mapping[str, Mapping[str, str]],
) -> list[Facet]:
    titles = {
        "place": _("Place"),
        "team": _("Team"),
        "contract": _("Contract"),
        "time": _("Working time"),
        "remote": _("Working from home"),
        "theme": _("Theme"),
    }
    facets = [
        Facet(name, titles[name], options(found.hits, known, name, labels[name])) for name in FACETS
    ]
    return [facet for facet in facets if facet.options]


def _chips(
    asked: Asked,
    known: Mapping[str, tuple[str, ...]],
    labels: Mapping[str, Mapping[str, str]],
    path: str,
) -> list[tuple[str, str]]:
    chips = [(_("“%(words)s”", words=asked.words), asked.address_without(path, "q"))]
    chips = chips if asked.words else []
    for facet, values in known.items():
        chips += [
            (
                _chip(facet, labels[facet].get(value, value)),
                asked.address_without(path, facet, value),
            )
            for value in values
        ]
    return chips


def _chip(facet: str, label: str) -> str:
    return _("From home: %(value)s", value=label.lower()) if facet == "remote" else label
