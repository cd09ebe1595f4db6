"""People, teams, places, the organisation and the charter, valid as they come.

Each is committed (to the test's own savepoint): the rollback of a refused request leaves it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.people.entrance import sessions
from app.people.models import (
    Charter,
    CharterAcceptance,
    Organisation,
    Person,
    PersonRole,
    Place,
    Role,
    Team,
)

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_organisation(*, name: str = "Ormelune", **values: Any) -> Organisation:
    """Make the one organisation; a second call in the same test changes it.

    It asks no relay to say whom one works for: tests of that say so.
    """
    organisation = db.session.query(Organisation).one_or_none()
    if organisation is None:
        organisation = Organisation(created_at=LONG_AGO)
        db.session.add(organisation)
    for field, value in {"name": name, "discloses": False, **values}.items():
        setattr(organisation, field, value)
    db.session.commit()
    return organisation


def make_place(*, name: str | None = None, **values: Any) -> Place:
    """Make a city."""
    place = Place(name=name or f"Ville {next(_numbers)}", **values)
    db.session.add(place)
    db.session.commit()
    return place


def make_team(*, name_fr: str | None = None, name_en: str | None = None, **values: Any) -> Team:
    """Make a team."""
    number = next(_numbers)
    team = Team(
        name_fr=name_fr or f"Équipe {number}",
        name_en=name_en or name_fr or f"Team {number}",
        **{"created_at": LONG_AGO, **values},
    )
    db.session.add(team)
    db.session.commit()
    return team


def make_person(
    *,
    role: Role | str | None = None,
    roles: Iterable[Role | str] | None = None,
    password: str | None = None,
    **values: Any,
) -> Person:
    """Make someone who has joined.

    role: beside that of ambassador
    roles: these and no other
    password: chosen by that person; None: signs in by e-mail link
    """
    number = next(_numbers)
    fields: dict[str, Any] = {
        "email": f"personne{number}@ormelune.example",
        "first_name": "Zoé",
        "last_name": f"Lambert{number}",
        "job_title": "Ingénieure de données",
        "invited_at": LONG_AGO,
        "joined_at": LONG_AGO,
        "created_at": LONG_AGO,
        "password_hash": quick_hash(password) if password else None,
    }
    person = Person(**{**fields, **values})
    named = [Role.AMBASSADOR, role or Role.AMBASSADOR] if roles is None else roles
    wanted = {Role(each) for each in named}
    person.role_rows = [PersonRole(role=each) for each in sorted(wanted)]
    db.session.add(person)
    db.session.commit()
    return person


def make_charter(*, version: int = 1, accepted_by: Iterable[Person] = (), **values: Any) -> Charter:
    """Make a version of the charter, accepted by these people."""
    fields: dict[str, Any] = {
        "text_fr": "Parlez en votre nom.",
        "text_en": "Speak in your own name.",
        "published_at": LONG_AGO,
    }
    charter = Charter(version=version, **{**fields, **values})
    db.session.add(charter)
    db.session.commit()
    for person in accepted_by:
        db.session.add(CharterAcceptance(person_id=person.id, version=version, at=LONG_AGO))
    db.session.commit()
    return charter


def sign_in(client: FlaskClient, person: Person) -> None:
    """Sign a person in with this client, as if by the sign-in page."""
    token = sessions.open_session(person, device="Firefox, Linux", now=clock.now())
    db.session.commit()
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = token


@cache
def quick_hash(password: str) -> str:
    """Hash a password with the least work; signing in hashes it again with the real amount."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
