"""Signing in: by password or by a link; and choosing a password.

Nobody can learn from it who has an account: an unknown address gets the same answer after the
same work, and what is mailed is looked up by a worker.
"""

import re
from datetime import datetime
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, mail
from app.core.database import db
from app.core.errors import Refusal
from app.core.models import AskedMail
from app.core.text.mailboxes import spellings
from app.people.entrance import links, passwords, sessions
from app.people.entrance.links import Purpose
from app.people.models import Person
from app.people.organisation import current_organisation


def safe_path(target: str | None) -> str | None:
    """Return where to go after signing in when it is a path of this site, else None. Pure.

    Browsers read "//host" and "/\\host" as other sites, and drop tabs and newlines.
    """
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if re.search(r"[\x00-\x20\\\x7f]", target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def person_of_address(address: str) -> Person | None:
    """Return the person with this address, in either spelling of its domain, closed or not."""
    return db.session.scalar(select(Person).where(Person.email.in_(spellings(address))).limit(1))


def sign_in_with_password(address: str, password: str, *, now: datetime) -> Person | None:
    """Sign in the person with this address and password, and note how it ended.

    returns: the person, or None: unknown, wrong and disabled look and last the same
    """
    person = person_of_address(address)
    kept = person.password_hash if person else None
    right = passwords.matches(password, kept)
    if person is None or not right or not person.is_active:
        note_failure(person, by="password", now=now)
        return None
    if kept and passwords.is_outdated(kept):
        person.password_hash = passwords.hash_password(password)
    start(person, by="password", now=now)
    return person


def start(person: Person, *, by: str, now: datetime) -> None:
    """Open a session for someone who has just proved who they are.

    by: "password", "link", "openid", "invitation" or "reset", for the activity log
    """
    sessions.sign_in(person, now=now)
    activity.record("sign_in.succeeded", person, by=person, data={"by": by}, now=now)


def note_failure(person: Person | None, *, by: str, now: datetime) -> None:
    """Write that signing in failed; about an unknown address nothing is kept but the fact."""
    subject = person or current_organisation()
    if subject:
        activity.record("sign_in.failed", subject, data={"by": by}, now=now)


def send_sign_in_link(asked: AskedMail, now: datetime) -> None:
    """Mail a link that signs in to whoever has the address that asks for one."""
    _send(Purpose.SIGN_IN, "people/mail/sign_in_link", asked, now)


def send_reset(asked: AskedMail, now: datetime) -> None:
    """Mail a link that lets a new password be chosen to whoever has the address that asks."""
    _send(Purpose.RESET, "people/mail/reset", asked, now)


def _send(purpose: Purpose, template: str, asked: AskedMail, now: datetime) -> None:
    person = person_of_address(asked.address)
    if person is None or not person.is_active:
        return
    query = {"next": asked.next_path} if asked.next_path else {}
    mail.send(
        to=person.email,
        template=template,
        language=person.language,
        now=now,
        first_name=person.first_name,
        link=links.make_link(purpose, person, now=now, **query),
    )


def sign_in_with_link(token: str, *, now: datetime) -> Person:
    """Sign in the person to whom a link was sent; the link is used up.

    raises: DeadLink
    """
    person = links.use_link(Purpose.SIGN_IN, token, now=now)
    start(person, by="link", now=now)
    return person


def reset_password(token: str, password: str, *, now: datetime) -> Person:
    """Change a forgotten password, end every session of that person, and sign in here.

    raises: DeadLink, or WeakPassword, which leaves the link usable
    """
    person = links.person_of_link(Purpose.RESET, token)
    passwords.demand_strength(password, names_around(person))
    links.use_link(Purpose.RESET, token, now=now)
    person.password_hash = passwords.hash_password(password)
    sessions.revoke_all(person, by=person, now=now)
    activity.record("password.changed", person, by=person, data={"by": "reset"}, now=now)
    start(person, by="reset", now=now)
    return person


class NotProven(Refusal):
    """Whoever holds this session has not shown that the account is theirs."""

    code = "not_proven"


def change_password(person: Person, password: str, *, present: str, now: datetime) -> None:
    """Change one's own password and end one's sessions in every other browser.

    present: the present password; where there is none, one must have signed in a moment ago

    raises: NotProven, WeakPassword
    """
    if person.password_hash and not passwords.matches(present, person.password_hash):
        raise NotProven(_l("This is not your current password."), field="current")
    if not person.password_hash and not sessions.is_recent(person, now=now):
        raise NotProven(_l("Ask for a link below: it shows that this account is yours."))
    passwords.demand_strength(password, names_around(person))
    person.password_hash = passwords.hash_password(password)
    sessions.revoke_all(person, by=person, now=now, keep=person.session_token)
    activity.record("password.changed", person, by=person, data={"by": "account"}, now=now)


def names_around(person: Person) -> list[str]:
    """What others would try first in a password of this person."""
    organisation = current_organisation()
    company = [organisation.name] if organisation else []
    return [person.first_name, person.last_name, person.email, *company]
