"""Teams: who works on what, and what each has to offer."""

from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import LANGUAGES
from app.people.models import Team
from app.people.slugs import team_of_slug
from app.publishing import career_site
from app.publishing.kinds import OPENINGS, STORIES
from app.sharing.asking.queries import anybody_listed
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, team_path
from app.web.site.frame import alternates, same_page
from app.web.site.pages.cards import card, face, row
from app.web.site.publications import moved
from app.web.site.ways import STRAIGHT, SiteWay

STORIES_SHOWN = 6


@bp.get("/fr/equipes", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/teams", defaults={"language": "en"}, strict_slashes=False)
@public
def teams(language: str) -> ResponseReturnValue:
    """List the teams with what they do and how many positions they have open."""
    return render_template("site/teams.html", **teams_page(language))


def teams_page(language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of the teams reads, whatever the way that leads to it."""
    return {
        "teams": [
            (team.name(language), team.about(language), way.team(team, language), count)
            for team, count in career_site.teams_with_openings(now=clock.now())
        ],
        "way": way,
        "talks": anybody_listed(today=local_date(clock.now())),
        "alternates_of_page": {
            each: absolute(path) for each, path in same_page("site.teams").items()
        },
        "alternates": alternates(language, {each: way.teams(each) for each in LANGUAGES}),
    }


@bp.get("/fr/equipes/<slug>", defaults={"language": "fr"})
@bp.get("/en/teams/<slug>", defaults={"language": "en"})
@public
def team(language: str, slug: str) -> ResponseReturnValue:
    """Show a team: its openings, its stories, and those of it who are already public."""
    found = team_of_slug(slug, language)
    if found is None:
        abort(404)
    if found.slug(language) != slug:
        return moved(team_path(found, language), permanent=True)
    return render_template("site/team.html", **team_page(found, language))


def team_page(found: Team, language: str, *, way: SiteWay = STRAIGHT) -> dict[str, Any]:
    """Return what the template of a team reads, whatever the way that leads to it."""
    now = clock.now()
    addresses = {each: team_path(found, each) for each in LANGUAGES}
    openings = career_site.published(OPENINGS, now=now, team=found, on_cards=True)
    published = career_site.published(
        STORIES, now=now, team=found, on_cards=True, limit=STORIES_SHOWN
    )
    people = {
        person.id: person
        for story in published
        for person in [story.about_person or story.author]
        if person.is_active and person.left_on is None
    }
    return {
        "team": found,
        "name": found.name(language),
        "about": found.about(language),
        "rows": [row(each, language, now=now, href_of=way.publication) for each in openings],
        "cards": [card(story, language, href_of=way.publication) for story in published],
        "faces": [face(person) for person in people.values()],
        "alternates_of_page": {each: absolute(path) for each, path in addresses.items()},
        "alternates": alternates(language, {each: way.team(found, each) for each in LANGUAGES}),
    }
