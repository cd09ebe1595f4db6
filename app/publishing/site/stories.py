"""The stories that stand on the pages of places and themes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from app.core.database import db
from app.people.models import Person, Place
from app.publishing.kinds import STORIES, online
from app.publishing.models import Story, Theme


def stories_of_place(place: Place, *, now: datetime, limit: int) -> Sequence[Story]:
    """Return the latest stories about, or by, somebody who works at a place. Two statements."""
    theirs = select(Person.id).where(Person.place_id == place.id)
    told = func.coalesce(Story.about_person_id, Story.author_id)
    return _latest(told.in_(theirs), now, limit)


def stories_of_theme(theme: Theme, *, now: datetime, limit: int) -> Sequence[Story]:
    """Return the latest stories on a theme. Two statements."""
    return _latest(Story.themes.any(Theme.id == theme.id), now, limit)


def _latest(which: ColumnElement[bool], now: datetime, limit: int) -> Sequence[Story]:
    return db.session.scalars(
        select(Story)
        .where(online(STORIES, now), which)
        .options(*STORIES.on_cards)
        .order_by(Story.published_at.desc(), Story.number.desc())
        .limit(limit)
    ).all()
