"""Saying that one comes to an event, taking it back, and its calendar file."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import NotFound
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.core import clock
from app.core.database import transaction
from app.core.i18n import LANGUAGES
from app.core.text.clean import tidy_line
from app.people.entrance import limits
from app.publishing import career_site
from app.publishing.events.calendar_file import calendar_file, is_cancelled
from app.publishing.events.models import RsvpState
from app.publishing.events.rsvp import (
    EventOver,
    answer,
    cancel,
    is_full,
    opened,
    takes_answers,
    token_of,
)
from app.publishing.kinds import STORIES, is_online
from app.publishing.models import Story
from app.web.access import public
from app.web.fields import NAME_LENGTH, TOO_LONG, mailbox_field, no_address, some_letter
from app.web.public_forms import PublicForm, public_form
from app.web.site import bp
from app.web.site.addresses import publication_url, text_in
from app.web.site.events.words import hours_of
from app.web.site.frame import alternates
from app.web.site.ways import STRAIGHT, SiteWay

ANSWERS_OF_ADDRESS = "20 per hour"


class RsvpForm(PublicForm):
    """Who comes."""

    name = StringField(
        _l("First and last name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Type your name.")),
            Length(max=NAME_LENGTH, message=TOO_LONG),
            no_address,
            some_letter,
        ],
    )
    email = mailbox_field(_l("To confirm your seat, and to tell you of any change."))


def event_by_number(number: int) -> Story:
    """Return an event that is or was published. raises: NotFound"""
    event = career_site.by_number(STORIES, number)
    if event.starts_at is None:
        raise NotFound
    return event


@bp.route(
    "/fr/contenus/<int:number>/inscription", methods=["GET", "POST"], defaults={"language": "fr"}
)
@bp.route("/en/stories/<int:number>/register", methods=["GET", "POST"], defaults={"language": "en"})
@public
@limits.limited(ANSWERS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT)
@public_form
def register(language: str, number: int) -> ResponseReturnValue:
    """Say that one comes, or that one waits for a seat; without an account."""
    return registration(number, language)


def registration(
    number: int, language: str, *, way: SiteWay = STRAIGHT, **around: Any
) -> ResponseReturnValue:
    """Ask who comes, or take the answer, whatever the way that leads to the form.

    around: what the template reads beside the form
    """
    event, form, now = event_by_number(number), RsvpForm(), clock.now()
    if not takes_answers(event, now):
        return redirect(way.publication(event, language))
    if request.method == "GET" or not form.validate():
        page = _form(event, form, language, way, around)
        return page, 422 if form.errors else 200
    try:
        with transaction():
            full = is_full(event)  # said of whoever answers: nobody learns here who comes already
            given = answer(
                event, name=form.name.data, email=form.email.data, language=language, now=now
            )
            waiting = full or given.state is RsvpState.WAITING
    except EventOver:
        return redirect(way.publication(event, language))
    return redirect(way.registered(number, language, waiting=waiting), 303)


def _form(
    event: Story, form: RsvpForm, language: str, way: SiteWay, around: Mapping[str, Any]
) -> str:
    return render_template(
        "site/events/register.html",
        text=text_in(event, language),
        hours=hours_of(event),
        full=is_full(event),
        form=form,
        back=way.publication(event, language),
        alternates=alternates(
            language, {each: way.register(event.number, each) for each in LANGUAGES}
        ),
        **around,
    )


@bp.get("/events/<int:number>/<any(fr, en):language>")
@public
def registered(number: int, language: str) -> ResponseReturnValue:
    """Say what was understood; the mail has the rest, for whoever has the mailbox."""
    return understood(number, language)


def understood(
    number: int, language: str, *, way: SiteWay = STRAIGHT, **around: Any
) -> ResponseReturnValue:
    """Say what was understood of an answer, whatever the way that leads on."""
    event = event_by_number(number)
    if not is_online(event, clock.now()):
        return redirect(way.publication(event, language))
    with force_locale(language):
        return render_template(
            "site/events/registered.html",
            text=text_in(event, language),
            waiting="waiting" in request.args,
            back=way.publication(event, language),
            **around,
        )


@bp.route("/rsvp/<token>", methods=["GET", "POST"])
@public
@public_form
def own_rsvp(token: str) -> ResponseReturnValue:
    """Show somebody's own answer, and take it back."""
    rsvp = opened(token)
    if rsvp is None:
        abort(404)
    if request.method == "POST":
        with transaction():
            cancel(rsvp, now=clock.now())
        return redirect(url_for(".own_rsvp", token=token_of(rsvp)), 303)
    with force_locale(rsvp.language):
        return render_template(
            "site/events/own.html",
            rsvp=rsvp,
            text=text_in(rsvp.story, rsvp.language),
            hours=hours_of(rsvp.story),
            is_cancelled=is_cancelled(rsvp.story),
            ics=url_for(".event_calendar", language=rsvp.language, number=rsvp.story.number),
            token=token,
        )


@bp.get("/fr/contenus/<int:number>.ics", defaults={"language": "fr"})
@bp.get("/en/stories/<int:number>.ics", defaults={"language": "en"})
@public
def event_calendar(language: str, number: int) -> ResponseReturnValue:
    """Give an event to calendars; withdrawn, it says that it is cancelled."""
    event = event_by_number(number)
    url = publication_url(event, language)
    body = calendar_file(event, language, url=url, now=clock.now())
    name = {"Content-Disposition": f'attachment; filename="event-{number}.ics"'}
    return Response(body, mimetype="text/calendar", headers=name)
