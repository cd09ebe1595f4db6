"""Referral links for tests, made by the same function as the screens."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from app.core import clock
from app.core.database import db
from app.people.charter import current_charter, has_accepted
from app.people.models import CharterAcceptance, Person
from app.publishing.models import Publication
from app.sharing.links import create_link
from app.sharing.models import Channel, ReferralLink
from tests.factories.people import make_charter, make_person
from tests.factories.publishing import make_published_opening


def make_ambassador(**values: Any) -> Person:
    """Make someone who has accepted the charter."""
    person = make_person(**values)
    accept_charter(person)
    return person


def accept_charter(person: Person) -> None:
    """Have a person accept the charter in force, published first when there is none."""
    charter = current_charter() or make_charter()
    if not has_accepted(person):
        db.session.add(
            CharterAcceptance(person_id=person.id, version=charter.version, at=charter.published_at)
        )
        db.session.flush()


def make_link(
    *,
    publication: Publication | None = None,
    ambassador: Person | None = None,
    channel: Channel | str = Channel.LINKEDIN,
    language: str = "fr",
    words: str = "Il nous manque une personne.",
    now: datetime | None = None,
    on_card: bool = False,
) -> ReferralLink:
    """Make a link to a published opening, by someone who has accepted the charter."""
    ambassador = ambassador or make_ambassador()
    accept_charter(ambassador)
    return create_link(
        publication or make_published_opening(),
        ambassador=ambassador,
        channel=Channel(channel),
        language=language,
        words=words,
        form_id=uuid4(),
        now=now or clock.now(),
        on_card=on_card,
    )
