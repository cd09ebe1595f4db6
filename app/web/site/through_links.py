"""The career site below a tracked link: who came by it keeps who recommends, wherever they go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.core.ids import uuid7
from app.extensions import limiter
from app.people.entrance import limits
from app.people.slugs import place_of_slug, team_of_slug
from app.publishing import career_site
from app.publishing.search import Asked, renamed
from app.publishing.site.themes import theme_of_code
from app.sharing.models import TrackedLink
from app.sharing.queries import link_by_code
from app.tracking.front import token
from app.web.access import public
from app.web.media import picture_url
from app.web.public_forms import public_form
from app.web.site import bp
from app.web.site.addresses import absolute, oembed_url, publication_url, text_in
from app.web.site.alerts.asking import answer as answer_alerts
from app.web.site.among import place_page, theme_page
from app.web.site.asking.ambassadors import ambassadors_page
from app.web.site.asking.ask import Whom, listed
from app.web.site.asking.ask import answer as answer_question
from app.web.site.events.listing import events_page
from app.web.site.events.rsvp import ANSWERS_OF_ADDRESS, registration, understood
from app.web.site.frame import alternates
from app.web.site.home import home_page
from app.web.site.kinds import show
from app.web.site.openings import openings_page
from app.web.site.pages.recommended import Referrer, referrer_of
from app.web.site.publications import moved
from app.web.site.stories import stories_page
from app.web.site.teams import team_page, teams_page
from app.web.site.ways import STRAIGHT, ThroughLink


@dataclass(frozen=True)
class Link:
    """A tracked link's own parts, as templates read them in place of the front's marks."""

    code: str
    number: int  # of the publication; 0 on a list
    language: str
    token: str
    referrer: Referrer
    card = ""  # the pictures of other pages than the one shared have nobody on them

    @property
    def way(self) -> ThroughLink:
        """Where the pages around lead."""
        return _way_through(self)

    @property
    def url(self) -> str:
        """This publication, through the link: absolute."""
        return absolute(f"/r/{self.code}/{self.number}")

    @property
    def oembed(self) -> str:
        """Where oEmbed describes it, the referrer kept."""
        return oembed_url(self.url)

    @property
    def ask_path(self) -> str:
        """Where one asks who recommends."""
        return self.way.ask(self.language, self.number)

    @property
    def apply_path(self) -> str:
        """Where one applies to it, the referrer kept."""
        return f"/r/{self.code}/apply/{self.number}/{self.language}"


@bp.get("/r/<code>/<int:number>")
@bp.get("/r/<code>/<int:number>/<any(fr, en):language>")
@public
def publication_through(code: str, number: int, language: str | None = None) -> ResponseReturnValue:
    """Show an opening or a story to who came by a link to something else."""
    link = _known(code)
    found = career_site.any_by_number(number)
    asked = language or language_now()
    if link.publication_id == found.id:
        return redirect(f"/r/{link.code}/{asked}")
    shown_in = text_in(found, asked).language
    if shown_in != asked:
        return redirect(f"/r/{link.code}/{number}/{shown_in}")
    marks = _link(link, shown_in, number)
    page = show(found, shown_in, now=clock.now(), href_of=marks.way.publication)
    html = render_template(
        page.template,
        **page.values,
        **marks.way.frame(shown_in),
        link=marks,
        headline=_("You came here through %(name)s", name=link.ambassador.name),
        alternates=alternates(
            shown_in, {each: marks.way.publication(found, each) for each in found.languages}
        ),
    )
    return _unlisted(html, publication_url(found, shown_in), page.status)


@bp.get("/r/<code>/home/<any(fr, en):language>")
@public
def home_through(code: str, language: str) -> ResponseReturnValue:
    """Show the first page to who came by a link."""
    return _list_through(
        code, language, "site/browse/home.html", lambda way: home_page(language, way=way)
    )


@bp.route("/r/<code>/alerts/<any(fr, en):language>", methods=["GET", "POST"])
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
@public_form
def alerts_through(code: str, language: str) -> ResponseReturnValue:
    """Take an address to tell of new openings, from who came by a link."""
    marks = _link(_known(code), language)
    around = marks.way.frame(language) | {"link": marks}
    answer = make_response(answer_alerts(language, way=marks.way, **around))
    answer.headers["X-Robots-Tag"] = "noindex"
    canonical = absolute(STRAIGHT.alerts(language))
    answer.headers["Link"] = f'<{canonical}>; rel="canonical"'
    return answer


@bp.route("/r/<code>/ask/<any(fr, en):language>", methods=["GET", "POST"])
@bp.route("/r/<code>/ask/<int:number>/<any(fr, en):language>", methods=["GET", "POST"])
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
@public_form
def ask_through(code: str, language: str, number: int = 0) -> ResponseReturnValue:
    """Put a question to who recommends a page, about it or about another one."""
    link = _known(code)
    way, person = _way_through(link), link.ambassador
    about = career_site.any_by_number(number) if number else link.publication
    if about and about.published_at is None:
        abort(404)
    here = {each: way.ask(each, number) for each in LANGUAGES}
    back = way.publication(about, language) if number and about else f"{way.prefix}/{language}"
    if about and about.ended_at:  # its page says no more what it was
        about = None
    photo = picture_url(person.portrait)
    return _ask(Whom(person, person.first_name, photo, about, here, back), link, language)


@bp.get("/r/<code>/ambassadors/<any(fr, en):language>")
@public
def ambassadors_through(code: str, language: str) -> ResponseReturnValue:
    """List whom else one may ask, to who came by a link."""
    return _list_through(
        code,
        language,
        "site/asking/ambassadors.html",
        lambda way: ambassadors_page(language, way=way),
    )


@bp.route("/r/<code>/ambassadors/<who>/<any(fr, en):language>", methods=["GET", "POST"])
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
@public_form
def ask_ambassador_through(code: str, who: str, language: str) -> ResponseReturnValue:
    """Put a question to somebody who is listed, having come by a link."""
    link = _known(code)
    return _ask(listed(who, _way_through(link), language), link, language)


def _ask(whom: Whom, link: TrackedLink, language: str) -> ResponseReturnValue:
    marks = _link(link, language)
    around = marks.way.frame(language) | {"link": marks}
    answer = make_response(answer_question(whom, language, way=marks.way, **around))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/r/<code>/places/<slug>/<any(fr, en):language>")
@public
def place_through(code: str, slug: str, language: str) -> ResponseReturnValue:
    """Show the openings at a place to who came by a link."""
    found = place_of_slug(slug)
    if found is None:
        abort(404)
    return _list_through(
        code, language, "site/browse/among.html", lambda way: place_page(found, language, way=way)
    )


@bp.get("/r/<code>/themes/<theme>/<any(fr, en):language>")
@public
def theme_through(code: str, theme: str, language: str) -> ResponseReturnValue:
    """Show the openings on a theme to who came by a link."""
    found = theme_of_code(theme)
    if found is None:
        abort(404)
    return _list_through(
        code, language, "site/browse/among.html", lambda way: theme_page(found, language, way=way)
    )


@bp.get("/r/<code>/openings/<any(fr, en):language>")
@public
def openings_through(code: str, language: str) -> ResponseReturnValue:
    """List the openings to who came by a link."""
    asked = Asked.of(request.args)
    if present := renamed(asked):
        path = _way_through(_known(code)).openings(language)
        return redirect(present.address(path, page=present.page), 301)
    return _list_through(
        code,
        language,
        "site/openings.html",
        lambda way: openings_page(asked, language, way=way),
    )


@bp.get("/r/<code>/stories/<any(fr, en):language>")
@public
def stories_through(code: str, language: str) -> ResponseReturnValue:
    """List the stories to who came by a link."""
    return _list_through(
        code, language, "site/stories.html", lambda way: stories_page(language, way=way)
    )


@bp.get("/r/<code>/events/<any(fr, en):language>")
@public
def events_through(code: str, language: str) -> ResponseReturnValue:
    """List the events to who came by a link."""
    return _list_through(
        code, language, "site/events/list.html", lambda way: events_page(language, way=way)
    )


@bp.route("/r/<code>/register/<int:number>/<any(fr, en):language>", methods=["GET", "POST"])
@public
@limiter.limit(ANSWERS_OF_ADDRESS, key_func=limits.of_address, methods=["POST"])
@public_form
def register_through(code: str, number: int, language: str) -> ResponseReturnValue:
    """Say that one comes to an event; the referrer is kept in the address and nowhere else."""
    marks = _link(_known(code), language)
    around = marks.way.frame(language) | {"link": marks}
    answer = make_response(registration(number, language, way=marks.way, **around))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/r/<code>/registered/<int:number>/<any(fr, en):language>")
@public
def registered_through(code: str, number: int, language: str) -> ResponseReturnValue:
    """Say what was understood of that answer, and lead on through the link."""
    marks = _link(_known(code), language)
    around = marks.way.frame(language) | {"link": marks}
    answer = make_response(understood(number, language, way=marks.way, **around))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.get("/r/<code>/teams/<any(fr, en):language>")
@public
def teams_through(code: str, language: str) -> ResponseReturnValue:
    """List the teams to who came by a link."""
    return _list_through(
        code, language, "site/teams.html", lambda way: teams_page(language, way=way)
    )


@bp.get("/r/<code>/teams/<slug>/<any(fr, en):language>")
@public
def team_through(code: str, slug: str, language: str) -> ResponseReturnValue:
    """Show a team to who came by a link."""
    found = team_of_slug(slug, language)
    if found is None:
        abort(404)
    if found.slug(language) != slug:
        return moved(_way_through(_known(code)).team(found, language), permanent=True)
    return _list_through(
        code, language, "site/team.html", lambda way: team_page(found, language, way=way)
    )


def _list_through(
    code: str, language: str, template: str, values_of: Callable[[ThroughLink], Mapping[str, Any]]
) -> ResponseReturnValue:
    marks = _link(_known(code), language)
    values = values_of(marks.way)
    html = render_template(template, **values, **marks.way.frame(language), link=marks)
    return _unlisted(html, values["alternates_of_page"][language])


def _way_through(link: TrackedLink | Link) -> ThroughLink:
    """Return the way through the career site below a link."""
    return ThroughLink(f"/r/{link.code}")


def _known(code: str) -> TrackedLink:
    link = link_by_code(code)
    if link is None:
        abort(404)
    if link.replaced_at:  # the pages behind it stand without whoever gave it up
        abort(redirect(STRAIGHT.home(language_now())))
    return link


def _link(link: TrackedLink, language: str, number: int = 0) -> Link:
    return Link(
        code=link.code,
        number=number,
        language=language,
        token=token.make(uuid7(), link.code),
        # without what was written for the link: it is about something else
        referrer=referrer_of(link.ambassador),
    )


def _unlisted(html: str, canonical: str, status: int = 200) -> Response:
    """Answer a page that search engines know by the career site's address alone."""
    response = make_response(html, status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Link"] = f'<{canonical}>; rel="canonical"'
    return response
