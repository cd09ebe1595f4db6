"""A company with ambassadors, openings and links, for journeys to pass through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import insert

from app.core.database import db
from app.core.ids import short_code, uuid7
from app.people.models import Role
from app.publishing.models import Opening
from app.sharing.models import Channel, ReferralLink
from app.web.site.addresses import publication_path
from bench.company import CHARTER_VERSION, Workplace, found_company, hire, publish_openings
from bench.journeys.timekeeper import FIRST_MOMENT

FIRST_NAMES = (
    "Awa", "Baptiste", "Chloé", "Dominique", "Élodie", "Farid", "Gaëlle", "Hugo", "Inès", "Jérôme",
    "Karim", "Léa", "Malik", "Noémie", "Oumar", "Pauline", "Quentin", "Raphaël", "Sofia", "Théo",
)  # fmt: skip
LAST_NAMES = ("Lambert", "Diop-Martin", "Nguyễn", "Le Gall", "Benâïssa")
NAMESAKES = 1  # pairs of ambassadors with the same name, whom no typed name tells apart
OPENINGS = 5
SHARED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Ambassador:
    """Someone who shares: their name, and the code of their link to each opening."""

    id: UUID
    name: str
    email: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Company:
    """What candidates can come to, and who works there.

    openings: the path of each one's public page
    opening_ids: of the same, in the same order
    """

    ambassadors: tuple[Ambassador, ...]
    openings: tuple[str, ...]
    opening_ids: tuple[UUID, ...]
    recruiter: UUID
    manager: UUID  # of the programme


def open_company(app: Flask) -> Company:
    """Found the company; every ambassador shares every opening."""
    with app.app_context():
        workplace = found_company()
        recruiter = hire(workplace, "Claire", Role.RECRUITER, last_name="Dumont")
        manager = hire(
            workplace, "Solenn", Role.PROGRAMME_MANAGER, last_name="Garrec", language="fr"
        )
        openings = publish_openings(workplace, OPENINGS, by=recruiter, languages=("fr",))
        ambassadors = tuple(
            _ambassador(workplace, first, last, openings) for first, last in _names()
        )
        with app.test_request_context():
            paths = tuple(publication_path(opening, "fr") for opening in openings)
        db.session.commit()
        keys = tuple(opening.id for opening in openings)
        return Company(ambassadors, paths, keys, recruiter.id, manager.id)


def _names() -> Iterator[tuple[str, str]]:
    names = [(first, last) for last in LAST_NAMES for first in FIRST_NAMES]
    yield from names[: len(names) - NAMESAKES]
    yield from names[:NAMESAKES]


def _ambassador(workplace: Workplace, first: str, last: str, openings: list[Opening]) -> Ambassador:
    """Make someone who shares, with their links; written at once, as there are thousands."""
    person = hire(workplace, first, last_name=last)
    codes = tuple(short_code() for _ in openings)
    db.session.execute(
        insert(ReferralLink),
        [
            {
                "id": uuid7(),
                "code": code,
                "publication_id": opening.id,
                "ambassador_id": person.id,
                "channel": Channel.LINKEDIN,
                "language": "fr",
                "words": "Mon équipe cherche quelqu’un. On en parle ?",
                "form_id": uuid4(),
                "charter_version": CHARTER_VERSION,
                "created_at": FIRST_MOMENT - SHARED_BEFORE,
            }
            for code, opening in zip(codes, openings, strict=True)
        ],
    )
    return Ambassador(person.id, person.name, person.email, codes)
