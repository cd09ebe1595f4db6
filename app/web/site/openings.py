"""The career site: its list of openings."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.core.i18n import language as language_now
from app.publishing import career_site
from app.publishing.kinds import OPENINGS, STORIES
from app.publishing.queries import online_count
from app.publishing.search import Asked, renamed
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.frame import alternates, same_page
from app.web.site.listing import listing
from app.web.site.pages.cards import card
from app.web.site.pages.hero import arches, headline_of
from app.web.site.ways import STRAIGHT, SiteWay

STORIES_SHOWN = 3


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Lead to the career site in the visitor's language."""
    response = redirect(url_for("site.openings", language=language_now()))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@bp.get("/fr", defaults={"language": "fr"}, strict_slashes=False, endpoint="home_fr")
@bp.get("/en", defaults={"language": "en"}, strict_slashes=False, endpoint="home_en")
@public
def home_in(language: str) -> ResponseReturnValue:
    """Lead to the career site in a language."""
    return redirect(url_for("site.openings", language=language))


@bp.get("/fr/offres", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/openings", defaults={"language": "en"}, strict_slashes=False)
@public
def openings(language: str) -> ResponseReturnValue:
    """List the openings: words to look for, filters, and what the company says of itself."""
    asked = Asked.of(request.args)
    if present := renamed(asked):
        path = url_for("site.openings", language=language)
        return redirect(present.address(path, page=present.page), 301)
    return render_template("site/openings.html", **openings_page(asked, language))


def openings_page(asked: Asked, language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of the list reads, whatever the way that leads to it."""
    now = clock.now()
    total = online_count(OPENINGS, now=now)
    title, lead = headline_of(career_site.organisation(), language)
    stories = career_site.published(STORIES, now=now, on_cards=True, limit=STORIES_SHOWN)
    found = listing(asked, language, total=total, now=now, way=way)
    here = same_page("site.openings")
    return {
        "title": title,
        "lead": lead,
        "listing": found,
        "arches": arches(career_site.cities(now=now), way.openings(language)),
        "stories": [card(story, language, href_of=way.publication) for story in stories],
        "alternates_of_page": {each: absolute(path) for each, path in here.items()},
        "alternates": alternates(
            language,
            {each: asked.address(way.openings(each), page=found.page.number) for each in LANGUAGES},
        ),
    }
