"""The career site: its list of openings."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.publishing.kinds import OPENINGS
from app.publishing.queries import online_count
from app.publishing.search import Asked, renamed
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.frame import alternates, same_page
from app.web.site.listing import listing
from app.web.site.pages.just_read import just_read
from app.web.site.ways import STRAIGHT, SiteWay


@bp.get("/fr/offres", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/openings", defaults={"language": "en"}, strict_slashes=False)
@public
def openings(language: str) -> ResponseReturnValue:
    """List the openings: words to look for, and filters."""
    asked = Asked.of(request.args)
    if present := renamed(asked):
        path = url_for("site.openings", language=language)
        return redirect(present.address(path, page=present.page), 301)
    return render_template("site/openings.html", **openings_page(asked, language))


def openings_page(asked: Asked, language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of the list reads, whatever the way that leads to it."""
    now = clock.now()
    total = online_count(OPENINGS, now=now)
    found = listing(asked, language, total=total, now=now, way=way)
    here = same_page("site.openings")
    return {
        "listing": found,
        "way": way,
        "recent": just_read(),
        "alternates_of_page": {each: absolute(path) for each, path in here.items()},
        "alternates": alternates(
            language,
            {each: asked.address(way.openings(each), page=found.page.number) for each in LANGUAGES},
        ),
    }
