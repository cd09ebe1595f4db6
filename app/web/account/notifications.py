"""When the weekly digest comes, by which clocks one lives, and stopping it from the mail."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core.calendar import zone, zones
from app.core.database import transaction
from app.extensions import csrf
from app.measures.digest import preferences
from app.measures.digest.models import Rhythm
from app.measures.digest.preferences import DeadStop
from app.people import accounts
from app.web.access import allowed, public
from app.web.account import bp
from app.web.account.forms import NotificationsForm


@bp.get("/account/notifications")
@allowed()
def notifications() -> ResponseReturnValue:
    """Show whether and when the weekly digest comes."""
    chosen = preferences.preference_of(current_user)
    form = _form(
        formdata=None,
        digest=chosen.digest,
        day=chosen.digest_day,
        hour=chosen.digest_hour,
        time_zone=current_user.time_zone or "",
    )
    return render_template("account/notifications/notifications.html", form=form)


@bp.post("/account/notifications")
@allowed()
def choose_notifications() -> ResponseReturnValue:
    """Choose whether and when the weekly digest comes."""
    form = _form()
    if not form.validate_on_submit():
        return render_template("account/notifications/notifications.html", form=form), 422
    with transaction():
        accounts.live_in(current_user, form.time_zone.data or None)
        preferences.choose_digest(
            current_user, Rhythm(form.digest.data), day=form.day.data, hour=form.hour.data
        )
    flash(_("Your notifications are saved."))
    return redirect(url_for("account.notifications"))


def _form(**given: object) -> NotificationsForm:
    form = NotificationsForm(**given)
    company = _("The company’s: %(zone)s", zone=str(zone()).replace("_", " "))
    form.time_zone.choices = [
        SelectChoice("", company),
        *(SelectChoice(name, name.replace("_", " ")) for name in zones()),
    ]
    return form


@bp.get("/digest/stop/<token>")
@public
def ask_to_stop_digest(token: str) -> ResponseReturnValue:
    """Ask whether to stop the digest; programs open the links of mails, so this changes nothing."""
    return _stop_page(token, stopped=False)


@bp.post("/digest/stop/<token>")
@public
def stop_digest(token: str) -> ResponseReturnValue:
    """Stop the digest without signing in: from that page, or from a mail program (RFC 8058).

    No cookie and no other page of ours stands behind it: the token alone says whose it is.
    """
    return _stop_page(token, stopped=True)


csrf.exempt(stop_digest)


def _stop_page(token: str, *, stopped: bool) -> ResponseReturnValue:
    try:
        person = preferences.person_to_stop(token)
    except DeadStop as dead:
        return render_template("account/notifications/stop.html", dead=dead), 404
    if stopped:
        with transaction():
            preferences.stop(person)
    return render_template("account/notifications/stop.html", token=token, stopped=stopped)
