"""A publication as it would be with what is typed now: nothing of it reaches the database."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.core.text.slugs import slug_of
from app.people.models import Person, Place, Team
from app.publishing.content import columns_of, relations_of
from app.publishing.kinds import Content, family_of
from app.publishing.models import Publication, PublicationText, Theme, Variant
from app.publishing.write import rows_in_order


def as_typed(publication: Publication, content: Content) -> Publication:
    """Return a copy with another content, belonging to no session. At most nine reads."""
    model = family_of(content).model
    copy: Publication = model()
    for name in ("id", "number", "state", "author_id", "created_at", "updated_at", "published_at"):
        setattr(copy, name, getattr(publication, name))
    for name in columns_of(content):
        setattr(copy, name, getattr(content, name))
    for name in relations_of(content):
        related = model.__mapper__.relationships[name].mapper.class_
        setattr(copy, name, _row(related, getattr(content, f"{name}_id")))
    copy.themes = _rows(Theme, content.theme_ids)
    copy.audience_teams = _rows(Team, content.audience_team_ids)
    copy.audience_places = _rows(Place, content.audience_place_ids)
    copy.audience_languages = sorted(content.audience_languages)
    for name, (relation, rows) in content.ROWS.items():
        setattr(copy, relation, rows_in_order(rows, getattr(content, name)))
    for language, words in content.words.items():
        copy.texts.append(
            PublicationText(
                language=language,
                title=words.title,
                slug=slug_of(words.title),
                summary=words.summary,
                body=words.body,
                cover_alt=words.cover_alt,
            )
        )
        copy.variants += [
            Variant(language=language, network=each.network, text=each.text)
            for each in words.suggested
        ]
    return copy


def _rows(model: type[Any], keys: frozenset[UUID]) -> list[Any]:
    if not keys:
        return []
    return list(db.session.scalars(select(model).where(model.id.in_(keys)).order_by(model.id)))


def _row(model: type[Any], key: UUID | None) -> Any:
    if key is None:
        return None
    shown = [joinedload(Person.portrait), joinedload(Person.place)] if model is Person else []
    return db.session.get(model, key, options=shown)
