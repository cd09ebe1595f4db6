"""Names that fit nobody, or several: a person says which colleague the candidate means."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect
from werkzeug.exceptions import NotFound

from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.text.clean import tidy_line
from app.hiring import queries
from app.hiring.models import TypedName, TypedNameState
from app.hiring.referrals import typed_names as verbs
from app.hiring.referrals.suggestions import found_by
from app.people.models import Person
from app.people.permissions import Permission, may
from app.people.queries import person_of
from app.policy.confirming import last_days_under
from app.publishing.wording import title_of
from app.web import navigation
from app.web.access import allowed
from app.web.recruiting import bp
from app.web.recruiting.typed_name_card import BESIDE, bars_to_credit, card_of, to_choose

LONGEST_SEARCH = 120


@navigation.counts("", "names")
def _of_recruiter(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    sees = may(person, Permission.SEE_APPLICATIONS)
    return queries.names_to_match_counted(person) if sees else None


@navigation.counts("programme", "names_of_programme")
def _of_programme(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    """Those who see applications find the names there."""
    sees = may(person, Permission.SEE_APPLICATIONS)
    return None if sees else queries.names_to_match_counted(person)


@bp.get("/names")
@allowed(Permission.MATCH_NAMES)
def names() -> ResponseReturnValue:
    """List the names that wait for a person to match them."""
    page = queries.names_page(current_user, page=request.args.get("page", 1, type=int))
    last_days = last_days_under((each.policy_version, each.at) for each in page.items)
    return render_template(
        "recruiting/typed_names.html",
        page=page,
        page_href=lambda number: url_for("recruiting.names", page=number),
        waiting=[
            (typed_name, title_of(typed_name.application.opening), last_day)
            for typed_name, last_day in zip(page.items, last_days, strict=True)
        ],
        today=local_date(clock.now()),
        above=_above(),
    )


@bp.get("/names/<uuid:typed_name_id>")
@allowed(Permission.MATCH_NAMES)
def name(typed_name_id: UUID) -> ResponseReturnValue:
    """Show a typed name with the colleagues it may stand for, and a search for others."""
    return _page(queries.typed_name_of(current_user, typed_name_id))


@bp.get("/applications/<uuid:application_id>/name")
@allowed(Permission.MATCH_NAMES)
def name_beside(application_id: UUID) -> ResponseReturnValue:
    """Return the card of a typed name to the page of its application; to a link, its own page."""
    application = queries.application_of(current_user, application_id)
    typed_name = verbs.current_typed_name(application)
    if typed_name is None:
        raise NotFound
    if "HX-Request" not in request.headers:
        return redirect(url_for("recruiting.name", typed_name_id=typed_name.id))
    card = card_of(typed_name, current_user, now=clock.now(), most=BESIDE)
    return render_template("recruiting/typed_name_beside.html", card=card)


@bp.post("/names/<uuid:typed_name_id>/match")
@allowed(Permission.MATCH_NAMES)
def match_name(typed_name_id: UUID) -> ResponseReturnValue:
    """Match a name to a colleague, who is asked to confirm; ask twice where it is not theirs."""
    person = person_of(UUID(request.form["person"])) if _is_key("person") else None

    def act(typed_name: TypedName) -> bool:
        if person is None:
            raise Refusal(_("Choose a colleague."))
        sure = "sure" in request.form
        return verbs.match(typed_name, person, by=current_user, now=clock.now(), sure=sure)

    said = _("%(name)s is asked to confirm it.", name=person.name) if person else ""
    return _act(typed_name_id, act, said, person)


@bp.post("/names/<uuid:typed_name_id>/correct")
@allowed(Permission.MATCH_NAMES)
def correct_match(typed_name_id: UUID) -> ResponseReturnValue:
    """Take back a match that was wrong."""

    def act(typed_name: TypedName) -> bool:
        return verbs.correct(typed_name, by=current_user, now=clock.now())

    return _act(typed_name_id, act, _("The match is undone. Now say whom the candidate means."))


@bp.post("/names/<uuid:typed_name_id>/nobody")
@allowed(Permission.MATCH_NAMES)
def name_of_nobody(typed_name_id: UUID) -> ResponseReturnValue:
    """Say that no colleague has a typed name."""

    def act(typed_name: TypedName) -> bool:
        return verbs.say_nobody(typed_name, by=current_user, now=clock.now())

    return _act(typed_name_id, act, _("Noted: nobody here."))


@bp.post("/names/<uuid:typed_name_id>/ask")
@allowed(Permission.MATCH_NAMES)
def ask_candidate(typed_name_id: UUID) -> ResponseReturnValue:
    """Ask the candidate which colleague they mean, by mail."""

    def act(typed_name: TypedName) -> bool:
        return verbs.ask_candidate(typed_name, by=current_user, now=clock.now())

    return _act(typed_name_id, act, _("The candidate is asked by mail."))


@bp.post("/names/<uuid:typed_name_id>/ask-again")
@allowed(Permission.MATCH_NAMES)
def ask_ambassador_again(typed_name_id: UUID) -> ResponseReturnValue:
    """Ask the colleague meant once more, in the name of the one who presses."""

    def act(typed_name: TypedName) -> bool:
        return verbs.ask_again(typed_name, by=current_user, now=clock.now())

    return _act(typed_name_id, act, _("Asked again, in your name."))


def _page(
    typed_name: TypedName, refusal: Refusal | None = None, asks: Person | None = None
) -> ResponseReturnValue:
    """Return the page of a name.

    asks: a colleague of another name, whom one is to be sure of
    """
    now = clock.now()
    words = tidy_line(request.args.get("q"))[:LONGEST_SEARCH]
    card = card_of(typed_name, current_user, now=now)
    searched = words and card.choose
    people = found_by(words, typed_name, by=current_user, now=now) if searched else []
    bars = bars_to_credit(typed_name, [*people, *([asks] if asks else [])])
    page = render_template(
        "recruiting/typed_name.html",
        card=card,
        title=title_of(typed_name.application.opening),
        refusal=refusal,
        words=words,
        found=[to_choose(each, barred=bars.get(each.id, "")) for each in people],
        asks=to_choose(asks, barred=bars.get(asks.id, "")) if asks else None,
        back=request.form.get("back", ""),
        above=_above(),
        sees_application=may(current_user, Permission.SEE_APPLICATIONS),
    )
    return page, 422 if refusal or asks else 200


def _act(
    typed_name_id: UUID,
    act: Callable[[TypedName], bool],
    said: str,
    person: Person | None = None,
) -> ResponseReturnValue:
    """Do one thing about a name; a refusal shows its page, with why.

    person: a colleague chosen, whom one is asked about again where the name is not theirs
    """
    typed_name = queries.typed_name_of(current_user, typed_name_id)
    try:
        with transaction():
            done = act(typed_name)
    except Refusal as refusal:
        found = queries.typed_name_of(current_user, typed_name_id)
        if refusal.code == verbs.OTHER_NAME:
            return _page(found, asks=person)
        return _page(found, refusal)
    if done:
        flash(said, "success")
    if request.form.get("back") == "application":
        return redirect(url_for("recruiting.application", application_id=typed_name.application_id))
    if typed_name.state is TypedNameState.OPEN:
        return redirect(url_for("recruiting.name", typed_name_id=typed_name_id))
    return redirect(url_for("recruiting.names"))


def _above() -> tuple[str, str]:
    """Return the page above the names: the applications or, for others, the programme."""
    if may(current_user, Permission.SEE_APPLICATIONS):
        return _("Applications"), url_for("recruiting.applications")
    return _("Programme"), url_for("programme.programme")


def _is_key(field: str) -> bool:
    try:
        UUID(request.form.get(field, ""))
    except ValueError:
        return False
    return True
