"""The kinds of publication: each is described once here, and once in each surface that shows it.

Nothing else asks which kind a publication is: it asks what the kind says
(docs/publication-kinds.md).
"""

from datetime import date
from typing import Any

from app.people.models import Place
from app.publishing.kinds.description import Content, Family, Kind
from app.publishing.kinds.opening import OPENING, OPENINGS, OpeningContent
from app.publishing.kinds.story import ARTICLE, PORTRAIT, STORIES, StoryContent
from app.publishing.models import Publication, PublicationState

__all__ = [
    "ARTICLE", "FAMILIES", "KINDS", "OPENING", "OPENINGS", "PORTRAIT", "STORIES",
    "Content", "Family", "Kind", "OpeningContent", "StoryContent",
    "family_of", "is_online", "kind_of", "kinds_of", "last_day_of", "place_of",
]  # fmt: skip

KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in (OPENING, ARTICLE, PORTRAIT)}
FAMILIES: dict[str, Family[Any]] = {family.noun: family for family in (OPENINGS, STORIES)}


def kind_of(publication: Publication | Content) -> Kind[Any]:
    """Return the kind of a publication, or of a content. Pure."""
    return KINDS[publication.kind_code]


def family_of(publication: Publication | Content) -> Family[Any]:
    """Return the family of a publication, or of a content. Pure."""
    return kind_of(publication).family


def place_of(publication: Publication) -> Place | None:
    """Return where it is, if it is anywhere. Pure."""
    relation = family_of(publication).place
    place: Place | None = getattr(publication, relation) if relation else None
    return place


def last_day_of(publication: Publication) -> date | None:
    """Return the day after which it is neither relayed nor applied to, if there is one. Pure."""
    column = family_of(publication).last_day
    last_day: date | None = getattr(publication, column) if column else None
    return last_day


def is_online(publication: Publication, today: date) -> bool:
    """Say whether anyone may read it and relay it: published, its last day not over. Pure."""
    last_day = last_day_of(publication)
    in_time = last_day is None or today <= last_day
    return publication.state is PublicationState.PUBLISHED and in_time


def kinds_of(family: Family[Any]) -> list[Kind[Any]]:
    """Return the kinds of a family, in order. Pure."""
    return [kind for kind in KINDS.values() if kind.family is family]
