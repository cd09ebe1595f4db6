"""Who is invited to relay a publication, or to a campaign: one rule, in Python and in SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, func, literal, or_, select

from app.people.models import Person
from app.publishing.campaigns.models import Campaign, campaign_places, campaign_teams
from app.publishing.models import Publication, audience_places, audience_teams


def is_invited(person: Person, publication: Publication) -> bool:
    """Say whether a person is in a publication's audience. Pure.

    Everyone is, unless teams, places or languages are named; each kind that is named must fit.
    """
    teams = {team.id for team in publication.audience_teams}
    places = {place.id for place in publication.audience_places}
    languages = set(publication.audience_languages)
    return (
        (not teams or person.team_id in teams)
        and (not places or person.place_id in places)
        and (not languages or person.language in languages)
    )


def invites(person: Person) -> ColumnElement[bool]:
    """Return the same rule as a condition on publications."""
    return _invites(
        person,
        Publication,
        (audience_teams, audience_teams.c.publication_id),
        (audience_places, audience_places.c.publication_id),
    )


def invited_to(person: Person) -> ColumnElement[bool]:
    """Return the same rule as a condition on campaigns."""
    return _invites(
        person,
        Campaign,
        (campaign_teams, campaign_teams.c.campaign_id),
        (campaign_places, campaign_places.c.campaign_id),
    )


def _invites(
    person: Person,
    what: type[Publication] | type[Campaign],
    teams: tuple[Table, ColumnElement[UUID]],
    places: tuple[Table, ColumnElement[UUID]],
) -> ColumnElement[bool]:
    def fits(table: Table, owner: ColumnElement[UUID], key: str, own: UUID | None) -> Any:
        named = select(1).select_from(table).where(owner == what.id).correlate(what)
        return or_(~named.exists(), named.where(table.c[key] == own).exists())

    languages = what.audience_languages
    return and_(
        fits(*teams, "team_id", person.team_id),
        fits(*places, "place_id", person.place_id),
        or_(func.cardinality(languages) == 0, literal(person.language) == func.any(languages)),
    )
