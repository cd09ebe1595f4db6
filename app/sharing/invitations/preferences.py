"""How and when a person takes the invitations of campaigns, and what the company allows."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.people.models import Organisation, Person
from app.sharing.invitations import stopping
from app.sharing.invitations.models import WEEKEND, InvitationPreference, Takes
from app.sharing.invitations.rule import Manners

PURPOSE = "invitations-stop"


def manners_of(organisation: Organisation | None) -> Manners:
    """Return the company's rules of inviting."""
    if organisation is None:
        return Manners()
    return Manners(
        organisation.invitations_a_week, organisation.quiet_from, organisation.quiet_until
    )


def preference_of(person: Person) -> InvitationPreference:
    """Return what a person chose, or what holds for whoever chose nothing."""
    return db.session.get(InvitationPreference, person.id) or InvitationPreference(
        takes=Takes.EACH, days_off=[*WEEKEND], away_until=None
    )


def choose(
    person: Person, takes: Takes, *, days_off: Collection[int], away_until: date | None
) -> None:
    """Choose how invitations come. days_off: 1 for Monday, not all seven"""
    _keep(person, {"takes": takes, "days_off": sorted(days_off), "away_until": away_until})


def stop_token(person: Person) -> str:
    """Return what stops a person's invitations without signing in."""
    return stopping.token_for(PURPOSE, person)


def person_to_stop(token: str) -> Person:
    """Return whose invitations a token stops. raises: DeadStop"""
    return stopping.person_of(PURPOSE, token)


def stop(person: Person) -> None:
    """Invite a person to no campaign any more; doing it twice changes nothing."""
    _keep(person, {"takes": Takes.NONE})


def _keep(person: Person, chosen: dict[str, object]) -> None:
    fresh = {"takes": Takes.EACH, "days_off": [*WEEKEND], "away_until": None} | chosen
    db.session.execute(
        insert(InvitationPreference)
        .values(person_id=person.id, **fresh)
        .on_conflict_do_update(index_elements=[InvitationPreference.person_id], set_=chosen)
    )
