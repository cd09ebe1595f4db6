"""The list of stories."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import gettext as _
from app.publishing import career_site
from app.publishing.kinds import STORIES, Kind, kinds_of
from app.publishing.models import Story
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.frame import alternates, same_page
from app.web.site.pages.cards import card


@bp.get("/fr/contenus", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/stories", defaults={"language": "en"}, strict_slashes=False)
@public
def stories(language: str) -> ResponseReturnValue:
    """List the stories, latest first, of every kind or of one."""
    by_code = {kind.code: kind for kind in kinds_of(STORIES)}
    kind = by_code.get(request.args.get("kind", ""))
    page = career_site.published_stories(
        kind=kind, page=request.args.get("page", 1, type=int), today=local_date(clock.now())
    )
    values: dict[str, Any] = {"kind": kind.code} if kind else {}
    return render_template(
        "site/stories.html",
        page=page,
        cards=[card(story, language) for story in page.items],
        kind=kind,
        kinds=_kinds(language, kind),
        page_href=url_for("site.stories", language=language, **values, page="PAGE"),
        alternates_of_page={
            each: absolute(path) for each, path in same_page("site.stories").items()
        },
        alternates=alternates(language, same_page("site.stories", **values)),
    )


def _kinds(language: str, current: Kind[Story] | None) -> list[dict[str, Any]]:
    """The ways to narrow the list: every kind, or one."""
    every = {"label": _("All kinds"), "href": url_for("site.stories", language=language)}
    kinds = [
        {
            "label": kind.name,
            "href": url_for("site.stories", language=language, kind=kind.code),
            "current": kind is current,
        }
        for kind in kinds_of(STORIES)
    ]
    return [every | {"current": current is None}, *kinds]
