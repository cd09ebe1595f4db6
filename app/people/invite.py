"""Invitations: written a line each, sent by mail, accepted once."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, locks, mail
from app.core.database import db
from app.core.errors import Refusal
from app.core.locks import Lock
from app.core.models import Activity
from app.core.text.mailbox_slips import likely_meant
from app.core.text.mailboxes import BadMailbox, bare_mailbox, read_mailbox, spellings
from app.core.text.slugs import slug_of
from app.people.entrance import links, passwords, sign_in
from app.people.entrance.links import Purpose
from app.people.models import Person, PersonRole, Place, Role, Team
from app.people.references import count_references, in_words

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
    known: whether this person has an account already, so that nothing is left to do
    """

    number: int  # of the line, from 1
    text: str
    sentence: str | LazyString
    asked: str = ""
    known: bool = False


OWN_ROWS = ("person_roles", "sign_in_sessions")  # that go with an account


class AlreadyJoined(Refusal):
    """The person has signed in already: there is nothing to accept."""

    code = "already_joined"


class StillNamed(Refusal):
    """Other rows refer to this person."""

    code = "still_named"


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
        has_account = not spellings(email).isdisjoint(known)
        meant = None if email in asked or has_account else likely_meant(email, own_domains)
        problem = None
        if email in seen:
            problem = _l("Line %(line)d has this address too.", line=seen[email])
        elif has_account:
            problem = _l("This address has an account already.")
        elif meant:
            problem = _l(
                "Did you mean %(address)s? Correct it, or send it again as it is.", address=meant
            )
        elif len(good) == MOST_LINES:
            problem = _l(
                "At most %(num)d invitations at once: send this one in the next batch.",
                num=MOST_LINES,
            )
        if problem:
            bad.append(
                BadLine(entry.number, entry.text, problem, email if meant else "", has_account)
            )
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
    """Make an account for each who has none, in the caller's transaction; mails follow it.

    The same list sent twice at once invites each person once: the second waits for the first.

    returns: the people invited now
    """
    locks.hold(Lock.INVITATIONS)
    invitees = list(invitees)
    known = known_addresses(" ".join(each.email for each in invitees))
    invited = [
        Person(
            first_name=invitee.first_name,
            last_name=invitee.last_name,
            email=invitee.email,
            team=team,
            place=place,
            language=language,
            invited_at=now,
            created_at=now,
            role_rows=[PersonRole(role=role) for role in sorted(set(roles))],
        )
        for invitee in invitees
        if spellings(invitee.email).isdisjoint(known)
    ]
    db.session.add_all(invited)
    db.session.flush()
    for person in invited:
        activity.record("person.invited", person, by=by, now=now)
    return invited


def invite_again(person: Person, *, by: Person, now: datetime) -> None:
    """Have a fresh invitation sent; the one before ends.

    raises: AlreadyJoined
    """
    if person.joined_at is not None:
        raise AlreadyJoined(_l("This person has already joined: a sign-in link is enough."))
    person.invited_at = now
    activity.record("person.invited", person, by=by, now=now)


def take_back(person: Person, *, by: Person, now: datetime) -> None:
    """Delete the account of someone invited who never came, and with it every link sent.

    raises: AlreadyJoined, StillNamed
    """
    if person.joined_at is not None or person.password_hash is not None:
        raise AlreadyJoined(_l("This person has already joined: close the account instead."))
    counts = count_references(person)
    for own in OWN_ROWS:
        counts.pop(own, None)
    if counts:
        raise StillNamed(
            _l("Still named by %(what)s: close the account instead.", what=in_words(counts))
        )
    activity.record("person.taken_back", person, by=by, now=now)
    mail.forget_addressee(person.email)
    db.session.delete(person)
    db.session.flush()


def mail_invitation(act: Activity) -> None:
    """Write the mail of an invitation, unless a fresher one is on its way, or nobody needs it."""
    person = db.session.get(Person, act.subject_id)
    inviter = db.session.get(Person, act.actor_id) if act.actor_id else None
    if person is None or inviter is None or person.invited_at != act.at:
        return
    if person.joined_at is not None or not person.is_active:
        return
    mail.send(
        to=person.email,
        template="people/mail/invitation",
        language=person.language,
        now=act.at,
        first_name=person.first_name,
        inviter=inviter.name,
        inviter_address=inviter.email,
        link=links.make_link(Purpose.INVITATION, person, now=act.at),
    )


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
