"""Invitations: written a line each, sent by mail, accepted once."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, mail
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.mailbox_slips import likely_meant
from app.core.text.mailboxes import BadMailbox, bare_mailbox, read_mailbox, spellings
from app.core.text.slugs import slug_of
from app.people.entrance import links, passwords, sign_in
from app.people.entrance.links import Purpose
from app.people.models import Person, PersonRole, Place, Role, Team

MOST_LINES = 500  # at once
LONGEST_NAME = 100  # characters
_QUOTES = " \t\"',;"  # around a name
# What is between two separators, which stand for themselves inside quotation marks and <>.
_CELL = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^;,\t])+')
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>@]*@[^<>]*)>")
_HEADINGS = {
    "first": {"prenom", "prenoms", "first-name", "firstname", "given-name"},
    "last": {"nom-de-famille", "last-name", "lastname", "surname", "family-name"},
    "name": {"nom", "name", "full-name", "nom-complet", "nom-et-prenom", "nom-prenom"},
    "email": {"e-mail", "email", "mail", "courriel", "adresse", "adresse-e-mail", "adresse-email",
              "adresse-mail", "adresse-electronique", "address", "e-mail-address", "email-address"},
}  # fmt: skip


@dataclass(frozen=True)
class Invitee:
    """Somebody who can be invited."""

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True)
class BadLine:
    """What of a line cannot be invited, and why.

    asked: the address that is asked about, for a likely slip
    """

    number: int  # of the line, from 1
    text: str
    sentence: str | LazyString
    asked: str = ""


class AlreadyJoined(Refusal):
    """The person has signed in already: there is nothing to accept."""

    code = "already_joined"


@dataclass(frozen=True)
class _Entry:
    """One person as written: a name, perhaps empty, and what stands for an address."""

    number: int
    text: str
    name: str
    address: str


def read_lines(
    text: str,
    *,
    known: Collection[str] = (),
    asked: Collection[str] = (),
    own_domains: Collection[str] = (),
) -> tuple[list[Invitee], list[BadLine]]:
    """Read who is to be invited, as pasted from a mail program or a spreadsheet. Pure.

    One person or several a line, apart by ";", "," or a tab: "Name <address>", a bare address, or
    a name in the cell beside it. Empty lines and a row of headings are skipped.

    known: addresses, in lower case, that have an account already
    asked: addresses that were asked about as likely slips, and are taken as they are
    own_domains: the company's, to recognise a slip by
    """
    good: list[Invitee] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for entry in _entries(text):
        try:
            email = _address_of(entry)
        except BadMailbox as refusal:
            bad.append(BadLine(entry.number, entry.text, refusal.sentence))
            continue
        meant = None if email in asked else likely_meant(email, own_domains)
        problem = None
        if email in seen:
            problem = _l("Line %(line)d has this address too.", line=seen[email])
        elif not spellings(email).isdisjoint(known):
            problem = _l("This address has an account already.")
        elif meant:
            problem = _l(
                "Did you mean %(address)s? Correct it, or send it again as it is.", address=meant
            )
        elif len(good) == MOST_LINES:
            problem = _l("At most %(num)d invitations at once: send this one next.", num=MOST_LINES)
        if problem:
            bad.append(BadLine(entry.number, entry.text, problem, email if meant else ""))
        else:
            good.append(_invitee(entry.name, email))
        seen.setdefault(email, entry.number)
    return good, bad


def _address_of(entry: _Entry) -> str:
    if "@" not in entry.address:
        raise BadMailbox(_l("Write a name and an address: Zoé Lambert <zoe.lambert@example.com>."))
    return read_mailbox(entry.address).lower()


def _entries(text: str) -> Iterator[_Entry]:
    columns: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip(" \"'") for cell in _CELL.findall(line)]
        cells = [cell for cell in cells if cell]
        if not columns and (columns := _columns(cells)):
            continue
        addressed = ["@" in cell for cell in cells]
        if any(addressed) and [column == "email" for column in columns] == addressed:
            yield _by_columns(number, line, columns, cells)
        else:
            yield from _by_neighbours(number, line, cells)


def _columns(cells: Sequence[str]) -> list[str]:
    """Return what each cell of a row of headings announces; nothing for any other row."""
    if any("@" in cell for cell in cells):
        return []
    slugs = [slug_of(cell) for cell in cells]
    columns = [
        next((kind for kind, words in _HEADINGS.items() if slug in words), "") for slug in slugs
    ]
    return columns if "email" in columns or (columns and all(columns)) else []


def _by_columns(number: int, line: str, columns: list[str], cells: Sequence[str]) -> _Entry:
    at = dict(zip(columns, cells, strict=True))
    last = at.get("last") or at.get("name", "")
    name = f"{last}, {at['first']}" if "first" in at and last else last or at.get("first", "")
    return _Entry(number, line, name, at["email"])


def _by_neighbours(number: int, line: str, cells: Sequence[str]) -> Iterator[_Entry]:
    """Give each address of a line the name in it or beside it; a lone one may stand after it."""
    addresses = [place for place, cell in enumerate(cells) if "@" in cell or "<" in cell]
    alone = len(addresses) <= 1
    names: list[str] = []
    for place, cell in enumerate(cells):
        if place not in addresses:
            names.append(cell)
            continue
        named = _NAMED.fullmatch(cell)
        name, address = (named["name"], named["address"]) if named else ("", cell)
        if name.strip() and names and " " not in name.strip():
            name = f"{names[-1]}, {name}"  # Lambert, Zoé <zoe@example.com>
        beside = names[::-1] or (cells[place + 1 :] if alone else [])
        name = name if name.strip() else _name_beside(beside, before=bool(names))
        text = line if alone else ", ".join([*names, cell])
        yield _Entry(number, text, name, address)
        names = []
    if names and not (alone and addresses):
        yield _Entry(number, line if alone else ", ".join(names), "", "")


def _name_beside(cells: Sequence[str], *, before: bool) -> str:
    """Return the name in the cells that are nearest to an address: one, or first and last apart."""
    words = [cell for cell in cells if not re.search(r"[\d@]", cell)]
    if not words or " " in words[0]:
        return words[0] if words else ""
    return " ".join(reversed(words[:2]) if before else words[:2])


def _invitee(name: str, email: str) -> Invitee:
    first, last = split_name(name) if name.strip(_QUOTES) else _name_from(email)
    return Invitee(first[:LONGEST_NAME], last[:LONGEST_NAME], email)


def read_invitee(name: str, address: str) -> Invitee:
    """Read one person's name and address. raises: BadMailbox"""
    return _invitee(name, read_mailbox(address).lower())


def split_name(name: str) -> tuple[str, str]:
    """Split a name into first and last: "Zoé Lambert", "LAMBERT Zoé", "Lambert, Zoé". Pure."""
    name = name.strip(_QUOTES)
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(_QUOTES), last.strip(_QUOTES)
    words = name.split()
    shouted = [word for word in words if word.isupper() and len(word) > 1]
    if shouted and len(shouted) < len(words):
        first = " ".join(word for word in words if word not in shouted)
        return first, " ".join(_capitalised(word) for word in shouted)
    return words[0], " ".join(words[1:])


def _name_from(email: str) -> tuple[str, str]:
    words = [word for word in re.split(r"[._+]+", email.partition("@")[0]) if word]
    if not words:
        return email, ""
    return _capitalised(words[0]), " ".join(map(_capitalised, words[1:]))


def _capitalised(word: str) -> str:
    """Return a word of a name with the capitals that names have: Martin, O’Brien, McDonald."""
    return re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), word.title())


def known_addresses(text: str) -> set[str]:
    """Return which addresses of a text have an account already, as they are kept. One statement."""
    written = re.findall(r"[^\s<>,;\"]+@[^\s<>,;\"]+", text)
    addresses = {each for match in written for each in spellings(bare_mailbox(match))}
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
        now=now,
        first_name=person.first_name,
        inviter=by.name,
        inviter_address=by.email,
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
