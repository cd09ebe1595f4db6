"""A publication as it would be with what is typed now: nothing of it reaches the database."""

from dataclasses import fields
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.core.models import StoredFile
from app.core.text.slugs import slug_of
from app.people.models import Person, Place, Team
from app.publishing.content import Content, OpeningContent, StoryContent
from app.publishing.models import (
    Opening,
    Publication,
    PublicationText,
    Story,
    Theme,
    Variant,
)

Row = TypeVar("Row", Team, Place, StoredFile)
_SHARED = {f.name for f in fields(Content)}


def as_typed(publication: Publication, content: Content) -> Opening | Story:
    """Return a copy with another content, belonging to no session. At most seven reads."""
    copy: Opening | Story = Opening() if isinstance(publication, Opening) else Story()
    for name in ("id", "number", "state", "author_id", "created_at", "updated_at", "published_at"):
        setattr(copy, name, getattr(publication, name))
    for f in fields(content):
        if f.name not in _SHARED:
            setattr(copy, f.name, getattr(content, f.name))
    copy.team_id, copy.team = content.team_id, _row(Team, content.team_id)
    copy.themes = list(
        db.session.scalars(select(Theme).where(Theme.id.in_(content.theme_ids)).order_by(Theme.id))
    )
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
        copy.variants += [Variant(language=language, text=text) for text in words.variants]
    if isinstance(copy, Opening) and isinstance(content, OpeningContent):
        copy.place = _row(Place, content.place_id)
        copy.hiring_manager = _person(content.hiring_manager_id)
        copy.recruiter = _person(content.recruiter_id)
    if isinstance(copy, Story) and isinstance(content, StoryContent):
        author = _person(content.author_id)
        assert author is not None, "a story is signed"
        copy.author = author
        copy.about_person = _person(content.about_person_id)
        copy.cover = _row(StoredFile, content.cover_id)
    return copy


def _row(model: type[Row], key: UUID | None) -> Row | None:
    return db.session.get(model, key) if key else None


def _person(key: UUID | None) -> Person | None:
    if key is None:
        return None
    return db.session.get(
        Person, key, options=[joinedload(Person.portrait), joinedload(Person.place)]
    )
