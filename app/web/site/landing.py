"""What tracked links answer: the same pages as the career site's, with who recommends them.

Implements `app.tracking.front.pages.Renderer`. A page is rendered once for a publication and a
language, with marks where a link's own parts go, then cut there; an ambassador is drawn once for
all their links. The front joins them, so this runs on a change, never per visit.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup, escape

from app.core import clock
from app.core.database import db
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.people.models import Person
from app.people.organisation import UNNAMED
from app.publishing import career_site
from app.publishing.kinds import OPENINGS
from app.publishing.models import Publication
from app.publishing.queries import latest_of_team
from app.tracking.front.pages import QUOTE, LandingPage, pieces_of
from app.tracking.queries import GIVEN_UP, HOME
from app.web.site.addresses import absolute, oembed_url, publication_url
from app.web.site.frame import alternates
from app.web.site.home import home_page
from app.web.site.kinds import public_kind_of, show
from app.web.site.pages.cards import row
from app.web.site.pages.recommended import MARKS, quote_of, referrer_of, slot
from app.web.site.ways import ThroughLink

REDRAWN_EVERY = timedelta(hours=1)  # "New" fades, and other openings come to resemble this one


class Marks:
    """What templates write where a link's own parts go; the front fills them in.

    language: of the page, and so of the form that it leads to
    """

    referrer = MARKS
    card = MARKS.card
    token = slot("token")
    path = Markup("/r/") + slot("code")

    def __init__(self, language: str) -> None:
        self.apply_path = self.path + f"/apply/{language}"
        self.way = ThroughLink(self.path)
        self.ask_path = self.way.ask(language)

    @property
    def url(self) -> str:
        """The link itself, absolute: what networks must keep as the address of a share."""
        return Markup(absolute("")) + self.path

    @property
    def oembed(self) -> str:
        """Where oEmbed describes the link."""
        return escape(oembed_url(absolute("/r/"))) + slot("code")


class SiteRenderer:
    """Draws landing pages with the career site's templates."""

    def page(self, publication_id: UUID, language: str) -> LandingPage:
        """Draw a publication's landing page, whatever its state."""
        if publication_id == HOME:
            return _home(language, clock.now())
        if publication_id == GIVEN_UP:
            return replace(self.missing(language, given_up=True), status=410)
        now = clock.now()
        publication = career_site.publication_of(publication_id)
        if publication is None or publication.published_at is None:
            return self.missing(language)
        languages = tuple(publication.languages)
        shown_in = language if language in languages else languages[0]
        with force_locale(shown_in):
            page = _draw(publication, shown_in, now)
        company = career_site.organisation()
        return replace(
            page,
            languages=languages,
            canonical=publication_url(publication, shown_in),
            depends_on=page.depends_on | ({("organisation", company.id)} if company else set()),
            until=min(page.until or now + REDRAWN_EVERY, now + REDRAWN_EVERY),
        )

    def ambassador(self, ambassador_id: UUID, language: str) -> Mapping[str, str]:  # noqa: ARG002
        """Draw who recommends: the fields of a Referrer but for the words, as HTML."""
        person = db.session.get_one(Person, ambassador_id)
        fields = vars(referrer_of(person)).items()
        return {name: str(escape(value)) for name, value in fields if name != QUOTE.name}

    def quote(self, words: str, language: str) -> str:
        """Draw what an ambassador wrote for one link."""
        return str(quote_of(words, language))

    def missing(self, language: str, *, given_up: bool = False) -> LandingPage:
        """Draw the helpful 404 of a code that leads nowhere. Has no slot.

        given_up: it led to somebody, who gives out another one
        """
        now = clock.now()
        openings = latest_of_team(OPENINGS, None, now=now, limit=3)
        rows = [row(each, language, now=now) for each in openings]
        html = render_template("site/link_missing.html", openings=rows, given_up=given_up)
        keys = frozenset(("publication", each.id) for each in openings)
        until = career_site.first_end([each.id for each in openings], now=now)
        until = min(until or now + REDRAWN_EVERY, now + REDRAWN_EVERY)
        return LandingPage(404, pieces_of(html), depends_on=keys, until=until)

    def unavailable(self, language: str) -> LandingPage:
        """Draw the 503 of a page that cannot be fetched now; without a database. Has no slot."""
        html = render_template("site/link_unavailable.html", home_url=f"/{language}")
        return LandingPage(503, pieces_of(html))


def _home(language: str, now: datetime) -> LandingPage:
    """Draw the first page of the career site, where an ambassador's own link leads."""
    link = Marks(language)
    values = home_page(language, way=link.way)
    others = {each: Marks.path + f"/{each}" for each in LANGUAGES}
    values["alternates"] = alternates(language, others)
    company = career_site.organisation()
    html = render_template(
        "site/browse/home.html",
        **values,
        **link.way.frame(language),
        link=link,
        shared_url=link.url,
        headline=_(
            "%(name)s invites you to get to know %(company)s",
            name=MARKS.name,
            company=company.name if company else UNNAMED,
        ),
    )
    until = career_site.first_end(values["shown"], now=now)
    return LandingPage(
        200,
        pieces_of(html),
        canonical=values["alternates_of_page"][language],
        until=min(until or now + REDRAWN_EVERY, now + REDRAWN_EVERY),
    )


def _draw(publication: Publication, language: str, now: datetime) -> LandingPage:
    link = Marks(language)
    page = show(publication, language, now=now, href_of=link.way.publication)
    # a landing page's other languages are suffixes of its link
    others = {each: Marks.path + f"/{each}" for each in publication.languages}
    html = render_template(
        page.template,
        **page.values,
        **link.way.frame(language),
        link=link,
        headline=public_kind_of(publication).recommends(MARKS.name),
        alternates=alternates(language, others),
    )
    shown = [key for kind, key in page.stands_on if kind == "publication"]
    end = career_site.first_end([publication.id, *shown], now=now)
    until = min(filter(None, (end, page.until)), default=None)
    return LandingPage(page.status, pieces_of(html), depends_on=page.stands_on, until=until)
