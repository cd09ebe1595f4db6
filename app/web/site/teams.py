"""Teams: who works on what, and what each has to offer."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import LANGUAGES
from app.people.slugs import team_of_slug
from app.publishing import career_site
from app.publishing.kinds import OPENINGS, STORIES
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, team_path
from app.web.site.frame import alternates, same_page
from app.web.site.pages.cards import card, face, row
from app.web.site.publications import moved

STORIES_SHOWN = 6


@bp.get("/fr/equipes", defaults={"language": "fr"}, strict_slashes=False)
@bp.get("/en/teams", defaults={"language": "en"}, strict_slashes=False)
@public
def teams(language: str) -> ResponseReturnValue:
    """List the teams with what they do and how many positions they have open."""
    return render_template(
        "site/teams.html",
        teams=[
            (team.name(language), team.about(language), team_path(team, language), count)
            for team, count in career_site.teams_with_openings(today=local_date(clock.now()))
        ],
        alternates_of_page={each: absolute(path) for each, path in same_page("site.teams").items()},
        alternates=alternates(language, same_page("site.teams")),
    )


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
    now = clock.now()
    today = local_date(now)
    addresses = {each: team_path(found, each) for each in LANGUAGES}
    openings = career_site.published(OPENINGS, today=today, team=found, on_cards=True)
    published = career_site.published(
        STORIES, today=today, team=found, on_cards=True, limit=STORIES_SHOWN
    )
    people = {
        person.id: person
        for story in published
        for person in [story.about_person or story.author]
        if person.is_active and person.left_on is None
    }
    return render_template(
        "site/team.html",
        team=found,
        name=found.name(language),
        about=found.about(language),
        rows=[row(opening, language, now=now) for opening in openings],
        cards=[card(story, language) for story in published],
        faces=[face(person) for person in people.values()],
        alternates_of_page={each: absolute(path) for each, path in addresses.items()},
        alternates=alternates(language, addresses),
    )
