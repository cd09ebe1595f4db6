"""What a person likes to relay, and what they would rather not be offered."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.core.database import db
from app.people.models import Person
from app.publishing.models import Publication
from app.sharing.models import FollowedTheme, SetAside


def follow_themes(person: Person, theme_ids: Collection[UUID]) -> None:
    """Follow exactly these themes; asking twice changes nothing."""
    db.session.execute(
        delete(FollowedTheme).where(
            FollowedTheme.person_id == person.id, FollowedTheme.theme_id.not_in(theme_ids)
        )
    )
    if theme_ids:
        rows = [{"person_id": person.id, "theme_id": theme_id} for theme_id in theme_ids]
        db.session.execute(insert(FollowedTheme).values(rows).on_conflict_do_nothing())


def set_aside(person: Person, publication: Publication, *, now: datetime) -> None:
    """Stop offering a publication to a person; it stays in their list of everything."""
    db.session.execute(
        insert(SetAside)
        .values(person_id=person.id, publication_id=publication.id, at=now)
        .on_conflict_do_nothing()
    )


def offer_again(person: Person, publication: Publication) -> None:
    """Offer a publication that was set aside."""
    db.session.execute(
        delete(SetAside).where(
            SetAside.person_id == person.id, SetAside.publication_id == publication.id
        )
    )
