"""Asking to be told, confirming from the mailbox, stopping."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import delete, select

from app.core import mail
from app.core.database import db
from app.core.models import AskedMail
from app.core.text.mailboxes import BadMailbox, read_mailbox
from app.publishing.alerts.links import asked_too_long_ago, confirm_link
from app.publishing.alerts.models import OpeningAlert
from app.publishing.alerts.searches import in_words, kept_form, search_of

MOST = 5  # searches of one address: the latest


def folded(address: str) -> str:
    """Return what an address is compared by. Pure."""
    return address.strip().casefold()


def answer_asked(asked: AskedMail, now: datetime) -> None:
    """Write the mail that asks to confirm, to whoever asked to be told of what a path lists.

    Nothing is written to an address that is told of it already. Called by a worker: neither the
    answer to a visitor nor its time says who is known here.
    """
    what = kept_form(search_of(urlsplit(asked.next_path).query))
    try:
        address = read_mailbox(asked.address)
    except BadMailbox:
        return
    alert = db.session.scalar(
        select(OpeningAlert).where(
            OpeningAlert.email_folded == folded(address), OpeningAlert.what == what
        )
    )
    if alert is not None and alert.confirmed_at:
        return
    if alert is None:
        alert = OpeningAlert(email=address, email_folded=folded(address), what=what)
        db.session.add(alert)
    alert.language, alert.asked_at, alert.since = asked.language, now, now
    db.session.flush()
    _keep_the_latest(alert.email_folded)
    with force_locale(alert.language):
        words = in_words(search_of(what), alert.language)
    mail.send(
        to=alert.email,
        template="publishing/mail/alert_asked",
        language=alert.language,
        now=now,
        about=alert.id,
        what=words,
        link=confirm_link(alert),
    )


def _keep_the_latest(email_folded: str) -> None:
    of_address = OpeningAlert.email_folded == email_folded
    latest = select(OpeningAlert.id).where(of_address).order_by(OpeningAlert.asked_at.desc())
    db.session.execute(
        delete(OpeningAlert).where(of_address, OpeningAlert.id.not_in(latest.limit(MOST)))
    )


def confirm(alert_id: UUID, *, now: datetime) -> OpeningAlert | None:
    """Begin to tell; a second time changes nothing. None for what was stopped or forgotten."""
    alert = db.session.get(OpeningAlert, alert_id, with_for_update=True)
    if alert is not None and alert.confirmed_at is None:
        alert.confirmed_at = alert.since = now
    return alert


def stop(alert_id: UUID) -> None:
    """Forget an address with all that it asked for; a second time finds nothing left."""
    alert = db.session.get(OpeningAlert, alert_id)
    if alert is not None:
        forget_address(alert.email)


def forget_address(address: str) -> None:
    """Forget an address, what it asked for and what waits to be sent to it."""
    ids = list(
        db.session.scalars(
            select(OpeningAlert.id).where(OpeningAlert.email_folded == folded(address))
        )
    )
    mail.forget(ids)
    db.session.execute(delete(OpeningAlert).where(OpeningAlert.id.in_(ids)))


def forget_unconfirmed(*, now: datetime) -> int:
    """Forget what was asked and never confirmed; returns how many."""
    late = select(OpeningAlert.id).where(
        OpeningAlert.confirmed_at.is_(None), OpeningAlert.asked_at < asked_too_long_ago(now)
    )
    ids = list(db.session.scalars(late))
    mail.forget(ids)
    db.session.execute(delete(OpeningAlert).where(OpeningAlert.id.in_(ids)))
    return len(ids)
