"""Stopping a kind of mail from the mail itself, without signing in (RFC 8058)."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l

from app.core import signing
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person


class DeadStop(Refusal):
    """The address was not made here, lost a part on its way, or was of an account that is gone."""

    code = "dead_stop"

    def __init__(self) -> None:
        super().__init__(_l("This link is incomplete, or the account it was for no longer exists."))


def token_for(purpose: str, person: Person) -> str:
    """Return what stops a kind of mail to a person, for ever; it opens nothing else."""
    return signing.sign(purpose, person.id.hex)


def person_of(purpose: str, token: str) -> Person:
    """Return whose mails of a kind a token stops. raises: DeadStop"""
    try:
        person = db.session.get(Person, UUID(signing.unsign(purpose, token)))
    except signing.BadToken as forged:
        raise DeadStop from forged
    if person is None:
        raise DeadStop
    return person


def headers(stop_link: str, list_name: str) -> dict[str, str]:
    """Return what lets a mail program stop a list in one click."""
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    return {
        "List-Unsubscribe": f"<{stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{list_name}.{host}>",
    }
