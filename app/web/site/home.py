"""The first page: what the company promises, where and on what one may work, who tells of it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import LANGUAGES
from app.core.i18n import language as language_now
from app.publishing import career_site
from app.publishing.events.queries import latest_and_coming
from app.publishing.kinds import OPENINGS
from app.publishing.site.themes import themes_with_openings
from app.sharing.asking.queries import anybody_listed
from app.web.access import public
from app.web.context import organisation_of_page
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.events.words import coming_row
from app.web.site.frame import alternates, same_page
from app.web.site.pages.cards import card, row
from app.web.site.pages.hero import arches, headline_of
from app.web.site.pages.just_read import just_read
from app.web.site.ways import STRAIGHT, SiteWay

OPENINGS_SHOWN, STORIES_SHOWN, EVENTS_SHOWN = 5, 3, 3


@bp.get("/")
@public
def root() -> ResponseReturnValue:
    """Lead to the first page in the visitor's language."""
    response = redirect(url_for("site.home", language=language_now()))
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@bp.get("/fr", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en", defaults={"language": "en"}, strict_slashes=False)
@public
def home(language: str) -> ResponseReturnValue:
    """Show the first page: the promise, a search, cities, teams, themes, stories."""
    return render_template("site/browse/home.html", **home_page(language))


def home_page(language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what its template reads, whatever the way that leads to it."""
    now = clock.now()
    title, lead = headline_of(organisation_of_page(), language)
    cities = career_site.cities(now=now)
    teams = career_site.teams_with_openings(now=now)
    openings = career_site.published(OPENINGS, now=now, on_cards=True, limit=OPENINGS_SHOWN)
    stories, events = latest_and_coming(now=now, latest=STORIES_SHOWN, events=EVENTS_SHOWN)
    here = same_page("site.home")
    return {
        "title": title,
        "lead": lead,
        "way": way,
        "arches": arches(cities, lambda slug: way.place(slug, language)),
        "city_count": len(cities),
        "total": sum(count for _team, count in teams),
        "teams": [
            (team.name(language), team.about(language), way.team(team, language), count)
            for team, count in sorted(teams, key=lambda pair: -pair[1])
        ],
        "themes": [
            (theme.name(language), way.theme(theme.code, language), count)
            for theme, count in themes_with_openings(now=now)
        ],
        "shown": [each.id for each in (*openings, *stories, *events)],
        "rows": [row(each, language, now=now, href_of=way.publication) for each in openings],
        "cards": [card(story, language, href_of=way.publication) for story in stories],
        "talks": anybody_listed(today=local_date(now)),
        "events": [coming_row(each, language, href_of=way.publication) for each in events],
        "recent": just_read(),
        "alternates_of_page": {each: absolute(path) for each, path in here.items()},
        "alternates": alternates(language, {each: way.home(each) for each in LANGUAGES}),
    }
