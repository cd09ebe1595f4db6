"""The ways through the career site: straight, or below a tracked link, which keeps who recommends.

Without a cookie, what keeps the recommender is the address: every page that candidates read has
one below the link's own.
"""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.core.i18n import gettext as _
from app.people.models import Team
from app.publishing.models import Publication
from app.web.site.addresses import (
    place_path,
    publication_path,
    team_path,
    text_in,
    theme_path,
)


class SiteWay:
    """Straight to the pages of the career site."""

    def home(self, language: str) -> str:
        """Return the way to the first page."""
        return url_for("site.home", language=language)

    def openings(self, language: str) -> str:
        """Return the way to the list of openings."""
        return url_for("site.openings", language=language)

    def alerts(self, language: str) -> str:
        """Return the way to being told of new openings."""
        return url_for("site.alerts", language=language)

    def ambassadors(self, language: str) -> str:
        """Return the way to whom one may ask."""
        return url_for("site.ambassadors", language=language)

    def ambassador(self, code: str, language: str) -> str:
        """Return the way to asking somebody who is listed, by their code."""
        return url_for("site.ask_ambassador", language=language, who=code)

    def place(self, slug: str, language: str) -> str:
        """Return the way to a place, by its slug."""
        return place_path(slug, language)

    def theme(self, code: str, language: str) -> str:
        """Return the way to a theme, by its code."""
        return theme_path(code, language)

    def stories(self, language: str) -> str:
        """Return the way to the stories."""
        return url_for("site.stories", language=language)

    def events(self, language: str) -> str:
        """Return the way to the events."""
        return url_for("site.events", language=language)

    def register(self, number: int, language: str) -> str:
        """Return the way to saying that one comes to an event, by its number."""
        return url_for("site.register", language=language, number=number)

    def registered(self, number: int, language: str, *, waiting: bool) -> str:
        """Return the way to what was understood of that answer."""
        return url_for("site.registered", language=language, number=number, waiting=waiting or None)

    def teams(self, language: str) -> str:
        """Return the way to the teams."""
        return url_for("site.teams", language=language)

    def team(self, team: Team, language: str) -> str:
        """Return the way to a team."""
        return team_path(team, language)

    def publication(self, publication: Publication, language: str) -> str:
        """Return the way to a publication."""
        return publication_path(publication, language)


STRAIGHT = SiteWay()


@dataclass(frozen=True)
class ThroughLink(SiteWay):
    """The same pages below a tracked link.

    prefix: the link's own path
    """

    prefix: str

    def home(self, language: str) -> str:
        """Return the way to the first page."""
        return self.prefix + f"/home/{language}"

    def openings(self, language: str) -> str:
        """Return the way to the list of openings."""
        return self.prefix + f"/openings/{language}"

    def alerts(self, language: str) -> str:
        """Return the way to being told of new openings."""
        return self.prefix + f"/alerts/{language}"

    def ask(self, language: str, number: int = 0) -> str:
        """Return the way to asking who recommends; number: of another publication than the link's.

        Of a list: 0.
        """
        return self.prefix + (f"/ask/{number}/{language}" if number else f"/ask/{language}")

    def ambassadors(self, language: str) -> str:
        """Return the way to whom else one may ask."""
        return self.prefix + f"/ambassadors/{language}"

    def ambassador(self, code: str, language: str) -> str:
        """Return the way to asking somebody else who is listed, by their code."""
        return self.prefix + f"/ambassadors/{code}/{language}"

    def place(self, slug: str, language: str) -> str:
        """Return the way to a place, by its slug."""
        return self.prefix + f"/places/{slug}/{language}"

    def theme(self, code: str, language: str) -> str:
        """Return the way to a theme, by its code."""
        return self.prefix + f"/themes/{code}/{language}"

    def stories(self, language: str) -> str:
        """Return the way to the stories."""
        return self.prefix + f"/stories/{language}"

    def events(self, language: str) -> str:
        """Return the way to the events."""
        return self.prefix + f"/events/{language}"

    def register(self, number: int, language: str) -> str:
        """Return the way to saying that one comes to an event, by its number."""
        return self.prefix + f"/register/{number}/{language}"

    def registered(self, number: int, language: str, *, waiting: bool) -> str:
        """Return the way to what was understood of that answer."""
        end = "?waiting=True" if waiting else ""
        return self.prefix + f"/registered/{number}/{language}{end}"

    def teams(self, language: str) -> str:
        """Return the way to the teams."""
        return self.prefix + f"/teams/{language}"

    def team(self, team: Team, language: str) -> str:
        """Return the way to a team."""
        return self.prefix + f"/teams/{team.slug(language)}/{language}"

    def publication(self, publication: Publication, language: str) -> str:
        """Return the way to a publication."""
        return self.prefix + f"/{publication.number}/{text_in(publication, language).language}"

    def frame(self, language: str) -> dict[str, Any]:
        """Return what `layouts/public.html` reads, in place of `frame.public_frame`."""
        return {
            "home_url": self.home(language),
            "site_nav": [
                {"label": _("Openings"), "href": self.openings(language)},
                {"label": _("Teams"), "href": self.teams(language), "wide": True},
                {"label": _("Our stories"), "href": self.stories(language), "wide": True},
            ],
        }
