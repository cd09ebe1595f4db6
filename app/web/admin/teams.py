"""The settings of teams and places."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.people import queries
from app.people import teams as verbs
from app.people.permissions import Permission
from app.people.slugs import place_names
from app.web.access import allowed, view_of
from app.web.admin import bp
from app.web.admin.forms import PlaceForm, TeamForm
from app.web.forms import Form

READ, SEND = ("GET",), ("POST",)


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """The pages of a team or of a place: how it is read and saved, and what they say.

    noun: as addresses, endpoints and the template with its fields are named
    begun: what the form of a new one holds
    """

    noun: str
    form: type[Form]
    one: Callable[[UUID], Any]
    save_one: Callable[..., Any]
    name_of: Callable[[Any], str]
    new: LazyString
    save: LazyString
    saved: LazyString
    delete: LazyString
    deleted: Callable[[str], str]
    begun: Mapping[str, Any] = field(default_factory=dict)

    def show(self, form: Form, row: Any, status: int = 200) -> ResponseReturnValue:
        """Show the form; `row` is None for a new one."""
        page = render_template("admin/team_or_place.html", page=self, form=form, row=row)
        return page, status


TEAM = SettingsPage(
    noun="team",
    form=TeamForm,
    one=queries.team_of,
    save_one=verbs.save_team,
    name_of=lambda team: team.name(language()),
    new=_l("New team"),
    save=_l("Save the team"),
    saved=_l("The team is saved."),
    delete=_l("Delete the team"),
    deleted=lambda name: _("The team %(name)s is deleted.", name=name),
)
PLACE = SettingsPage(
    noun="place",
    form=PlaceForm,
    one=queries.place_of,
    save_one=verbs.save_place,
    name_of=lambda place: place.name,
    new=_l("New place"),
    save=_l("Save the place"),
    saved=_l("The place is saved."),
    delete=_l("Delete the place"),
    deleted=lambda name: _("The place %(name)s is deleted.", name=name),
    begun={"country": "FR"},
)


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


def new(page: SettingsPage) -> ResponseReturnValue:
    """Show the form of a new one."""
    return page.show(page.form(**page.begun), None)


def edit(page: SettingsPage, key: UUID) -> ResponseReturnValue:
    """Show the form of one."""
    row = page.one(key)
    return page.show(page.form(obj=row), row)


def save(page: SettingsPage, key: UUID | None = None) -> ResponseReturnValue:
    """Make one, or change it."""
    row = page.one(key) if key else None
    form = page.form()
    if form.validate_on_submit():
        try:
            with transaction():
                page.save_one(row, form.data, by=current_user, now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(str(page.saved))
            return redirect(url_for("admin.teams"))
    return page.show(form, row, 422)


def remove(page: SettingsPage, key: UUID) -> ResponseReturnValue:
    """Delete one that nothing uses."""
    row = page.one(key)
    name = page.name_of(row)
    try:
        with transaction():
            verbs.remove(row, by=current_user, now=clock.now())
    except Refusal as refusal:
        form = page.form(formdata=None, obj=row)
        form.refuse(refusal)
        return page.show(form, row, 422)
    flash(page.deleted(name))
    return redirect(url_for("admin.teams"))


for page in (TEAM, PLACE):
    for endpoint, path, methods, view in (
        ("new", "new", READ, new),
        ("make", "new", SEND, save),
        ("edit", "<uuid:key>", READ, edit),
        ("change", "<uuid:key>", SEND, save),
        ("remove", "<uuid:key>/remove", SEND, remove),
    ):
        bp.add_url_rule(
            f"/admin/{page.noun}s/{path}",
            endpoint=f"{endpoint}_{page.noun}",
            view_func=allowed(Permission.MANAGE_ORGANISATION)(view_of(view, page)),
            methods=methods,
        )
