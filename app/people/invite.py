"""Invitations: written a line each, sent by mail, accepted once."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, mail
from app.core.database import db
from app.core.errors import Refusal
from app.people.entrance import links, passwords, sign_in
from app.people.entrance.links import Purpose
from app.people.models import Person, PersonRole, Place, Role, Team

MOST_LINES = 500  # at once
LONGEST_NAME = 100  # characters
ANGLED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>[\s,;]*")


@dataclass(frozen=True)
class Invitee:
    """One line that can be invited."""

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True)
class BadLine:
    """One line that cannot, and why."""

    number: int  # from 1
    text: str
    sentence: str | LazyString


class AlreadyJoined(Refusal):
    """The person has signed in already: there is nothing to accept."""

    code = "already_joined"


def read_lines(text: str, *, known: Collection[str] = ()) -> tuple[list[Invitee], list[BadLine]]:
    """Read "Name <address>" or a bare address from each line; empty lines are skipped. Pure.

    known: addresses, in lower case, that have an account already
    """
    good: list[Invitee] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            invitee = _read(line.strip())
        except ValueError:
            bad.append(BadLine(number, line, _l("Write a name and an address: Zoé Lambert "
                                                "<zoe.lambert@example.com>.")))  # fmt: skip
            continue
        if invitee.email in seen:
            first = seen[invitee.email]
            bad.append(BadLine(number, line, _l("Line %(line)d has this address too.", line=first)))
        elif invitee.email in known:
            bad.append(BadLine(number, line, _l("This address has an account already.")))
        elif len(good) == MOST_LINES:
            sentence = _l(
                "At most %(num)d invitations at once: send this one next.", num=MOST_LINES
            )
            bad.append(BadLine(number, line, sentence))
        else:
            good.append(invitee)
        seen.setdefault(invitee.email, number)
    return good, bad


def _read(line: str) -> Invitee:
    """Read one line.

    raises: ValueError when it holds no address
    """
    found = ANGLED.fullmatch(line)
    name, address = (found["name"], found["address"]) if found else ("", line.rstrip(",; \t"))
    try:
        email = validate_email(address.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as wrong:
        raise ValueError from wrong
    first, last = split_name(name.strip(" \t\"',;")) if name.strip() else _name_from(email)
    return Invitee(first[:LONGEST_NAME], last[:LONGEST_NAME], email)


def split_name(name: str) -> tuple[str, str]:
    """Split a name into first and last: "Zoé Lambert", "LAMBERT Zoé", "Lambert, Zoé". Pure."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    words = name.split()
    shouted = [word for word in words if word.isupper() and len(word) > 1]
    if shouted and len(shouted) < len(words):
        first = " ".join(word for word in words if word not in shouted)
        return first, " ".join(word.title() for word in shouted)
    return words[0], " ".join(words[1:])


def _name_from(email: str) -> tuple[str, str]:
    words = [word for word in re.split(r"[._+]+", email.partition("@")[0]) if word]
    return (words[0].title(), " ".join(words[1:]).title()) if words else (email, "")


def known_addresses(text: str) -> set[str]:
    """Return which addresses of a text have an account already. One statement."""
    addresses = {match.lower() for match in re.findall(r"[^\s<>,;\"]+@[^\s<>,;\"]+", text)}
    return set(db.session.scalars(select(Person.email).where(Person.email.in_(addresses))))


def invite(
    invitees: Iterable[Invitee],
    *,
    roles: Collection[Role],
    team: Team | None,
    place: Place | None,
    language: str,
    by: Person,
    now: datetime,
) -> Sequence[Person]:
    """Make an account for each and mail its invitation, in the caller's transaction."""
    invited = []
    for invitee in invitees:
        person = Person(
            first_name=invitee.first_name,
            last_name=invitee.last_name,
            email=invitee.email,
            team=team,
            place=place,
            language=language,
            invited_at=now,
            created_at=now,
        )
        person.role_rows = [PersonRole(role=role) for role in sorted(set(roles))]
        db.session.add(person)
        db.session.flush()
        _send(person, by=by, now=now)
        invited.append(person)
    return invited


def invite_again(person: Person, *, by: Person, now: datetime) -> None:
    """Send a fresh invitation; the one before ends.

    raises: AlreadyJoined
    """
    if person.joined_at is not None:
        raise AlreadyJoined(_l("This person has joined already: a sign-in link is enough."))
    person.invited_at = now
    _send(person, by=by, now=now)


def _send(person: Person, *, by: Person, now: datetime) -> None:
    mail.send(
        to=person.email,
        template="people/mail/invitation",
        language=person.language,
        reply_to=by.email,
        now=now,
        first_name=person.first_name,
        inviter=by.name,
        link=links.make_link(Purpose.INVITATION, person, now=now),
    )
    activity.record("person.invited", person, by=by, now=now)


def accept_invitation(token: str, *, password: str, language: str, now: datetime) -> Person:
    """Choose a password and a language, and sign in; the invitation is used up.

    raises: DeadLink, or WeakPassword, which leaves the invitation usable
    """
    person = links.person_of_link(Purpose.INVITATION, token)
    passwords.demand_strength(password, sign_in.names_around(person))
    links.use_link(Purpose.INVITATION, token, now=now)
    person.password_hash = passwords.hash_password(password)
    person.language = language
    sign_in.start(person, by="invitation", now=now)
    return person
