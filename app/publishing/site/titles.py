"""The title alone of a publication that is online."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from app.core.database import db
from app.publishing.kinds import FAMILIES, online
from app.publishing.models import LARGEST, Publication, PublicationText


@dataclass(frozen=True)
class Titled:
    """A publication's title in each language it is written in."""

    titles: Mapping[str, str]

    def in_language(self, language: str) -> tuple[str, str]:
        """Return the title in a language, else in another one, and which one that is."""
        shown = language if language in self.titles else next(iter(self.titles))
        return self.titles[shown], shown


def titled(number: int | None, key: UUID | None, *, now: datetime) -> Titled | None:
    """Return the title of what is online under a number, or a key. One statement."""
    if number is not None and number > LARGEST:
        return None
    on_site = [
        Publication.id.in_(select(family.model.id).where(online(family, now)))
        for family in FAMILIES.values()
    ]
    rows = db.session.execute(
        select(PublicationText.language, PublicationText.title)
        .join(Publication, Publication.id == PublicationText.publication_id)
        .where(
            Publication.number == number if key is None else Publication.id == key,
            or_(*on_site),
        )
    )
    titles = {row.language: row.title for row in rows}
    return Titled(titles) if titles else None
