"""Sign-in sessions: a row for each browser, so that a person can see them and end them.

The cookie holds a random token, the row only its SHA-256. Revoking the row, or disabling the
person, signs that browser out at its next request.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, current_app, g, request, session
from flask_login import login_user, logout_user
from sqlalchemy import ColumnElement, ScalarResult, delete, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from app.core import activity, clock
from app.core.database import db, transaction
from app.extensions import login
from app.people.models import Person, SignInSession, UsedToken

SEEN_EVERY = timedelta(minutes=5)
RECENT = timedelta(minutes=15)  # that a sign-in proves who sits there
KEEP_ENDED = timedelta(days=30)


def init_app(app: Flask) -> None:
    """Let Flask-Login find people by their session's token."""
    login.init_app(app)
    # There is no "remember me" cookie here. Looking for one opens the session, which would make
    # every answer, pictures and styles included, depend on cookies (Vary) for caches.
    app.after_request_funcs[None].remove(login._update_remember_cookie)
    app.permanent_session_lifetime = timedelta(days=app.config["SESSION_DAYS"])
    # the row ends when the cookie does: a cookie sent again at each request would say otherwise
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    # its other modes sign people out when their network changes, and keep a hash of the address
    login.session_protection = None
    login.user_loader(person_of_token)


def token_hash(token: str) -> str:
    """Return what the row keeps of a token. Pure."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(person: Person, *, device: str, now: datetime) -> str:
    """Write a session row and return the token that its cookie carries."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInSession(
            person_id=person.id,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=current_app.config["SESSION_DAYS"]),
            device=device,
        )
    )
    return token


def sign_in(person: Person, *, now: datetime) -> None:
    """Sign a person in with the browser of this request, in the caller's transaction.

    What the browser held before is dropped: a session planted in it opens nothing.
    """
    end_current(now=now)
    session.clear()
    session.permanent = True
    device = device_in_words(request.user_agent.string)
    person.session_token = open_session(person, device=device, now=now)
    if person.joined_at is None:
        person.joined_at = now
    login_user(person)


def sign_out(*, now: datetime) -> None:
    """Sign this browser out: its row is revoked and its cookie emptied."""
    end_current(now=now)
    logout_user()
    session.clear()


def end_current(*, now: datetime) -> None:
    """Revoke the row of the session that this browser holds, if it holds one."""
    if token := session.get("_user_id"):
        db.session.execute(
            update(SignInSession)
            .where(SignInSession.token_hash == token_hash(token))
            .where(SignInSession.revoked_at.is_(None))
            .values(revoked_at=now)
        )


def person_of_token(token: str) -> Person | None:
    """Return the person whom a token signs in; None when it has ended or the account is closed.

    With the database away the first reading in a request fails and makes it fail; the second
    comes from the page that says so, which is drawn for nobody in particular.
    """
    if g.get("database_away"):
        return None
    try:
        return _read_person(token)
    except OperationalError:
        g.database_away = True
        raise


def _read_person(token: str) -> Person | None:
    now = clock.now()
    fresh = not db.session().in_transaction()  # a commit here would cut a change in two
    rows = db.session.scalars(
        select(SignInSession)
        .where(SignInSession.token_hash == token_hash(token))
        .where(*_open_at(now))
        .options(
            joinedload(SignInSession.person).options(
                joinedload(Person.portrait), joinedload(Person.role_rows)
            )
        )
    )
    found = rows.unique().one_or_none()
    if found is None or not found.person.is_active:
        return None
    person = found.person
    person.session_token = token
    if fresh and found.seen_at < now - SEEN_EVERY:
        with transaction():
            found.seen_at = now
    return person


def open_sessions_of(person: Person, *, now: datetime) -> ScalarResult[SignInSession]:
    """Return a person's open sessions, the latest used first."""
    return db.session.scalars(
        select(SignInSession)
        .where(SignInSession.person_id == person.id, *_open_at(now))
        .order_by(SignInSession.seen_at.desc(), SignInSession.id)
    )


def _open_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what holds of a session that is open: not ended, not too old, used of late."""
    idle = timedelta(days=current_app.config["SESSION_IDLE_DAYS"])
    return (
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > now,
        SignInSession.seen_at > now - idle,
    )


def is_recent(person: Person, *, now: datetime) -> bool:
    """Return whether a person signed in with this browser a moment ago."""
    opened = db.session.scalar(
        select(SignInSession.created_at).where(
            SignInSession.token_hash == token_hash(person.session_token)
        )
    )
    return opened is not None and opened > now - RECENT


def is_current(row: SignInSession) -> bool:
    """Return whether a session belongs to the browser that asks."""
    return row.token_hash == token_hash(session.get("_user_id", ""))


def revoke_session(person: Person, session_id: UUID, *, by: Person, now: datetime) -> bool:
    """End one of a person's sessions; False when it is not theirs or has ended already."""
    row = db.session.scalar(
        select(SignInSession).where(
            SignInSession.id == session_id,
            SignInSession.person_id == person.id,
            SignInSession.revoked_at.is_(None),
        )
    )
    if row is None:
        return False
    row.revoked_at = now
    activity.record("session.revoked", row, by=by)
    return True


def revoke_all(person: Person, *, by: Person | None, now: datetime, keep: str = "") -> int:
    """End every session of a person, but for the one whose token is `keep`; returns how many."""
    ended = 0
    for row in open_sessions_of(person, now=now):
        if row.token_hash == token_hash(keep):
            continue
        row.revoked_at = now
        activity.record("session.revoked", row, by=by)
        ended += 1
    return ended


def forget_ended(*, now: datetime) -> None:
    """Delete the rows of sessions and used links that ended a month ago."""
    before = now - KEEP_ENDED
    idle = timedelta(days=current_app.config["SESSION_IDLE_DAYS"])
    db.session.execute(
        delete(SignInSession).where(
            or_(
                SignInSession.expires_at < before,
                SignInSession.revoked_at < before,
                SignInSession.seen_at < before - idle,
            )
        )
    )
    # no link lasts that long: a token forgotten here is refused for its age
    db.session.execute(delete(UsedToken).where(UsedToken.used_at < before))


# The first that is found wins: Edge and Opera say they are Chrome, Chrome says it is Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]


SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
]


def device_in_words(user_agent: str) -> str:
    """Return a browser and its system, as "Firefox, Windows"; "" when neither is known. Pure."""
    browser = next((word for mark, word in BROWSERS if mark in user_agent), "")
    system = next((word for mark, word in SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))
