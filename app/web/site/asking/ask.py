"""Asking somebody: from the page of a tracked link, or of whoever is listed."""

from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.people.entrance import limits
from app.people.models import Person
from app.publishing.models import Publication
from app.publishing.wording import title_of
from app.sharing.asking import ask as verbs
from app.sharing.asking import follow, links, queries
from app.sharing.asking.ask import TypedQuestion
from app.sharing.asking.models import AskProfile
from app.sharing.asking.profile import takes_questions
from app.web.access import public
from app.web.media import picture_url
from app.web.public_forms import public_form
from app.web.site import bp
from app.web.site.asking.forms import AskForm
from app.web.site.frame import alternates
from app.web.site.ways import STRAIGHT, SiteWay


@dataclass(frozen=True)
class Whom:
    """Whom one asks, as their page shows them, and about what.

    here: this page's own address in each language; back: where one comes from
    """

    person: Person
    name: str
    photo_url: str | None
    about: Publication | None
    here: dict[str, str]
    back: str


@bp.route("/fr/ambassadeurs/<who>", methods=["GET", "POST"], defaults={"language": "fr"})
@bp.route("/en/ambassadors/<who>", methods=["GET", "POST"], defaults={"language": "en"})
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
@public_form
def ask_ambassador(language: str, who: str) -> ResponseReturnValue:
    """Ask somebody who agreed to be listed."""
    return answer(listed(who, STRAIGHT, language), language)


def listed(who: str, way: SiteWay, language: str) -> Whom:
    """Return somebody who is listed, by the code of their page. raises: NotFound"""
    profile = queries.listed_by_code(who, today=local_date(clock.now()))
    here = {each: way.ambassador(profile.code, each) for each in LANGUAGES}
    photo = photo_of(profile)
    return Whom(profile.person, profile.shown_name, photo, None, here, way.ambassadors(language))


def photo_of(profile: AskProfile) -> str | None:
    """Return somebody's photo, where they agreed to its being shown."""
    return picture_url(profile.person.portrait) if profile.shows_photo else None


def answer(
    whom: Whom, language: str, *, way: SiteWay = STRAIGHT, **around: Any
) -> ResponseReturnValue:
    """Show the form, or take it; around: what else the template reads below a tracked link."""
    g.language, now = language, clock.now()
    form, here = AskForm(formdata=request.form if request.method == "POST" else None), ""
    here = whom.here[language]
    sent = request.method == "GET" and "sent" in request.args
    takes = sent or takes_questions(whom.person, now=now)
    if request.method == "POST" and takes and form.validate():
        asked = TypedQuestion(
            form.form_id.data, form.text.data, form.email.data, form.first_name.data, language
        )
        try:
            with transaction():
                verbs.ask(whom.person, whom.about, asked, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(f"{here}?sent=1", 303)
    page = render_template(
        "site/asking/ask.html",
        form=form,
        whom=whom,
        here=here,
        way=way,
        takes=takes,
        sent=sent,
        about=title_of(whom.about, language) if whom.about else "",
        told_after=follow.TOLD_AFTER.days,
        kept_for=follow.KEPT_FOR.days,
        unconfirmed_for=links.UNCONFIRMED_LASTS.days,
        alternates=alternates(language, whom.here),
        **around,
    )
    return page, 422 if request.method == "POST" else 200
