"""The company set up as its administrator would: teams, people, their portraits, the charter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import select

from app.core.database import db
from app.core.ids import uuid7
from app.core.text.slugs import slug_of
from app.demo import content
from app.demo.agenda import at_work
from app.demo.chance import chance
from app.people import accounts, charter, organisation, teams
from app.people.entrance import passwords
from app.people.models import Organisation, Person, PersonRole, Place, Role, Team
from app.publishing.models import Opening, ProcessStep, Story, Theme

DOMAIN: Final = "ormelune.example"
PASSWORD: Final = "les ormes sous la lune"  # noqa: S105 (documented: it opens invented accounts)
Row = TypeVar("Row", Theme, ProcessStep)


@dataclass
class Cast:
    """Everyone and everything on stage, by the names that the content gives them."""

    organisation: Organisation
    places: dict[str, Place] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    openings: dict[str, Opening] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)

    def with_role(self, role: Role) -> Person:
        """The first person who has a role."""
        return next(person for person in self.people.values() if role in person.roles)

    def publication(self, key: str) -> Opening | Story:
        return self.openings.get(key) or self.stories[key]


def email_of(person: content.Person) -> str:
    """A work address: first.last, in plain letters."""
    return f"{slug_of(person.first)}.{slug_of(person.last)}@{DOMAIN}"


def set_up(company: content.Company, *, now: datetime) -> Cast:
    """Set the company up, in the caller's transaction, as of `now`."""
    cast = Cast(organisation.the_organisation(now=now))
    _join(cast, company, now=now)
    admin = cast.with_role(Role.ADMIN)
    _describe(cast, company, by=admin, now=now)
    _show(cast, company, by=admin, now=now)
    manager = cast.with_role(Role.PROGRAMME_MANAGER)
    charter.publish_charter(
        company.charter["fr"].strip(),
        company.charter["en"].strip(),
        replaces=0,
        by=manager,
        now=now,
    )
    return cast


def _join(cast: Cast, company: content.Company, *, now: datetime) -> None:
    """Make the accounts. Everyone has joined; one hash serves all, as making one is slow."""
    kept = passwords.hash_password(PASSWORD)
    for each in company.people:
        joined = at_work(
            now + timedelta(days=chance("joined", each.name).uniform(0, 2)), chance(each.name)
        )
        person = Person(
            id=uuid7(),
            email=email_of(each),
            first_name=each.first,
            last_name=each.last,
            language=each.language,
            password_hash=kept,
            invited_at=now,
            joined_at=joined,
            created_at=now,
        )
        roles = {Role.AMBASSADOR, *map(Role, each.roles)}
        person.role_rows = [PersonRole(role=role) for role in sorted(roles)]
        db.session.add(person)
        cast.people[each.name] = person
    db.session.flush()


def _describe(cast: Cast, company: content.Company, *, by: Person, now: datetime) -> None:
    """Write the organisation's pages and lists."""
    organisation.describe(cast.organisation, company.texts, by=by)
    organisation.set_colour(cast.organisation, company.brand_color, by=by)
    for place in company.places:
        cast.places[place.name] = teams.save_place(
            None, {**vars(place), "country": "FR"}, by=by, now=now
        )
    for team in company.teams:
        cast.teams[team.key] = teams.save_team(None, vars(team), by=by, now=now)
    known_themes = {theme.code: theme for theme in db.session.scalars(select(Theme))}
    for theme in company.themes:
        cast.themes[theme.code] = _write(known_themes.get(theme.code) or Theme(), vars(theme))
    known_steps = {step.position: step for step in db.session.scalars(select(ProcessStep))}
    for position, step in enumerate(company.steps, 1):
        _write(known_steps.get(position) or ProcessStep(position=position), vars(step))
    for each in company.people:
        accounts.place_person(
            cast.people[each.name],
            team=cast.teams[each.team],
            place=cast.places[each.place],
            job_title=each.job,
            employee=True,
            by=by,
            now=now,
        )
    db.session.flush()


def _write(row: Row, values: Mapping[str, str]) -> Row:
    """Write the company's own words over those that an installation begins with."""
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    return row


def _show(cast: Cast, company: content.Company, *, by: Person, now: datetime) -> None:
    """Send in the logo and everyone's portrait, as people do."""
    logo = content.PICTURES / "logo.webp"
    organisation.set_logo(cast.organisation, logo.read_bytes(), name="ormelune.webp", by=by)
    for person in company.people:
        file = content.portrait_of(person)
        accounts.set_portrait(cast.people[person.name], file.read_bytes(), name=file.name, now=now)
