"""Asking to be told of new openings: the same answer for every address, known here or not."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.core.i18n import LANGUAGES
from app.core.mail import asked
from app.people.entrance import limits
from app.publishing.alerts.searches import in_words
from app.publishing.search import Asked, renamed
from app.web.access import public
from app.web.public_forms import public_form
from app.web.site import bp
from app.web.site.addresses import absolute
from app.web.site.alerts.forms import AlertForm
from app.web.site.frame import alternates, same_page
from app.web.site.ways import STRAIGHT, SiteWay


@bp.route("/fr/alertes", methods=["GET", "POST"], defaults={"language": "fr"})
@bp.route("/en/alerts", methods=["GET", "POST"], defaults={"language": "en"})
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
@public_form
def alerts(language: str) -> ResponseReturnValue:
    """Take an address to which to tell of the openings that the page's address asks for."""
    return answer(language)


def answer(language: str, *, way: SiteWay = STRAIGHT, **around: Any) -> ResponseReturnValue:
    """Show the form, or take it; around: what else the template reads below a tracked link"""
    search = Asked.of(request.args)
    search = renamed(search) or search
    form = AlertForm(formdata=request.form if request.method == "POST" else None)
    here = search.address(way.alerts(language))
    if request.method == "POST" and form.validate():
        with transaction():
            asked.ask(
                "alert",
                form.email.data,
                language=language,
                next_path=search.address(way.openings(language)),
                now=clock.now(),
            )
        return redirect(f"{here}{'&' if '?' in here else '?'}sent=1", 303)
    page = render_template(
        "site/alerts/ask.html",
        form=form,
        way=way,
        what=in_words(search, language),
        any_opening=not search.filtered,
        here=here,
        to_list=search.address(way.openings(language)),
        sent="sent" in request.args and request.method == "GET",
        alternates=alternates(
            language, {each: search.address(way.alerts(each)) for each in LANGUAGES}
        ),
        alternates_of_page={
            each: absolute(path) for each, path in same_page("site.alerts").items()
        },
        **around,
    )
    return page, 422 if request.method == "POST" else 200
