"""The few colleagues whose names are worth comparing with a typed one, however many there are.

The rule (candidates/names.py) judges them; what is read here only has to hold everybody whom it
would take (docs/decisions/0065-names-are-looked-for.md). Folded names are columns of `people`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, false, func, literal, or_, select, union

from app.core.database import db
from app.core.text.fold import name_key, plain_words
from app.hiring.candidates.names import (
    ALIKE,
    NEAR,
    SHORT_FORM,
    KnownName,
    nicknames,
)
from app.people.models import Person, Place, Team

LONGEST = 250  # letters that PostgreSQL compares; no name of a colleague is longer
MOST_ALIKE = 50  # of those who share a first or a last name: more are not shown


def at_work(disabled_at: datetime | None, left_on: date | None, today: date) -> bool:
    """Say whether somebody can still be named: they have an account and have not left. Pure."""
    return disabled_at is None and (left_on is None or left_on >= today)


@dataclass(frozen=True)
class Preferred:
    """Who goes first among namesakes, the strongest reason first.

    teams, places: that the candidate wrote
    visited, relayed: who relayed the opening, with and without visits
    of_team: the opening's team
    """

    teams: frozenset[UUID] = frozenset()
    places: frozenset[UUID] = frozenset()
    visited: frozenset[UUID] = frozenset()
    relayed: frozenset[UUID] = frozenset()
    of_team: UUID | None = None


def of_that_name(typed: str, *, today: date) -> list[KnownName[UUID]]:
    """Return whom `only_match` may take a typed name for. At most two statements."""
    same = _known(Person.folded_name == name_key(typed), today=today)
    return same or _known(_within(NEAR, typed), today=today)


def of_like_name(
    typed: str, preferred: Preferred, *, without: Iterable[UUID], today: date
) -> list[KnownName[UUID]]:
    """Return whom `likeness` may find like a typed name, the preferred ones of many namesakes.

    Whoever relayed the opening is among them, whatever their name. Two statements.

    without: people who are not to be found
    """
    wanted = plain_words(typed)
    here = _here(today), Person.id.not_in(list(without))
    some = [
        select(Person.id).where(*here, condition).order_by(*_order(preferred)).limit(MOST_ALIKE)
        for condition in (
            Person.folded_first.in_(_first_names(wanted)),
            Person.folded_last.contained_by(wanted),
        )
    ]
    near = select(Person.id).where(*here, _within(ALIKE, typed))
    relayed = select(Person.id).where(*here, Person.id.in_(preferred.visited | preferred.relayed))
    found = union(near, relayed, *(each.subquery().select() for each in some))
    return _known(Person.id.in_(found), today=today)


def written_in(words: Iterable[str]) -> Preferred:
    """Return whom a team or a place that is written in some words prefers. One statement."""
    said = set(words)

    def are_said(*names: str) -> bool:
        return any(set(plain_words(each)) <= said for each in names if each)

    teams = select(Team.id, literal(True), Team.name_fr, Team.name_en)
    places = select(Place.id, literal(False), Place.name, Place.name)
    rows = db.session.execute(teams.union_all(places)).all()
    found = [(key, is_team) for key, is_team, *names in rows if are_said(*names)]
    return Preferred(
        teams=frozenset(key for key, is_team in found if is_team),
        places=frozenset(key for key, is_team in found if not is_team),
    )


def _within(slips: int, typed: str) -> ColumnElement[bool]:
    """Return the condition that a name is within some slips of a typed one, in either order.

    Letters that changed places count twice: PostgreSQL has no slip of that kind.
    """
    letters = "".join(plain_words(typed))
    if not letters or len(letters) > LONGEST:
        return false()
    first, last = Person.folded_first, func.array_to_string(Person.folded_last, "")
    length = func.length(first) + func.length(last)
    most = 2 * slips

    def apart(name: ColumnElement[str]) -> ColumnElement[int]:
        return func.levenshtein_less_equal(name, letters, most)

    near = func.least(apart(first.concat(last)), apart(last.concat(first))) <= most
    alike = length.between(len(letters) - slips, min(len(letters) + slips, LONGEST))
    return case((alike, near), else_=false())  # long ones are refused, so never compared


def _first_names(wanted: Sequence[str]) -> list[str]:
    """Return the first names in the company that typed words may be short for, or a slip from."""
    words = sorted({*wanted, "".join(wanted)})
    words = [word for word in words if len(word) <= LONGEST]
    first_names = select(Person.folded_first.label("name")).distinct().subquery()
    name = first_names.c.name
    found = db.session.scalars(
        select(name).where(
            func.length(name) <= LONGEST,
            or_(
                name.in_(words),
                *(
                    or_(
                        func.starts_with(name, word),
                        func.levenshtein_less_equal(name, word, 2) <= 2,
                    )
                    for word in words
                    if len(word) >= SHORT_FORM
                ),
            ),
        )
    )
    return nicknames(wanted, found)


def _order(preferred: Preferred) -> Sequence[Any]:
    where = or_(
        Person.team_id.in_(list(preferred.teams)), Person.place_id.in_(list(preferred.places))
    )
    return (
        func.coalesce(where, False).desc(),
        Person.id.in_(list(preferred.visited)).desc(),
        Person.id.in_(list(preferred.relayed)).desc(),
        func.coalesce(Person.team_id == preferred.of_team, False).desc(),
        Person.id,
    )


def _here(today: date) -> ColumnElement[bool]:
    return Person.disabled_at.is_(None) & or_(Person.left_on.is_(None), Person.left_on >= today)


def _known(condition: ColumnElement[bool], *, today: date) -> list[KnownName[UUID]]:
    rows = db.session.execute(
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.disabled_at,
            Person.left_on,
            Team.name_fr,
            Team.name_en,
            Place.name,
            Person.team_id,
        )
        .outerjoin(Person.team)
        .outerjoin(Person.place)
        .where(condition)
    )
    return [
        KnownName(
            key, first, last, at_work(disabled, left, today), tuple(filter(None, where)), team
        )
        for key, first, last, disabled, left, *where, team in rows
    ]
