"""The settings' first page: search over what a person may set."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.people.organisation import privacy_unwritten
from app.people.permissions import Permission, permissions_of
from app.web import navigation
from app.web.access import allowed
from app.web.admin import bp
from app.web.context import organisation_of_page


@bp.get("/admin")
@allowed(*navigation.ADMINISTRATION)
def admin() -> ResponseReturnValue:
    """List the settings that one may open, or those that fit a search."""
    search = request.args.get("q", "").strip()
    return render_template(
        "admin/settings.html",
        items=navigation.settings_of(current_user, search),
        search=search,
        left=navigation.steps_left(current_user),
        privacy_unwritten=Permission.MANAGE_ORGANISATION in permissions_of(current_user.roles)
        and privacy_unwritten(organisation_of_page()),
    )
