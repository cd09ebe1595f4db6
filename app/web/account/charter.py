"""Reading and accepting the charter."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.people.charter import (
    accept,
    acceptance_of,
    current_charter,
)
from app.people.entrance.sign_in import safe_path
from app.web import navigation, prose
from app.web.access import allowed
from app.web.account import bp
from app.web.account.forms import AcceptCharterForm


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
        "account/charter.html",
        form=form,
        charter=in_force,
        words=prose.render(words),
        accepted=accepted,
    )
