"""When what anyone may see changed: all of it as one word, and each list by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select, union_all

from app.core.calendar import local_date
from app.core.database import db
from app.people.models import Organisation, Place, Team
from app.publishing.kinds import OPENINGS, shown
from app.publishing.models import (
    OpeningPlace,
    Publication,
    Theme,
    publication_themes,
)

AROUND = (Organisation, Team, Place, Theme)  # what pages show beside publications


def version_of_all(*, now: datetime) -> str:
    """Return a word that changes when anything that anyone may see does. One statement."""
    one = func.concat(Publication.number, "@", func.extract("epoch", changed_at()))
    every = func.string_agg(one, " ").aggregate_order_by(Publication.number)
    publications = select(func.md5(every)).where(shown(Publication, now))
    parts = [publications, *(_whole(model) for model in AROUND)]
    words = db.session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return " ".join([str(local_date(now)), *(word or "nothing" for word in words)])


def _whole(model: type[Any]) -> Select[Any]:
    name = model.__tablename__
    row: ColumnElement[str] = literal_column(f"{name}::text")
    return select(func.md5(func.string_agg(row, "").aggregate_order_by(model.id))).select_from(
        model
    )


@dataclass(frozen=True)
class LastChanges:
    """When lists changed last: what is on them, or what left them."""

    families: Mapping[str, datetime]  # by noun
    teams: Mapping[UUID, datetime]
    places: Mapping[UUID, datetime]
    themes: Mapping[UUID, datetime]


def changed_at() -> ColumnElement[datetime]:
    """Return when a publication, or whether it is on lists, changed last."""
    return func.greatest(Publication.updated_at, Publication.published_at, Publication.state_since)


def last_changes() -> LastChanges:
    """Return when each list changed last, of those that ever had anything. Four statements."""
    openings = OPENINGS.model.__table__
    others = select(OpeningPlace.opening_id.label("id"), OpeningPlace.place_id)
    where = union_all(select(openings.c.id, openings.c.place_id), others).subquery()
    themes = publication_themes.c
    return LastChanges(
        families=_latest(Publication.family),
        teams=_latest(Publication.team_id),
        places=_latest(where.c.place_id, (where, where.c.id == Publication.id)),
        themes=_latest(
            themes.theme_id, (publication_themes, themes.publication_id == Publication.id)
        ),
    )


def _latest(of: Any, join: tuple[Any, ColumnElement[bool]] | None = None) -> dict[Any, datetime]:
    statement = select(of, func.max(changed_at())).select_from(Publication)
    if join:
        statement = statement.join(*join)
    ever = statement.where(Publication.published_at.is_not(None), of.is_not(None)).group_by(of)
    return {row[0]: row[1] for row in db.session.execute(ever)}
