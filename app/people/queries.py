"""Reading people, teams and places for the administrators' pages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.core.models import Activity
from app.core.pagination import Page, paginate_found
from app.core.search import MOST_WORDS, alike, forgives_any, holds
from app.core.text.fold import fold
from app.core.text.mailboxes import spellings
from app.people.models import Person, PersonRole, Place, Role, SignInSession, Team

PER_PAGE = 50
_SPACE: ColumnElement[str] = literal_column("' '")  # not a parameter: an index has the same words
FOUND_BY = func.fold(
    Person.first_name + _SPACE + Person.last_name + _SPACE + Person.email + _SPACE
    + Person.job_title
)  # fmt: skip
# By last name; who has none stands where the first one does. An index has the same words.
SORT_NAME = func.fold(func.coalesce(func.nullif(Person.last_name, ""), Person.first_name))
LAST_OF_ALL = "\uffff"


class AccountState(StrEnum):
    """Where an account stands."""

    ACTIVE = "active"
    INVITED = "invited"  # has not come yet
    CLOSED = "closed"


STATES: dict[AccountState, ColumnElement[bool]] = {
    AccountState.ACTIVE: Person.disabled_at.is_(None) & Person.joined_at.is_not(None),
    AccountState.INVITED: Person.disabled_at.is_(None) & Person.joined_at.is_(None),
    AccountState.CLOSED: Person.disabled_at.is_not(None),
}


def state_of(person: Person) -> AccountState:
    """Return where an account stands. Pure; the same as STATES."""
    if person.disabled_at is not None:
        return AccountState.CLOSED
    return AccountState.INVITED if person.joined_at is None else AccountState.ACTIVE


@dataclass(frozen=True)
class Wanted:
    """What a list of people is to show."""

    search: str = ""
    role: Role | None = None
    team_id: UUID | None = None
    state: AccountState | None = None
    descending: bool = False


def people(wanted: Wanted, *, page: int) -> Page[Person]:
    """Return one page of people by last name, with their team, place, portrait and roles."""
    shown = (joinedload(Person.team), joinedload(Person.place), joinedload(Person.portrait))
    return paginate_found(
        lambda exact: _in_order(wanted, exact=exact).options(*shown),
        page=page,
        per_page=PER_PAGE,
        forgives=forgives_any(wanted.search),
    )


def everybody(wanted: Wanted) -> Iterator[Person]:
    """Return all the people of a list, some hundreds in memory at a time."""
    statement = _in_order(wanted, exact=True).options(joinedload(Person.team))
    return iter(db.session.scalars(statement.execution_options(yield_per=500)))


def page_of_letter(wanted: Wanted, letter: str) -> int:
    """Return the page on which the names that begin with a letter begin."""
    if wanted.descending:
        before = func.fold(letter) + LAST_OF_ALL <= SORT_NAME
    else:
        before = func.fold(letter) > SORT_NAME
    count = select(func.count()).select_from(_matching(wanted, exact=True).where(before).subquery())
    return (db.session.scalar(count) or 0) // PER_PAGE + 1


def _in_order(wanted: Wanted, *, exact: bool) -> Select[Any]:
    names = [SORT_NAME, func.fold(Person.first_name)]
    order = [name.desc() for name in names] if wanted.descending else names
    return _matching(wanted, exact=exact).order_by(*order, Person.id)


def _matching(wanted: Wanted, *, exact: bool) -> Select[Any]:
    statement = select(Person)
    for word in wanted.search.split()[:MOST_WORDS]:
        written = spellings(word) if "@" in word else [word]
        statement = statement.where(or_(*(holds if exact else alike)(FOUND_BY, written)))
    if wanted.role:
        held = select(PersonRole.person_id).where(PersonRole.role == wanted.role)
        statement = statement.where(Person.id.in_(held))
    if wanted.team_id:
        statement = statement.where(Person.team_id == wanted.team_id)
    if wanted.state:
        statement = statement.where(STATES[wanted.state])
    return statement


def works_here(name: str, address: str, *, besides: Person) -> bool:
    """Say whether somebody works here who is called so, in either order, or has this address."""
    first, last = func.fold(Person.first_name), func.fold(Person.last_name)
    same = or_(
        func.fold(Person.email) == fold(address),
        first + " " + last == fold(name),
        last + " " + first == fold(name),
    )
    here = exists().where(
        same,
        Person.id != besides.id,
        Person.disabled_at.is_(None),
        Person.left_on.is_(None),
    )
    return bool(db.session.scalar(select(here)))


def count_by_role() -> Mapping[Role, int]:
    """Count the people of each role, closed accounts included, as the list does."""
    rows = db.session.execute(select(PersonRole.role, func.count()).group_by(PersonRole.role))
    return dict(rows.all())


def count_people() -> int:
    """Count all accounts."""
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def count_open_accounts() -> int:
    """Count the accounts that may be used."""
    statement = select(func.count()).select_from(Person).where(Person.disabled_at.is_(None))
    return db.session.scalar(statement) or 0


def last_seen(people_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
    """Return when each of these people last came."""
    rows = db.session.execute(
        select(SignInSession.person_id, func.max(SignInSession.seen_at))
        .where(SignInSession.person_id.in_(people_ids))
        .group_by(SignInSession.person_id)
    )
    return dict(rows.all())


def person_of(person_id: UUID) -> Person:
    """Return a person with what their page shows; 404 when there is none."""
    person: Person = db.one_or_404(
        select(Person)
        .where(Person.id == person_id)
        .options(joinedload(Person.team), joinedload(Person.place), joinedload(Person.portrait))
    )
    return person


def team_of(team_id: UUID) -> Team:
    """Return a team; 404 when there is none."""
    return db.get_or_404(Team, team_id)


def place_of(place_id: UUID) -> Place:
    """Return a place; 404 when there is none."""
    return db.get_or_404(Place, place_id)


def teams(language: str) -> list[Team]:
    """Return every team, by its name in a language."""
    name = Team.name_fr if language == "fr" else Team.name_en
    return list(db.session.scalars(select(Team).order_by(func.fold(name))))


def places() -> list[Place]:
    """Return every place, by name."""
    return list(db.session.scalars(select(Place).order_by(func.fold(Place.name))))


def people_by_team() -> Mapping[UUID, int]:
    """Count the people of each team."""
    return _count_people_by(Person.team_id)


def people_by_place() -> Mapping[UUID, int]:
    """Count the people of each place."""
    return _count_people_by(Person.place_id)


def _count_people_by(column: Any) -> Mapping[UUID, int]:
    rows = db.session.execute(
        select(column, func.count()).where(column.is_not(None)).group_by(column)
    )
    return dict(rows.all())


def colleagues_among(addresses: Collection[str]) -> frozenset[str]:
    """Return which addresses are those of accounts, in lower case."""
    wanted = {address.lower() for address in addresses}
    return frozenset(db.session.scalars(select(Person.email).where(Person.email.in_(wanted))))


def roles_at(person: Person, moment: datetime) -> frozenset[Role]:
    """Return the roles that a person had at a moment, from the changes noted since."""
    changes = db.session.scalars(
        select(Activity)
        .where(
            Activity.kind == "person.role_changed",
            Activity.subject_id == person.id,
            Activity.at > moment,
        )
        .order_by(Activity.at.desc(), Activity.id.desc())
    )
    roles = set(person.roles)
    for change in changes:
        roles -= set(map(Role, change.data["added"]))
        roles |= set(map(Role, change.data["removed"]))
    return frozenset(roles)
