"""Which messages left, or were kept."""

from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.database import transaction
from app.core.mail import outbox as outbox_queries
from app.core.text.clean import stripped
from app.people.permissions import Permission, may
from app.web.access import allowed
from app.web.operations import bp


@bp.get("/outbox")
@allowed(Permission.SEE_OPERATIONS)
def outbox() -> ResponseReturnValue:
    """List the messages that left, or were kept because no mail server is set."""
    search = stripped(request.args.get("q", ""))
    page = outbox_queries.messages(search=search, page=request.args.get("page", 1, type=int))
    return render_template(
        "operations/outbox.html",
        page=page,
        search=search,
        opens=may(current_user, Permission.MANAGE_PEOPLE),
    )


@bp.get("/outbox/<uuid:message_id>")
@allowed(Permission.MANAGE_PEOPLE)
def message(message_id: UUID) -> ResponseReturnValue:
    """Show one kept message as it would arrive.

    It may hold a link that signs in: whoever opens it could be its reader, so an auditor does not.
    """
    return render_template("operations/message.html", message=outbox_queries.message_of(message_id))


@bp.get("/outbox/<uuid:message_id>/page")
@allowed(Permission.MANAGE_PEOPLE)
def message_page(message_id: UUID) -> ResponseReturnValue:
    """Show a message's page alone, for the frame that holds it."""
    response = current_app.make_response(outbox_queries.message_of(message_id).html)
    # a mail carries its style in its tags, which our own pages may not
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'self'; sandbox allow-popups"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.post("/outbox/<uuid:message_id>/retry")
@allowed(Permission.MANAGE_PEOPLE)
def retry_message(message_id: UUID) -> ResponseReturnValue:
    """Try a message again that no server took."""
    with transaction():
        outbox_queries.requeue(message_id)
    return redirect(url_for("operations.message", message_id=message_id))
