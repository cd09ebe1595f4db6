"""The addresses in the mails of alerts: one confirms, one stops; each is signed."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import signing
from app.core.errors import Refusal
from app.people.entrance.links import absolute
from app.publishing.alerts.models import OpeningAlert

CONFIRM, STOP = "alert.confirm", "alert.stop"
UNCONFIRMED_LASTS = timedelta(days=7)


class DeadAlertLink(Refusal):
    """The link is too old, or never was one of ours."""

    code = "dead_link"


def confirm_link(alert: OpeningAlert) -> str:
    """Return the whole address that confirms an alert, while it waits."""
    token = signing.sign(CONFIRM, alert.id.hex, expires=alert.asked_at + UNCONFIRMED_LASTS)
    return absolute("site.confirm_alert", token=token)


def stop_link(alert: OpeningAlert) -> str:
    """Return the whole address that stops all mails to the alert's mailbox, for ever."""
    return absolute("site.stop_alerts", token=signing.sign(STOP, alert.id.hex))


def alert_of(purpose: str, token: str) -> UUID:
    """Return the key of the alert that a link is about. raises: DeadAlertLink"""
    try:
        return UUID(hex=signing.unsign(purpose, token))
    except signing.Expired as expired:
        raise DeadAlertLink(
            _l("This link is too old: ask again."), code="expired_link"
        ) from expired
    except (signing.BadToken, ValueError) as forged:
        raise DeadAlertLink(_l("This link is incomplete or altered.")) from forged


def asked_too_long_ago(now: datetime) -> datetime:
    """Return the instant before which what was asked and never confirmed is forgotten. Pure."""
    return now - UNCONFIRMED_LASTS
