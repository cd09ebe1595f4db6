"""The openings at a place, and those on a theme: each has a page with an address of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.people.models import Place
from app.people.slugs import place_of_slug
from app.publishing.models import Story, Theme
from app.publishing.search import Asked
from app.publishing.site.stories import stories_of_place, stories_of_theme
from app.publishing.site.themes import theme_of_code
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, place_path, theme_path
from app.web.site.frame import alternates
from app.web.site.listing import listing
from app.web.site.pages.cards import card
from app.web.site.pages.just_read import just_read
from app.web.site.publications import moved
from app.web.site.ways import STRAIGHT, SiteWay

STORIES_SHOWN = 3
Address = Callable[[str], str]  # by language


@bp.get("/fr/lieux/<slug>", defaults={"language": "fr"})
@bp.get("/en/places/<slug>", defaults={"language": "en"})
@public
def place(language: str, slug: str) -> ResponseReturnValue:
    """Show the openings at a place, and who tells of working there."""
    found = place_of_slug(slug)
    if found is None:
        abort(404)
    if found.slug != slug:
        return moved(place_path(found.slug, language), permanent=True)
    return render_template("site/browse/among.html", **place_page(found, language))


@bp.get("/fr/themes/<code>", defaults={"language": "fr"})
@bp.get("/en/themes/<code>", defaults={"language": "en"})
@public
def theme(language: str, code: str) -> ResponseReturnValue:
    """Show the openings on a theme, and the stories on it."""
    found = theme_of_code(code)
    if found is None:
        abort(404)
    return render_template("site/browse/among.html", **theme_page(found, language))


def place_page(found: Place, language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of a place reads, whatever the way that leads to it."""
    stories = stories_of_place(found, now=clock.now(), limit=STORIES_SHOWN)
    return {
        "title": _("Our openings in %(place)s", place=found.name),
        "lead": ", ".join(filter(None, (found.region,))),
        "others_title": _("Other places"),
        "stories_title": _("They work there"),
        "nothing": _("Nothing is open there now."),
        **_page("place", found.slug, language, way=way, stories=stories),
        **_addresses(
            language,
            page=lambda each: place_path(found.slug, each),
            here=lambda each: way.place(found.slug, each),
        ),
    }


def theme_page(found: Theme, language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of a theme reads, whatever the way that leads to it."""
    stories = stories_of_theme(found, now=clock.now(), limit=STORIES_SHOWN)
    return {
        "title": _("Our openings: %(theme)s", theme=found.name(language)),
        "lead": "",
        "others_title": _("Other themes"),
        "stories_title": _("What we tell of it"),
        "nothing": _("Nothing is open on this theme now."),
        **_page("theme", found.code, language, way=way, stories=stories),
        **_addresses(
            language,
            page=lambda each: theme_path(found.code, each),
            here=lambda each: way.theme(found.code, each),
        ),
    }


def _page(
    facet: str, value: str, language: str, *, way: SiteWay, stories: Sequence[Story]
) -> dict[str, Any]:
    """Gather what is open with one value of a facet, with the counts of the other facets."""
    now, asked = clock.now(), Asked(chosen={facet: (value,)})
    found = listing(asked, language, total=0, now=now, way=way, to_the_letter=True)
    own = next((each for each in found.facets if each.name == facet), None)
    ways = {"place": way.place, "theme": way.theme}
    return {
        "way": way,
        "listing": found,
        "fixed": (facet, value),
        "others": [
            (each.label, ways[facet](each.value, language), each.count)
            for each in (own.options if own else ())
            if each.value != value and each.count
        ],
        "cards": [card(story, language, href_of=way.publication) for story in stories],
        "recent": just_read(),
    }


def _addresses(language: str, *, page: Address, here: Address) -> Mapping[str, Any]:
    """page: on the career site; here: by the way that was taken"""
    return {
        "alternates_of_page": {each: absolute(page(each)) for each in LANGUAGES},
        "alternates": alternates(language, {each: here(each) for each in LANGUAGES}),
    }
