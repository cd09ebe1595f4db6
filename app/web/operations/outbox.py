"""Which messages left, or were kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.database import transaction
from app.core.i18n import gettext as _
from app.core.mail import outbox as outbox_queries
from app.core.models import Message, MessageState
from app.core.text.clean import stripped
from app.people.permissions import Permission, may
from app.people.queries import colleagues_among
from app.sharing.invitations.letter import TEMPLATE as CAMPAIGN
from app.web.access import allowed
from app.web.context import organisation_of_page
from app.web.operations import bp


@dataclass(frozen=True)
class Listed:
    """A message as its reader may see it.

    opens: whether its reader may read it
    said: what the last attempt met; its kind alone where the recipient is not named
    """

    id: UUID
    to: str
    subject: str
    state: MessageState
    at: datetime
    attempts: int
    said: str
    opens: bool


@bp.get("/outbox")
@allowed(Permission.SEE_OPERATIONS)
def outbox() -> ResponseReturnValue:
    """List the messages that left, or were kept because no mail server is set."""
    search = stripped(request.args.get("q", ""))
    manages = may(current_user, Permission.MANAGE_PEOPLE)
    page = outbox_queries.messages(
        search=search, by_recipient=manages, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "operations/outbox.html", page=page, messages=as_listed(page.items), search=search
    )


def as_listed(messages: Sequence[Message]) -> list[Listed]:
    """Return messages as whoever is signed in may see them in a list."""
    manages = may(current_user, Permission.MANAGE_PEOPLE)
    colleagues = colleagues_among([message.to_address for message in messages])
    return [_listed(each, colleagues, manages=manages) for each in messages]


def _listed(message: Message, colleagues: Collection[str], *, manages: bool) -> Listed:
    to, subject, said = message.to_address, message.subject, message.last_error
    if _is_hidden(message):
        to, subject = _not_named(message), message.template
    elif not manages and to.lower() not in colleagues:
        to = masked(to)
    if to != message.to_address:
        said = outbox_queries.error_class(said)  # the rest may quote the address
    return Listed(
        message.id, to, subject, message.state, message.at, message.attempts, said, manages
    )


def _not_named(message: Message) -> str:
    """Say who the recipient of a hidden message is, without naming them."""
    if message.template == CAMPAIGN:
        return _("Somebody invited by a campaign")
    return _("Somebody who has not answered yet")


def _is_hidden(message: Message) -> bool:
    """Whether a message names somebody who has yet to agree to be known here.

    Or tells by its being there that somebody was invited by a campaign, which nobody else reads.

    The people of the demonstration are invented, and its mails are read nowhere else.
    """
    organisation = organisation_of_page()
    invented = organisation is not None and organisation.demonstration
    return message.about_id is not None and not invented


def masked(address: str) -> str:
    """Return an address without what says whose it is: l…@example.com. Pure."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}"


@bp.get("/outbox/<uuid:message_id>")
@allowed(Permission.MANAGE_PEOPLE)
def message(message_id: UUID) -> ResponseReturnValue:
    """Show one kept message as it would arrive.

    It may hold a link that signs in: whoever opens it could be its reader, so an auditor does not.
    """
    found = outbox_queries.message_of(message_id)
    return render_template(
        "operations/message.html",
        message=found,
        hidden=_is_hidden(found),
        not_named=_not_named(found),
        campaign=found.template == CAMPAIGN,
    )


@bp.get("/outbox/<uuid:message_id>/page")
@allowed(Permission.MANAGE_PEOPLE)
def message_page(message_id: UUID) -> ResponseReturnValue:
    """Show a message's page alone, for the frame that holds it."""
    found = outbox_queries.message_of(message_id)
    if _is_hidden(found):
        abort(404)
    response = current_app.make_response(found.html)
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
