"""Links sent by mail that open an account once: signing in, a new password, an invitation.

A link is signed, has an end, and serves once. It also carries a mark of what it was made for:
an invitation sent again ends the one before, a chosen password ends whatever else could change it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from app.core import signing
from app.core.database import db
from app.core.errors import Refusal
from app.people.models import Person, UsedToken


class Purpose(StrEnum):
    """What a link opens."""

    SIGN_IN = "sign-in"
    RESET = "reset"
    INVITATION = "invitation"


LASTS = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.RESET: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=7),
}
ENDPOINTS = {
    Purpose.SIGN_IN: "account.sign_in_link",
    Purpose.RESET: "account.reset_link",
    Purpose.INVITATION: "account.invitation",
}


class DeadLink(Refusal):
    """The link was used, is too old, was replaced, or lost a part on its way."""

    code = "dead_link"


INCOMPLETE = "incomplete_link"  # or never one of ours: it cannot be told apart


def make_link(purpose: Purpose, person: Person, *, now: datetime, **query: str) -> str:
    """Return the whole address of a fresh link.

    query: what the page is to know besides, such as where to go next
    """
    value = f"{person.id.hex}.{secrets.token_urlsafe(12)}.{_mark(purpose, person)}"
    token = signing.sign(_named(purpose), value, expires=now + LASTS[purpose])
    return absolute(ENDPOINTS[purpose], token=token, **query)


def is_ours(purpose: Purpose, token: str) -> bool:
    """Return whether a link was signed here, whatever has become of it since."""
    return signing.is_ours(_named(purpose), token)


def person_of_link(purpose: Purpose, token: str) -> Person:
    """Return whom a link is for, without using it: mail scanners follow links too.

    raises: DeadLink that says why, and so what to do next
    """
    try:
        owner, _, mark = signing.unsign(_named(purpose), token).split(".")
    except signing.Expired as expired:
        raise DeadLink(_l("This link is too old to be used."), code="expired_link") from expired
    except signing.BadToken as forged:
        raise DeadLink(_l("This link is incomplete"), code=INCOMPLETE) from forged
    if db.session.get(UsedToken, _hash(token)):
        raise DeadLink(_l("This link has been used already."), code="used_link")
    person = db.session.get(Person, UUID(hex=owner))
    if person is None or mark != _mark(purpose, person):
        raise DeadLink(_l("A newer link has taken the place of this one."), code="replaced_link")
    if not person.is_active:
        raise DeadLink(_l("This account is closed. An administrator can open it again."))
    return person


def use_link(purpose: Purpose, token: str, *, now: datetime) -> Person:
    """Use a link up and return whom it is for, in the caller's transaction.

    raises: DeadLink, also for the second of two uses at the same instant
    """
    person = person_of_link(purpose, token)
    first = db.session.scalar(
        insert(UsedToken)
        .values(token_hash=_hash(token), used_at=now)
        .on_conflict_do_nothing()
        .returning(UsedToken.token_hash)
    )
    if first is None:
        raise DeadLink(_l("This link has been used already."), code="used_link")
    return person


def absolute(endpoint: str, **values: str) -> str:
    """Return the whole address of a page, also outside a request (commands, jobs)."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"


def _named(purpose: Purpose) -> str:
    return f"people.{purpose}"


def _mark(purpose: Purpose, person: Person) -> str:
    """Eight characters of what the link was made for: when that changes, the link is dead."""
    state = person.email + (person.password_hash or "")
    if purpose is Purpose.INVITATION and person.invited_at:
        state += person.invited_at.isoformat()
    return hashlib.sha256(f"{purpose}:{state}".encode()).hexdigest()[:8]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
