"""What the mails of alerts lead to: confirming, and stopping. Opening either page does nothing."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.database import transaction
from app.extensions import csrf
from app.people.entrance import limits
from app.publishing.alerts import ask
from app.publishing.alerts.links import CONFIRM, STOP, DeadAlertLink, alert_of
from app.publishing.alerts.searches import in_words, search_of
from app.web.access import public
from app.web.public_forms import public_form
from app.web.site import bp

CLICKS_OF_ADDRESS = "240 per hour"


@bp.route("/alerts/<token>/confirm", methods=["GET", "POST"])
@public
@limits.limited(CLICKS_OF_ADDRESS)
@public_form
def confirm_alert(token: str) -> ResponseReturnValue:
    """Confirm from the mailbox that it wants to be told."""
    try:
        key = alert_of(CONFIRM, token)
    except DeadAlertLink as dead:
        return _dead(dead)
    if request.method == "GET":
        return render_template("site/alerts/confirm.html", token=token)
    with transaction():
        alert = ask.confirm(key, now=clock.now())
        words = in_words(search_of(alert.what), alert.language) if alert else ""
    if alert is None:
        return render_template("site/alerts/over.html"), 410
    return render_template("site/alerts/confirmed.html", what=words)


@bp.route("/alerts/<token>/stop", methods=["GET", "POST"])
@public
@limits.limited(CLICKS_OF_ADDRESS)
def stop_alerts(token: str) -> ResponseReturnValue:
    """Stop all mails to a mailbox. Mail programs send this form by themselves, from anywhere.

    source: RFC 8058
    """
    try:
        key = alert_of(STOP, token)
    except DeadAlertLink as dead:
        return _dead(dead)
    if request.method == "GET":
        return render_template("site/alerts/stop.html", token=token)
    with transaction():
        ask.stop(key)
    return render_template("site/alerts/stopped.html")


csrf.exempt(stop_alerts)


def _dead(dead: DeadAlertLink) -> ResponseReturnValue:
    expired = dead.code == "expired_link"
    page = render_template("site/alerts/over.html", sentence=dead.sentence)
    return page, 410 if expired else 404
