"""The list of events: those that come, then those that were."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.publishing.events import queries
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.events.words import coming_row
from app.web.site.frame import alternates, same_page
from app.web.site.pages.cards import card
from app.web.site.ways import STRAIGHT, SiteWay


@bp.get("/fr/evenements", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/events", defaults={"language": "en"}, strict_slashes=False)
@public
def events(language: str) -> ResponseReturnValue:
    """List the events that come, the next first; below, those that were."""
    return render_template("site/events/list.html", **events_page(language))


def events_page(language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of the list reads, whatever the way that leads to it."""
    now = clock.now()
    page = queries.past(page=request.args.get("page", 1, type=int), now=now)
    return {
        "coming": [
            coming_row(each, language, href_of=way.publication) for each in queries.coming(now=now)
        ],
        "page": page,
        "cards": [card(each, language, href_of=way.publication) for each in page.items],
        "page_href": f"{way.events(language)}?page=PAGE",
        "alternates_of_page": {
            each: absolute(path) for each, path in same_page("site.events").items()
        },
        "alternates": alternates(language, {each: way.events(each) for each in LANGUAGES}),
    }
