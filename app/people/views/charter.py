"""Reading and accepting the charter, and publishing the next version of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock, markdown
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.people import navigation, queries
from app.people.charter import (
    accept,
    acceptance_of,
    count_acceptances,
    current_charter,
    publish_charter,
)
from app.people.forms import AcceptCharterForm, CharterForm
from app.people.permissions import Permission, allowed
from app.people.sign_in import safe_path
from app.people.views.blueprint import bp


@bp.get("/charter")
@allowed()
def charter() -> ResponseReturnValue:
    """Show the charter in force, to accept it or to read it again."""
    return _page(AcceptCharterForm(formdata=None, next=safe_path(request.args.get("next"))))


@bp.post("/charter")
@allowed()
def accept_charter() -> ResponseReturnValue:
    """Accept the version that was read, then go on with what one was doing."""
    form = AcceptCharterForm()
    if form.validate_on_submit():
        try:
            with transaction():
                accept(current_user, form.version.data or 0, clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("You have accepted the charter."))
            return redirect(safe_path(form.next.data) or navigation.home_of(current_user))
    return _page(form), 422


def _page(form: AcceptCharterForm) -> str:
    in_force = current_charter()
    accepted = acceptance_of(current_user, in_force.version) if in_force else None
    words = ""
    if in_force:
        words = in_force.text_fr if language() == "fr" else in_force.text_en
    return render_template(
        "people/charter.html",
        form=form,
        charter=in_force,
        words=markdown.render(words),
        accepted=accepted,
    )


@bp.get("/admin/charter")
@allowed(Permission.MANAGE_ORGANISATION)
def charter_settings() -> ResponseReturnValue:
    """Show the charter's words, to publish the next version."""
    latest = current_charter()
    form = CharterForm(obj=latest, replaces=latest.version if latest else 0)
    return _settings_page(form)


@bp.post("/admin/charter")
@allowed(Permission.MANAGE_ORGANISATION)
def publish_next_charter() -> ResponseReturnValue:
    """Publish a version: everyone is asked to accept it before the next relay."""
    form = CharterForm()
    if form.validate_on_submit():
        try:
            with transaction():
                published = publish_charter(
                    form.text_fr.data,
                    form.text_en.data,
                    replaces=form.replaces.data or 0,
                    by=current_user,
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Version %(number)d of the charter is in force.", number=published.version))
            return redirect(url_for("people.charter_settings"))
    return _settings_page(form), 422


def _settings_page(form: CharterForm) -> str:
    latest = current_charter()
    return render_template(
        "people/charter_settings.html",
        form=form,
        charter=latest,
        accepted=count_acceptances(latest.version) if latest else 0,
        people=queries.count_open_accounts(),
    )
