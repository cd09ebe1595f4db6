"""The people who agreed to be contacted about an opening and have not applied, for recruiters."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.media import picture_url
from app.hiring import recommended
from app.hiring.views.blueprint import bp
from app.people.permissions import Permission, allowed


@bp.get("/applications/recommended")
@allowed(Permission.SEE_APPLICATIONS)
def to_contact() -> ResponseReturnValue:
    """List them, each with who recommends them and why."""
    return render_template(
        "hiring/to_contact.html",
        people=recommended.to_contact(current_user),
        picture_url=picture_url,
    )
