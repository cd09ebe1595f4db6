"""When the weekly digest comes, by which clocks one lives, and stopping it from the mail."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core.calendar import zone, zones
from app.core.database import transaction
from app.extensions import csrf
from app.measures.digest import preferences
from app.measures.digest.models import Rhythm
from app.people import accounts
from app.people.models import Person
from app.sharing.invitations import preferences as invitations
from app.sharing.invitations.models import Takes
from app.sharing.invitations.stopping import DeadStop
from app.web.access import allowed, public
from app.web.account import bp
from app.web.account.forms import InvitationsForm, NotificationsForm
from app.web.context import organisation_of_page


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
    return _page(form, _invitations())


@bp.post("/account/notifications")
@allowed()
def choose_notifications() -> ResponseReturnValue:
    """Choose whether and when the weekly digest comes."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, _invitations()), 422
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


@bp.post("/account/invitations")
@allowed()
def choose_invitations() -> ResponseReturnValue:
    """Choose how and when the invitations of campaigns come."""
    form = InvitationsForm()
    if not form.validate_on_submit():
        chosen = preferences.preference_of(current_user)
        shown = {"digest": chosen.digest, "day": chosen.digest_day, "hour": chosen.digest_hour}
        zone_name = current_user.time_zone or ""
        return _page(_form(formdata=None, time_zone=zone_name, **shown), form), 422
    with transaction():
        invitations.choose(
            current_user,
            Takes(form.takes.data),
            days_off=form.days_off.data or (),
            away_until=form.away_until.data,
        )
    flash(_("Your notifications are saved."))
    return redirect(url_for("account.notifications"))


def _invitations() -> InvitationsForm:
    chosen = invitations.preference_of(current_user)
    return InvitationsForm(
        formdata=None,
        takes=chosen.takes,
        days_off=chosen.days_off,
        away_until=chosen.away_until,
    )


def _page(form: NotificationsForm, invited: InvitationsForm) -> str:
    manners = invitations.manners_of(organisation_of_page())
    return render_template(
        "account/notifications/notifications.html", form=form, invited=invited, manners=manners
    )


@dataclass(frozen=True)
class Stopping:
    """A kind of mail that is stopped from the mail itself.

    stop: the endpoint of its page; person, verb: whose it is by the token, and the change
    """

    stop: str
    person: Callable[[str], Person]
    verb: Callable[[Person], None]
    asked: LazyString
    said: LazyString
    button: LazyString


DIGEST = Stopping(
    "account.stop_digest", preferences.person_to_stop, preferences.stop,
    _l("Stop the weekly digest?"), _l("The weekly digest is stopped"), _l("Stop the digest"),
)  # fmt: skip
INVITATIONS = Stopping(
    "account.stop_invitations", invitations.person_to_stop, invitations.stop,
    _l("Stop invitations to campaigns?"), _l("Invitations to campaigns are stopped"),
    _l("Stop invitations"),
)  # fmt: skip


@bp.get("/digest/stop/<token>")
@public
def ask_to_stop_digest(token: str) -> ResponseReturnValue:
    """Ask whether to stop the digest; programs open the links of mails, so this changes nothing."""
    return _stop_page(DIGEST, token, stopped=False)


@bp.post("/digest/stop/<token>")
@public
def stop_digest(token: str) -> ResponseReturnValue:
    """Stop the digest without signing in: from that page, or from a mail program (RFC 8058).

    No cookie and no other page of ours stands behind it: the token alone says whose it is.
    """
    return _stop_page(DIGEST, token, stopped=True)


@bp.get("/invitations/stop/<token>")
@public
def ask_to_stop_invitations(token: str) -> ResponseReturnValue:
    """Ask whether to stop invitations to campaigns; opening the link changes nothing."""
    return _stop_page(INVITATIONS, token, stopped=False)


@bp.post("/invitations/stop/<token>")
@public
def stop_invitations(token: str) -> ResponseReturnValue:
    """Stop invitations to campaigns without signing in, as `stop_digest` does."""
    return _stop_page(INVITATIONS, token, stopped=True)


csrf.exempt(stop_digest)
csrf.exempt(stop_invitations)


def _stop_page(what: Stopping, token: str, *, stopped: bool) -> ResponseReturnValue:
    try:
        person = what.person(token)
    except DeadStop as dead:
        return render_template("account/notifications/stop.html", dead=dead), 404
    if stopped:
        with transaction():
            what.verb(person)
    return render_template(
        "account/notifications/stop.html", what=what, token=token, stopped=stopped
    )
