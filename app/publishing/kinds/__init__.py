"""The kinds of publication: each is described once here, and once in each surface that shows it.

Nothing else asks which kind a publication is: it asks what the kind says
(docs/publication-kinds.md).
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_

from app.people.models import Place
from app.publishing.kinds.description import Content, Family, Kind
from app.publishing.kinds.opening import OPENING, OPENINGS, OpeningContent
from app.publishing.kinds.story import ARTICLE, PORTRAIT, STORIES, StoryContent
from app.publishing.models import Publication, PublicationState

__all__ = [
    "ARTICLE", "FAMILIES", "KINDS", "OPENING", "OPENINGS", "PORTRAIT", "STORIES",
    "Content", "Family", "Kind", "OpeningContent", "StoryContent",
    "family_of", "is_online", "kind_of", "kinds_of", "last_day_of", "online", "places_of",
    "state_on", "state_read_on",
]  # fmt: skip

KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in (OPENING, ARTICLE, PORTRAIT)}
FAMILIES: dict[str, Family[Any]] = {family.noun: family for family in (OPENINGS, STORIES)}


def kind_of(publication: Publication | Content) -> Kind[Any]:
    """Return the kind of a publication, or of a content. Pure."""
    return KINDS[publication.kind_code]


def family_of(publication: Publication | Content) -> Family[Any]:
    """Return the family of a publication, or of a content. Pure."""
    return kind_of(publication).family


def places_of(publication: Publication) -> list[Place]:
    """Return where it is, its first place first; nothing if it is nowhere. Pure."""
    relation = family_of(publication).places
    return list(getattr(publication, relation)) if relation else []


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


def online(family: Family[Any], today: date) -> ColumnElement[bool]:
    """Return the condition on a family's publications that `is_online` checks of one of them."""
    published: ColumnElement[bool] = family.model.state == PublicationState.PUBLISHED
    if not family.last_day:
        return published
    last_day = getattr(family.model, family.last_day)
    return and_(published, or_(last_day.is_(None), last_day >= today))


def state_on(publication: Publication, today: date) -> PublicationState:
    """Return how a publication stands for whoever reads it: closed once its last day is over. Pure.

    The job that closes it in the database may not have run yet.
    """
    state = publication.state
    if state is PublicationState.PUBLISHED and not is_online(publication, today):
        return PublicationState.CLOSED
    return state


def state_read_on(family: Family[Any], today: date) -> ColumnElement[PublicationState]:
    """Return what `state_on` tells of one publication, for a statement about a family's."""
    state = family.model.state
    over = and_(state == PublicationState.PUBLISHED, ~online(family, today))
    return case((over, literal(PublicationState.CLOSED, state.type)), else_=state)


def kinds_of(family: Family[Any]) -> list[Kind[Any]]:
    """Return the kinds of a family, in order. Pure."""
    return [kind for kind in KINDS.values() if kind.family is family]
