"""What candidates, and ambassadors whom they name, are told by mail. Each in the caller's
transaction, in the language of the form."""

from collections.abc import Sequence
from datetime import datetime

from app.core import mail
from app.hiring.models import Application, Touch
from app.hiring.status_links import mailed_link
from app.people.links import absolute


def acknowledge(application: Application, *, now: datetime) -> None:
    """Tell a candidate that their application has arrived, with the address to follow it."""
    _to_candidate(application, "received", now=now)


def tell_repeated(application: Application, *, now: datetime) -> None:
    """Tell a mailbox that a second form came for an application still open, and changed nothing."""
    _to_candidate(application, "repeated", now=now)


def tell_refusal(application: Application, *, now: datetime) -> None:
    """Tell a candidate the decision and its reason."""
    _to_candidate(application, "refused", now=now)


def tell_withdrawal(application: Application, *, now: datetime) -> None:
    """Confirm to a candidate that they withdrew."""
    _to_candidate(application, "withdrawn", now=now)


def send_status_links(applications: Sequence[Application], *, now: datetime) -> None:
    """Send the addresses that a mailbox asked for, all in one message.

    applications: of one candidate, at least one
    """
    latest = applications[0]
    mail.send(
        to=latest.candidate.email,
        template="hiring/mail/links",
        language=latest.language,
        now=now,
        links=[(each, mailed_link(each, now=now)) for each in applications],
    )


def ask_ambassador(touch: Touch, application: Application, *, now: datetime) -> None:
    """Ask an ambassador whether they told a candidate about us, as that candidate says."""
    mail.send(
        to=touch.ambassador.email,
        template="hiring/mail/declared",
        language=touch.ambassador.language,
        now=now,
        ambassador=touch.ambassador,
        application=application,
        link=absolute("hiring.declarations"),
    )


def _to_candidate(application: Application, template: str, *, now: datetime) -> None:
    recruiter = application.opening.recruiter
    mail.send(
        to=application.candidate.email,
        template=f"hiring/mail/{template}",
        language=application.language,
        reply_to=recruiter.email if recruiter else "",
        now=now,
        application=application,
        link=mailed_link(application, now=now),
    )
