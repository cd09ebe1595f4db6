"""A share menu that closes without sending declares nothing: its link waits until it is sent."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.people.permissions import Permission
from app.sharing import queries
from app.sharing.links import declare
from app.web.access import allowed
from app.web.ambassador import bp


@bp.post("/share/made/<uuid:link_id>/sent")
@allowed(Permission.RELAY)
def sent(link_id: UUID) -> ResponseReturnValue:
    """Note that a link was sent, from the script of the share menu or by its person's own word."""
    link = queries.link_of(current_user, link_id)
    with transaction():
        declare(link, by=current_user, now=clock.now())
    return redirect(url_for(".made", link_id=link_id, done="opened"))
