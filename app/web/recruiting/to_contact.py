"""The people who agreed to be contacted about an opening and have not applied, for recruiters."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.hiring.referrals import recommended
from app.people.permissions import Permission
from app.web.access import allowed
from app.web.media import picture_url
from app.web.recruiting import bp


@bp.get("/applications/recommended")
@allowed(Permission.SEE_APPLICATIONS)
def to_contact() -> ResponseReturnValue:
    """List them, each with who recommends them and why."""
    return render_template(
        "recruiting/to_contact.html",
        people=recommended.to_contact(current_user),
        picture_url=picture_url,
    )
