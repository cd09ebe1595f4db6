"""Who is invited to relay a publication: one rule, in Python for one and in SQL for many."""

from sqlalchemy import ColumnElement, Select, Table, and_, func, literal, or_, select

from app.people.models import Person
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
    languages = Publication.audience_languages
    return and_(
        or_(
            ~_named(audience_teams).exists(),
            _named(audience_teams).where(audience_teams.c.team_id == person.team_id).exists(),
        ),
        or_(
            ~_named(audience_places).exists(),
            _named(audience_places).where(audience_places.c.place_id == person.place_id).exists(),
        ),
        or_(func.cardinality(languages) == 0, literal(person.language) == func.any(languages)),
    )


def _named(table: Table) -> Select[int]:
    return select(1).where(table.c.publication_id == Publication.id).correlate(Publication)
