"""The kinds of publication: each is described once here, and once in each surface that shows it.

Nothing else asks which kind a publication is: it asks what the kind says
(docs/publication-kinds.md).
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_

from app.core.calendar import end_of_day, local_date
from app.people.models import Place
from app.publishing.kinds.description import Content, Family, Kind
from app.publishing.kinds.opening import OPENING, OPENINGS, OpeningContent
from app.publishing.kinds.story import (
    ARTICLE,
    CURATED,
    EVENT,
    NEWS,
    PORTRAIT,
    STORIES,
    CuratedContent,
    EventContent,
    StoryContent,
)
from app.publishing.models import Publication, PublicationState

__all__ = [
    "ARTICLE", "CURATED", "EVENT", "FAMILIES", "KINDS", "NEWS", "OPENING", "OPENINGS", "PORTRAIT",
    "STORIES",
    "Content", "CuratedContent", "EventContent", "Family", "Kind", "OpeningContent", "StoryContent",
    "end_of", "family_of", "is_online", "kind_of", "kinds_of", "last_day_of", "online",
    "places_of", "shown", "state_on", "state_read_on",
]  # fmt: skip

ALL = (OPENING, ARTICLE, PORTRAIT, EVENT, NEWS, CURATED)
KINDS: dict[str, Kind[Any]] = {kind.code: kind for kind in ALL}
FAMILIES: dict[str, Family[Any]] = {family.noun: family for family in (OPENINGS, STORIES)}
ENDS_BY_THE_CLOCK = (PublicationState.PUBLISHED, PublicationState.PAUSED)


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


def end_of(publication: Publication) -> datetime | None:
    """Return the instant from which it is online no more, if one is known.

    The first of the end of its last day and the end of its window.
    """
    last_day = last_day_of(publication)
    ends = [end_of_day(last_day) + timedelta(seconds=1)] if last_day else []
    return min([*ends, *filter(None, [publication.withdraw_at])], default=None)


def is_online(publication: Publication, now: datetime) -> bool:
    """Say whether anyone may read it and relay it: published, and its end not reached.

    What goes online does so by a change of its state, never by the clock; what leaves does so by
    the clock, to the second, whenever its state follows.
    """
    return publication.state is PublicationState.PUBLISHED and _lasts(publication, now)


def online(family: Family[Any], now: datetime) -> ColumnElement[bool]:
    """Return the condition on a family's publications that `is_online` checks of one of them."""
    return and_(family.model.state == PublicationState.PUBLISHED, _last(family, now))


def shown(model: type[Publication], now: datetime) -> ColumnElement[bool]:
    """Return the condition of being online but for the last day, which not every kind has."""
    return and_(model.state == PublicationState.PUBLISHED, _in_window(model, now))


def state_on(publication: Publication, now: datetime) -> PublicationState:
    """Return how a publication stands for whoever reads it: ended once its end is reached.

    The job that ends it in the database may not have run yet.
    """
    if publication.state in ENDS_BY_THE_CLOCK and not _lasts(publication, now):
        return family_of(publication).ended
    return publication.state


def state_read_on(family: Family[Any], now: datetime) -> ColumnElement[PublicationState]:
    """Return what `state_on` tells of one publication, for a statement about a family's."""
    state = family.model.state
    over = and_(state.in_(ENDS_BY_THE_CLOCK), ~_last(family, now))
    return case((over, literal(family.ended, state.type)), else_=state)


def _lasts(publication: Publication, now: datetime) -> bool:
    end = end_of(publication)
    return end is None or now < end


def _last(family: Family[Any], now: datetime) -> ColumnElement[bool]:
    in_window = _in_window(family.model, now)
    if not family.last_day:
        return in_window
    last_day = getattr(family.model, family.last_day)
    return and_(in_window, or_(last_day.is_(None), last_day >= local_date(now)))


def _in_window(model: type[Publication], now: datetime) -> ColumnElement[bool]:
    return or_(model.withdraw_at.is_(None), model.withdraw_at > now)


def kinds_of(family: Family[Any]) -> list[Kind[Any]]:
    """Return the kinds of a family, in order. Pure."""
    return [kind for kind in KINDS.values() if kind.family is family]
