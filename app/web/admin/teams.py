"""The settings of teams and places."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.people import queries
from app.people import teams as verbs
from app.people.models import Place, Team
from app.people.permissions import Permission
from app.people.slugs import place_names
from app.web.access import allowed
from app.web.admin import bp
from app.web.admin.forms import PlaceForm, TeamForm


@bp.get("/admin/teams")
@allowed(Permission.MANAGE_ORGANISATION)
def teams() -> ResponseReturnValue:
    """List teams and places, with how many people each has."""
    return render_template(
        "admin/teams.html",
        teams=queries.teams(language()),
        places=queries.places(),
        place_names=place_names(queries.places()),
        people_by_team=queries.people_by_team(),
        people_by_place=queries.people_by_place(),
    )


@bp.get("/admin/teams/new")
@allowed(Permission.MANAGE_ORGANISATION)
def new_team() -> ResponseReturnValue:
    """Show the form of a new team."""
    return render_template("admin/team.html", form=TeamForm(), team=None)


@bp.post("/admin/teams/new")
@allowed(Permission.MANAGE_ORGANISATION)
def make_team() -> ResponseReturnValue:
    """Make a team."""
    return _save_team(None)


@bp.get("/admin/teams/<uuid:team_id>")
@allowed(Permission.MANAGE_ORGANISATION)
def team(team_id: UUID) -> ResponseReturnValue:
    """Show one team's form."""
    shown = queries.team_of(team_id)
    return render_template("admin/team.html", form=TeamForm(obj=shown), team=shown)


@bp.post("/admin/teams/<uuid:team_id>")
@allowed(Permission.MANAGE_ORGANISATION)
def change_team(team_id: UUID) -> ResponseReturnValue:
    """Change a team."""
    return _save_team(queries.team_of(team_id))


@bp.post("/admin/teams/<uuid:team_id>/remove")
@allowed(Permission.MANAGE_ORGANISATION)
def remove_team(team_id: UUID) -> ResponseReturnValue:
    """Delete a team that nothing uses."""
    shown = queries.team_of(team_id)
    name = shown.name(language())
    try:
        with transaction():
            verbs.remove(shown, by=current_user, now=clock.now())
    except Refusal as refusal:
        form = TeamForm(formdata=None, obj=shown)
        form.refuse(refusal)
        return render_template("admin/team.html", form=form, team=shown), 422
    flash(_("The team %(name)s is deleted.", name=name))
    return redirect(url_for("admin.teams"))


def _save_team(shown: Team | None) -> ResponseReturnValue:
    form = TeamForm()
    if form.validate_on_submit():
        try:
            with transaction():
                verbs.save_team(shown, form.data, by=current_user, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The team is saved."))
            return redirect(url_for("admin.teams"))
    return render_template("admin/team.html", form=form, team=shown), 422


@bp.get("/admin/places/new")
@allowed(Permission.MANAGE_ORGANISATION)
def new_place() -> ResponseReturnValue:
    """Show the form of a new place."""
    return render_template("admin/place.html", form=PlaceForm(country="FR"), place=None)


@bp.post("/admin/places/new")
@allowed(Permission.MANAGE_ORGANISATION)
def make_place() -> ResponseReturnValue:
    """Make a place."""
    return _save_place(None)


@bp.get("/admin/places/<uuid:place_id>")
@allowed(Permission.MANAGE_ORGANISATION)
def place(place_id: UUID) -> ResponseReturnValue:
    """Show one place's form."""
    shown = queries.place_of(place_id)
    return render_template("admin/place.html", form=PlaceForm(obj=shown), place=shown)


@bp.post("/admin/places/<uuid:place_id>")
@allowed(Permission.MANAGE_ORGANISATION)
def change_place(place_id: UUID) -> ResponseReturnValue:
    """Change a place."""
    return _save_place(queries.place_of(place_id))


@bp.post("/admin/places/<uuid:place_id>/remove")
@allowed(Permission.MANAGE_ORGANISATION)
def remove_place(place_id: UUID) -> ResponseReturnValue:
    """Delete a place that nothing uses."""
    shown = queries.place_of(place_id)
    name = shown.name
    try:
        with transaction():
            verbs.remove(shown, by=current_user, now=clock.now())
    except Refusal as refusal:
        form = PlaceForm(formdata=None, obj=shown)
        form.refuse(refusal)
        return render_template("admin/place.html", form=form, place=shown), 422
    flash(_("The place %(name)s is deleted.", name=name))
    return redirect(url_for("admin.teams"))


def _save_place(shown: Place | None) -> ResponseReturnValue:
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            with transaction():
                verbs.save_place(shown, form.data, by=current_user, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The place is saved."))
            return redirect(url_for("admin.teams"))
    return render_template("admin/place.html", form=form, place=shown), 422
