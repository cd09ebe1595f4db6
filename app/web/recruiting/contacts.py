"""The recommended people who may be contacted, and who takes care of each."""

from collections.abc import Callable
from datetime import datetime
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
from app.hiring.models import Recommendation
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

    def act(found: Recommendation, shown: str) -> bool:
        return contacts.take(found, instead_of=shown, by=current_user, now=clock.now())

    return _act(recommendation_id, act, _("You take care of %(name)s."))


@bp.post("/applications/recommended/<uuid:recommendation_id>/contacted")
@allowed(Permission.SEE_APPLICATIONS)
def note_contacted(recommendation_id: UUID) -> ResponseReturnValue:
    """Note that a person was contacted."""

    def act(found: Recommendation, shown: str) -> bool:
        return contacts.note_contacted(found, instead_of=shown, by=current_user, now=clock.now())

    return _act(recommendation_id, act, _("Noted: you have contacted %(name)s."))


@bp.post("/applications/recommended/<uuid:recommendation_id>/give-back")
@allowed(Permission.SEE_APPLICATIONS)
def give_contact_back(recommendation_id: UUID) -> ResponseReturnValue:
    """Let another colleague take care of a person."""

    def act(found: Recommendation, _shown: str) -> bool:
        return contacts.give_back(found, by=current_user, now=clock.now())

    return _act(recommendation_id, act, _("%(name)s waits for somebody again."))


def _act(
    recommendation_id: UUID, act: Callable[[Recommendation, str], bool], said: str
) -> ResponseReturnValue:
    """Do one thing about a person; a refusal shows the list again, with why."""
    found = queries.recommendation_to_contact(current_user, recommendation_id)
    try:
        with transaction():
            done = act(found, request.form.get("instead_of", ""))
    except Refusal as refusal:
        return _page(refusal), 422
    if done:
        flash(said % {"name": found.name}, "success")
    return redirect(url_for("recruiting.to_contact"))


def _page(refusal: Refusal | None = None) -> str:
    return render_template(
        "recruiting/to_contact.html",
        people=queries.recommendations_to_contact(current_user),
        picture_url=picture_url,
        refusal=refusal,
    )
