"""The address of a candidate's status page: signed, ended by time or by a newer one.

Two kinds. The one sent by mail proves that its reader has the mailbox. The one shown on screen
after a form proves only that its reader sent that form: it lasts a day and opens what that
form made, which for a form that changed nothing is that form alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.core import signing
from app.core.database import db
from app.core.errors import Refusal
from app.hiring.models import Application, RepeatedForm
from app.people.entrance.links import absolute

MAILED, SHOWN = "status.mailed", "status.shown"
MAILED_LASTS = timedelta(days=180)
SHOWN_LASTS = timedelta(days=1)


class DeadStatusLink(Refusal):
    """The link is too old, was replaced, or never was one of ours; another one can be had."""

    code = "dead_link"


@dataclass(frozen=True)
class StatusLink:
    """What a status link opens."""

    subject: Application | RepeatedForm
    mailed: bool  # its reader has the mailbox


def mailed_link(application: Application, *, now: datetime) -> str:
    """Return the whole address of a status page, to be sent by mail."""
    value = f"{application.id.hex}.{application.status_generation}"
    token = signing.sign(MAILED, value, expires=now + MAILED_LASTS)
    return absolute("candidate.status", token=f"m{token}")


def shown_token(subject: Application | RepeatedForm, *, now: datetime) -> str:
    """Return what the address of the page shown after a form carries."""
    return "e" + signing.sign(SHOWN, subject.id.hex, expires=now + SHOWN_LASTS)


def is_ours(token: str) -> bool:
    """Return whether a link was signed here, whatever has become of it since."""
    return signing.is_ours(_purpose(token), token[1:])


def _purpose(token: str) -> str:
    return MAILED if token.startswith("m") else SHOWN


def open_link(token: str) -> StatusLink:
    """Return what a status link opens.

    raises: DeadStatusLink that says why
    """
    try:
        value = signing.unsign(_purpose(token), token[1:])
    except signing.Expired as expired:
        raise DeadStatusLink(_l("This link is too old"), code="expired_link") from expired
    except signing.BadToken as forged:
        raise DeadStatusLink(_l("This link is incomplete or altered")) from forged
    hexadecimal, _, generation = value.partition(".")
    key = UUID(hex=hexadecimal)
    if _purpose(token) == MAILED:
        application = db.session.get(Application, key)
        if application is None or str(application.status_generation) != generation:
            raise DeadStatusLink(
                _l("A newer link has taken the place of this one"), code="replaced_link"
            )
        return StatusLink(application, mailed=True)
    subject = db.session.get(Application, key) or db.session.get(RepeatedForm, key)
    if subject is None:
        raise DeadStatusLink(_l("This link is incomplete or altered"))
    return StatusLink(subject, mailed=False)
