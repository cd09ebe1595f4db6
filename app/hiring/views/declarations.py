"""An ambassador answers candidates who say that they told them about an opening."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.hiring import declarations as verbs
from app.hiring import queries
from app.hiring.views.blueprint import bp
from app.people.permissions import Permission, allowed


@bp.get("/declarations")
@allowed(Permission.RELAY)
def declarations() -> ResponseReturnValue:
    """List the candidates who name one, and wait for an answer."""
    return render_template(
        "hiring/declarations.html", waiting=queries.declarations_for(current_user)
    )


@bp.post("/declarations/<uuid:touch_id>")
@allowed(Permission.RELAY)
def answer_declaration(touch_id: UUID) -> ResponseReturnValue:
    """Confirm, or not, that one told a candidate about us."""
    answered = False
    with transaction():
        touch = queries.declaration_of(current_user, touch_id)
        if request.form.get("answer") == "yes":
            answered = verbs.confirm(touch, by=current_user, now=clock.now())
        elif request.form.get("answer") == "no":
            answered = verbs.deny(touch, by=current_user, now=clock.now())
    if answered:
        flash(_("Your answer is recorded."))
    return redirect(url_for("hiring.declarations"))
