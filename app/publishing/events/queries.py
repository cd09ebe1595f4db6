"""Reads of events: those that come, those that were, the story that tells of one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core.database import db
from app.core.pagination import Page, paginate
from app.people.models import Person
from app.publishing.events.aftermath import can_be_told
from app.publishing.events.calendar_file import USUAL
from app.publishing.kinds import STORIES, online
from app.publishing.models import EndReason, Publication, PublicationState, Story

MANY, PAST_PER_PAGE = 50, 12
OFFERED_FOR = timedelta(days=30)  # after an event


def _over(now: datetime) -> ColumnElement[bool]:
    return func.coalesce(Story.ends_at, Story.starts_at + USUAL) <= now


def _listed(now: datetime) -> Select[Story]:
    return (
        select(Story)
        .where(online(STORIES, now), Story.starts_at.is_not(None))
        .options(joinedload(Story.place), *STORIES.on_cards)
    )


def coming(*, now: datetime, limit: int = MANY) -> Sequence[Story]:
    """Return the events that are not over, the next first. Two statements."""
    listed = _listed(now).where(~_over(now)).order_by(Story.starts_at, Story.id)
    return db.session.scalars(listed.limit(limit)).all()


def latest_and_coming(
    *, now: datetime, latest: int, events: int
) -> tuple[Sequence[Story], Sequence[Story]]:
    """Return the latest stories, and the events that are not over, the next first.

    Two statements: an event may be one of the latest.
    """
    of_late = (
        select(Story.id)
        .where(online(STORIES, now))
        .order_by(Story.published_at.desc(), Story.number.desc())
        .limit(latest)
        .correlate(None)
    )
    soon = (
        _listed(now)
        .with_only_columns(Story.id)
        .where(~_over(now))
        .order_by(Story.starts_at, Story.id)
        .limit(events)
        .correlate(None)
    )
    found = db.session.scalars(
        select(Story)
        .where(or_(Story.id.in_(of_late), Story.id.in_(soon)))
        .options(joinedload(Story.place), *STORIES.on_cards)
        .order_by(Story.published_at.desc(), Story.number.desc())
    ).all()
    to_come = [
        each for each in found
        if each.starts_at and (each.ends_at or each.starts_at + USUAL) > now
    ]  # fmt: skip
    return found[:latest], sorted(to_come, key=lambda each: (each.starts_at, each.id))[:events]


def past(*, page: int, now: datetime) -> Page[Story]:
    """Return a page of the events that are over, the latest first. Three statements."""
    listed = _listed(now).where(_over(now)).order_by(Story.starts_at.desc(), Story.id.desc())
    return paginate(listed, page=page, per_page=PAST_PER_PAGE)


def story_of(event: Story, *, now: datetime) -> Story | None:
    """Return the story that tells of an event, if it is online."""
    return db.session.scalar(select(Story).where(Story.tells_id == event.id, online(STORIES, now)))


def waits_to_be_told(publication: Publication, now: datetime) -> bool:
    """Say whether it is an event that took place, of which no story was begun.

    One statement for an event, none for anything else.
    """
    if not can_be_told(publication, now):
        return False
    told = select(Story.id).where(Story.tells_id == publication.id)
    return db.session.scalar(told) is None


def _to_tell(person: Person, now: datetime) -> ColumnElement[bool]:
    """The events of a person that took place lately and that no story tells of."""
    telling = aliased(Story)
    took_place = or_(
        Story.state == PublicationState.PUBLISHED,
        and_(
            Story.state == PublicationState.ARCHIVED,
            Story.end_reason != EndReason.RECALLED,
            or_(Story.ended_at >= Story.starts_at, Story.end_reason == EndReason.WINDOW),
        ),
    )
    told = select(telling.id).where(telling.tells_id == Story.id).exists()
    lately = Story.starts_at > now - OFFERED_FOR
    return and_(Story.author_id == person.id, took_place, lately, _over(now), ~told)


def to_tell_counted(person: Person, *, now: datetime) -> ScalarSelect[int]:
    """Select how many events of a person are over and told by nobody."""
    return select(func.count(Story.id)).where(_to_tell(person, now)).scalar_subquery()


def to_tell(person: Person, *, now: datetime) -> Sequence[Story]:
    """Return the events of a person that are over and told by nobody, the latest first."""
    theirs = select(Story).where(_to_tell(person, now)).order_by(Story.starts_at.desc())
    return db.session.scalars(theirs.limit(MANY)).all()
