"""The list of stories."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.publishing import career_site
from app.publishing.events.queries import coming
from app.publishing.kinds import STORIES, Kind, kinds_of
from app.publishing.models import Story
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.events.words import coming_row
from app.web.site.frame import alternates, same_page
from app.web.site.pages.cards import card
from app.web.site.ways import STRAIGHT, SiteWay

EVENTS_SHOWN = 2


@bp.get("/fr/contenus", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/stories", defaults={"language": "en"}, strict_slashes=False)
@public
def stories(language: str) -> ResponseReturnValue:
    """List the stories, latest first, of every kind or of one."""
    return render_template("site/stories.html", **stories_page(language))


def stories_page(language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of the list reads, whatever the way that leads to it."""
    by_code = {kind.code: kind for kind in kinds_of(STORIES)}
    kind = by_code.get(request.args.get("kind", ""))
    now = clock.now()
    page = career_site.published_stories(
        kind=kind, page=request.args.get("page", 1, type=int), now=now
    )
    query = f"?kind={kind.code}" if kind else ""
    return {
        "page": page,
        "cards": [card(story, language, href_of=way.publication) for story in page.items],
        "kind": kind,
        "kinds": _kinds(way.stories(language), kind),
        "events": [
            coming_row(each, language, href_of=way.publication)
            for each in ([] if kind else coming(now=now, limit=EVENTS_SHOWN))
        ],
        "events_href": way.events(language),
        "page_href": f"{way.stories(language)}{query}{'&' if query else '?'}page=PAGE",
        "alternates_of_page": {
            each: absolute(path) for each, path in same_page("site.stories").items()
        },
        "alternates": alternates(language, {each: way.stories(each) + query for each in LANGUAGES}),
    }


def _kinds(path: str, current: Kind[Story] | None) -> list[dict[str, Any]]:
    """The ways to narrow the list: every kind, or one."""
    every = {"label": _("All kinds"), "href": path}
    kinds = [
        {
            "label": kind.name,
            "href": f"{path}?kind={kind.code}",
            "current": kind is current,
        }
        for kind in kinds_of(STORIES)
    ]
    return [every | {"current": current is None}, *kinds]
