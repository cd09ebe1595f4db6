"""The recommended people who may be contacted, and who takes care of each."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.hiring import queries
from app.hiring.recruiting import contacts
from app.people.models import Person
from app.people.permissions import Permission, may
from app.web import navigation
from app.web.access import allowed
from app.web.media import picture_url
from app.web.recruiting import bp


@navigation.counts("", "to_contact")  # on the home page, in no area's badge: it has no last day
def _to_contact(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    sees = may(person, Permission.SEE_APPLICATIONS)
    return queries.to_contact_counted(person) if sees else None


@bp.get("/applications/recommended")
@allowed(Permission.SEE_APPLICATIONS)
def to_contact() -> ResponseReturnValue:
    """List the recommended people who may be contacted, each with who recommends them and why."""
    return _page()


@bp.post("/applications/recommended/<uuid:recommendation_id>/take")
@allowed(Permission.SEE_APPLICATIONS)
def take_contact(recommendation_id: UUID) -> ResponseReturnValue:
    """Take care of a person."""
    return _act(
        recommendation_id,
        partial(contacts.take, instead_of=_instead_of()),
        _("You are taking care of %(name)s."),
    )


@bp.post("/applications/recommended/<uuid:recommendation_id>/contacted")
@allowed(Permission.SEE_APPLICATIONS)
def note_contacted(recommendation_id: UUID) -> ResponseReturnValue:
    """Note that a person was contacted."""
    return _act(
        recommendation_id,
        partial(contacts.note_contacted, instead_of=_instead_of()),
        _("Noted: you have contacted %(name)s."),
    )


@bp.post("/applications/recommended/<uuid:recommendation_id>/give-back")
@allowed(Permission.SEE_APPLICATIONS)
def give_contact_back(recommendation_id: UUID) -> ResponseReturnValue:
    """Let another colleague take care of a person."""
    return _act(recommendation_id, contacts.give_back, _("%(name)s is waiting for somebody again."))


def _number() -> int:
    """Return which page of the list is asked for; what was done is sent from it too."""
    return request.args.get("page", 1, type=int)


def _instead_of() -> str:
    """Return the id of whom the page showed as taking care of a person; "" for nobody."""
    return request.form.get("instead_of", "")


def _act(recommendation_id: UUID, verb: Callable[..., bool], said: str) -> ResponseReturnValue:
    """Do one thing about a person; a refusal shows the list again, with why."""
    found = queries.recommendation_to_contact(current_user, recommendation_id)
    try:
        with transaction():
            done = verb(found, by=current_user, now=clock.now())
    except Refusal as refusal:
        return _page(refusal), 422
    if done:
        flash(said % {"name": found.name}, "success")
    return redirect(url_for("recruiting.to_contact", page=_number()))


def _page(refusal: Refusal | None = None) -> str:
    return render_template(
        "recruiting/to_contact.html",
        page=queries.recommendations_to_contact(current_user, page=_number()),
        picture_url=picture_url,
        refusal=refusal,
    )
