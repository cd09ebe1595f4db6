"""From a story or a closed opening to another opening, without losing who recommended it."""

from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import gettext as _
from app.core.i18n import language as language_now
from app.core.ids import uuid7
from app.publishing import career_site
from app.publishing.kinds import OPENINGS
from app.publishing.models import Opening
from app.sharing.queries import link_by_code
from app.tracking.front import token
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, publication_url, text_in
from app.web.site.frame import alternates
from app.web.site.kinds import show
from app.web.site.pages.recommended import Referrer, referrer_of


@dataclass(frozen=True)
class Link:
    """A tracked link's own parts, as templates read them in place of the front's marks."""

    code: str
    number: int
    language: str
    token: str
    referrer: Referrer

    @property
    def path(self) -> str:
        """This opening, through the link."""
        return f"/r/{self.code}/{self.number}"

    @property
    def url(self) -> str:
        """The same, absolute."""
        return absolute(self.path)

    @property
    def apply_path(self) -> str:
        """Where one applies to it, the referrer kept."""
        return f"/r/{self.code}/apply/{self.number}/{self.language}"

    def opening_path(self, opening: Opening, language: str) -> str:
        """Return the way to yet another opening."""
        return f"/r/{self.code}/{opening.number}/{text_in(opening, language).language}"


@bp.get("/r/<code>/<int:number>")
@bp.get("/r/<code>/<int:number>/<any(fr, en):language>")
@public
def opening_through(code: str, number: int, language: str | None = None) -> ResponseReturnValue:
    """Show an opening to who came by a link to something else."""
    link = link_by_code(code)
    if link is None:
        abort(404)
    opening = career_site.by_number(OPENINGS, number)
    asked = language or language_now()
    if link.publication_id == opening.id:
        return redirect(f"/r/{code}/{asked}")
    shown_in = text_in(opening, asked).language
    if shown_in != asked:
        return redirect(f"/r/{code}/{number}/{shown_in}")
    way = Link(
        code=code,
        number=number,
        language=shown_in,
        token=token.make(uuid7(), code),
        # without what was written for the link: it is about something else
        referrer=referrer_of(link.ambassador),
    )
    others = alternates(shown_in, {each: f"{way.path}/{each}" for each in opening.languages})
    page = show(opening, shown_in, now=clock.now(), href_of=way.opening_path)
    html = render_template(
        page.template,
        **page.values,
        link=way,
        headline=_("You come from %(name)s", name=link.ambassador.name),
        alternates=others,
    )
    response = make_response(html, page.status)
    response.headers["X-Robots-Tag"] = "noindex"
    canonical = publication_url(opening, shown_in)
    response.headers["Link"] = f'<{canonical}>; rel="canonical"'
    return response
