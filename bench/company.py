"""A small company to measure on: founded, staffed and published by the verbs that screens call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any
from uuid import uuid4

from app.core.database import db
from app.core.ids import uuid7
from app.demo import cvs
from app.demo.chance import chance
from app.demo.content import company as demonstration
from app.people import charter, organisation, teams
from app.people.models import Person, PersonRole, Place, Role, Team
from app.publishing import publish, write
from app.publishing.kinds.opening import OPENING, OpeningContent
from app.publishing.models import Contract, Opening, Remote
from app.publishing.texts import Words
from app.sharing.links import create_link
from app.sharing.models import Channel, ReferralLink

FOUNDED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CHARTER_VERSION = 1
BODY = "## Votre mission\n\nVous reprenez la chaîne de collecte, **sans interrompre** le service."
_WORDS = {
    "fr": Words(
        title="Ingénieure ou ingénieur données",
        summary="Vous ramenez à une minute un délai de trois heures.",
        variants=("Mon équipe cherche quelqu’un pour ses données de transport. On en parle ?",),
    ),
    "en": Words(
        title="Data engineer",
        summary="You bring a delay of three hours down to one minute.",
        variants=("My team is looking for someone for its transport data. Shall we talk?",),
    ),
}
_numbers = count(1)


@dataclass(frozen=True)
class Workplace:
    """Where everybody works, and every opening is."""

    team: Team
    place: Place


def found_company() -> Workplace:
    """Found a company with a charter, one team and one place."""
    organisation.the_organisation(now=FOUNDED).name = "Ormelune"
    charter.publish_charter(
        "Parlez en votre nom.", "Speak in your own name.", replaces=0, by=None, now=FOUNDED
    )
    names = {"name_fr": "Données", "name_en": "Data"}
    team = teams.save_team(None, dict.fromkeys(teams.TEAM_FIELDS, "") | names, by=None, now=FOUNDED)
    place = teams.save_place(
        None, dict.fromkeys(teams.PLACE_FIELDS, "") | {"name": "Nantes"}, by=None, now=FOUNDED
    )
    return Workplace(team, place)


def hire(workplace: Workplace, first_name: str, *roles: Role, **fields: Any) -> Person:
    """Have somebody join who has accepted the charter.

    roles: beside that of ambassador
    fields: columns of Person, such as last_name= and password_hash=
    """
    number = next(_numbers)
    person = Person(
        id=uuid7(),
        email=f"personne{number}@ormelune.example",
        first_name=first_name,
        team=workplace.team,
        invited_at=FOUNDED,
        joined_at=FOUNDED,
        created_at=FOUNDED,
        **{"last_name": f"Lambert{number}", "job_title": "Ingénieure de données"} | fields,
    )
    person.role_rows = [PersonRole(role=role) for role in sorted({Role.AMBASSADOR, *roles})]
    db.session.add(person)
    db.session.flush()
    charter.accept(person, CHARTER_VERSION, FOUNDED)
    return person


def publish_openings(
    workplace: Workplace,
    number: int,
    *,
    by: Person,
    languages: Sequence[str] = ("fr", "en"),
    body: str = BODY,
) -> list[Opening]:
    """Publish openings that are alike."""
    words = {language: replace(_WORDS[language], body=body) for language in languages}
    content = OpeningContent(
        words=words,
        team_id=workplace.team.id,
        place_id=workplace.place.id,
        contract=Contract.PERMANENT,
        remote=Remote.PARTIAL,
        salary_min=Decimal(48_000),
        salary_max=Decimal(58_000),
        recruiter_id=by.id,
    )
    openings = []
    for _ in range(number):
        opening = write.start(OPENING, by=by, now=PUBLISHED)
        write.save(opening, content, version=opening.version, by=by, now=PUBLISHED)
        publish.publish(opening, by=by, now=PUBLISHED)
        openings.append(opening)
    return openings


def share(opening: Opening, ambassador: Person, *, now: datetime) -> ReferralLink:
    """Have somebody share an opening."""
    return create_link(
        opening,
        ambassador=ambassador,
        channel=Channel.LINKEDIN,
        language="fr",
        words="Il nous manque une personne.",
        form_id=uuid4(),
        now=now,
    )


@cache
def printed_cv() -> bytes:
    """Print a CV, as the demonstration does."""
    imagined = cvs.imagine(
        "Lina Haddad",
        sex="f",
        email="lina.haddad@courriel.example",
        place="Nantes",
        profile=demonstration().candidates.profiles[0],
        today=date(2026, 11, 23),
        chance=chance("bench"),
    )
    (printed,) = cvs.print_all([imagined])
    return printed
