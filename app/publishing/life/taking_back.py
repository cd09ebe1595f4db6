"""Taking an earlier version back: a save like any other, which can be taken back too."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.core.database import db
from app.people.models import Person
from app.publishing.content import relations_of
from app.publishing.history.models import Cause, PublicationVersion
from app.publishing.history.snapshots import content_from
from app.publishing.kinds import Content, family_of
from app.publishing.models import Publication
from app.publishing.write import save


def take_back(
    publication: Publication,
    kept: PublicationVersion,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> bool:
    """Write a publication as it once was, in the caller's transaction; says whether it changed.

    What it referred to and is no more (a team, a place, a picture) is left out.

    version: the one that who takes it back was looking at
    raises: EditedMeanwhile when it was saved since; NotReady as `save` does
    """
    content = still_there(content_from(kept.content))
    return save(publication, content, version=version, by=by, now=now, cause=Cause.RESTORED)


def still_there(content: Content) -> Content:
    """Return a content without the rows that are no more."""
    relations = family_of(content).model.__mapper__.relationships
    gone: dict[str, Any] = {}
    for name in relations_of(content):
        key = getattr(content, f"{name}_id")
        if key and db.session.get(relations[name].mapper.class_, key) is None:
            gone[f"{name}_id"] = None
    return replace(content, **gone)
