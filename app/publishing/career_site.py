"""Reads of what anyone may see: published openings and stories, and those that were."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.models import StoredFile
from app.core.pagination import Page, paginate
from app.people.models import Organisation, Person, Place, Team
from app.publishing.kinds import FAMILIES, OPENINGS, STORIES, Family, Kind, end_of, online
from app.publishing.kinds.description import P
from app.publishing.models import (
    LARGEST,
    Opening,
    OpeningPlace,
    Publication,
    PublicationText,
    Story,
)
from app.publishing.site.changes import changed_at

STORIES_PER_PAGE = 12


@dataclass(frozen=True)
class City:
    """A place with open positions, and somebody of it who is already public, if anyone is."""

    place: Place
    count: int
    face: StoredFile | None


def organisation() -> Organisation | None:
    """Return the company; None on an installation that is not set up."""
    return db.session.scalar(select(Organisation).options(joinedload(Organisation.logo)))


def by_number(family: Family[P], number: int) -> P:
    """Return a publication that is or was published.

    raises: NotFound for a draft and for nothing
    """
    statement = select(family.model).where(family.model.number == number)
    found = None
    if number <= LARGEST:
        rows = db.session.scalars(statement.options(*family.on_pages))
        found = rows.unique().one_or_none()
    if found is None or found.published_at is None:
        raise NotFound
    return found


def any_by_number(number: int) -> Publication:
    """Return an opening or a story that is or was published.

    raises: NotFound for a draft and for nothing
    """
    statement = select(Publication.id).where(Publication.number == number)
    key = db.session.scalar(statement) if number <= LARGEST else None
    found = publication_of(key) if key else None
    if found is None or found.published_at is None:
        raise NotFound
    return found


def publication_of(publication_id: UUID) -> Publication | None:
    """Return any publication, whatever its state, with all that its page shows."""
    noun = db.session.scalar(select(Publication.family).where(Publication.id == publication_id))
    if noun is None:
        return None
    family = FAMILIES[noun]
    return db.session.get(family.model, publication_id, options=family.on_pages)


def openings_by_id(ids: Sequence[UUID]) -> list[Opening]:
    """Return openings in the order of their keys, for a list. Two statements."""
    rows = db.session.scalars(
        select(Opening).where(Opening.id.in_(ids)).options(*OPENINGS.on_cards)
    )
    by_id = {opening.id: opening for opening in rows}
    return [by_id[each] for each in ids if each in by_id]


def published_stories(*, kind: Kind[Story] | None, page: int, now: datetime) -> Page[Story]:
    """Return a page of the stories, of one kind or of all, latest first. Three statements."""
    statement = (
        select(Story)
        .where(online(STORIES, now))
        .options(*STORIES.on_cards)
        .order_by(Story.published_at.desc(), Story.number.desc())
    )
    if kind:
        statement = statement.where(Story.story_kind == kind.code)
    return paginate(statement, page=page, per_page=STORIES_PER_PAGE)


def cities(*, now: datetime) -> list[City]:
    """Return the places with open positions, most first, each with a face when one is public.

    A face is public when its person has signed, or is portrayed in, a published story.
    Two statements.
    """
    first = select(Opening.id.label("opening_id"), Opening.place_id)
    others = select(OpeningPlace.opening_id, OpeningPlace.place_id)
    where = union_all(first, others).subquery()
    counts = db.session.execute(
        select(Place, func.count(Opening.id))
        .join(where, where.c.place_id == Place.id)
        .join(Opening, Opening.id == where.c.opening_id)
        .where(online(OPENINGS, now))
        .group_by(Place.id)
        .order_by(func.count(Opening.id).desc(), func.fold(Place.name))
    ).all()
    public = db.session.execute(
        select(Person.place_id, StoredFile)
        .join(StoredFile, StoredFile.id == Person.portrait_id)
        .join(
            Story,
            (Story.about_person_id == Person.id)
            | (Story.author_id == Person.id) & Story.about_person_id.is_(None),
        )
        .where(online(STORIES, now), Person.place_id.is_not(None))
        .ext(distinct_on(Person.place_id))
        .order_by(Person.place_id, Story.published_at.desc())
    )
    faces = {row.place_id: row[1] for row in public}
    return [City(place, count, faces.get(place.id)) for place, count in counts]


def teams_with_openings(*, now: datetime) -> list[tuple[Team, int]]:
    """Return every team with how many positions it has open, by name."""
    opened = func.count(Opening.id).filter(online(OPENINGS, now))
    rows = db.session.execute(
        select(Team, opened)
        .outerjoin(Opening, Opening.team_id == Team.id)
        .group_by(Team.id)
        .order_by(func.fold(Team.name_fr))
    )
    return [(team, count) for team, count in rows]


@dataclass(frozen=True)
class Published:
    """Where a published publication is found: its slug by language, French first."""

    number: int
    changed_at: datetime
    slugs: Mapping[str, str]


def all_published(family: Family[P], *, now: datetime) -> list[Published]:
    """Return where all that is online is found, latest first, however much. One statement."""
    model, text = family.model, PublicationText
    rows = db.session.execute(
        select(model.number, changed_at(), text.language, text.slug)
        .join(text, text.publication_id == model.id)
        .where(online(family, now))
        .order_by(model.published_at.desc(), model.number.desc(), text.language.desc())
    )
    return [
        Published(number, changed, {row.language: row.slug for row in of_one})
        for (number, changed), of_one in groupby(rows, key=lambda row: row[:2])
    ]


def openings_after(
    last: tuple[datetime, int] | None, *, now: datetime, limit: int
) -> Sequence[Opening]:
    """Return the next openings online, latest first. Three statements.

    last: when the one before them was published, and its number; None for the first ones
    """
    statement = select(Opening).where(online(OPENINGS, now)).options(*OPENINGS.on_cards)
    if last is not None:
        place = tuple_(Opening.published_at, Opening.number)
        statement = statement.where(place < last)
    latest = statement.order_by(Opening.published_at.desc(), Opening.number.desc())
    return db.session.scalars(latest.limit(limit)).all()


def first_end(ids: Iterable[UUID], *, now: datetime) -> datetime | None:
    """Return when the first of some publications leaves by itself, if one will. One statement."""
    found = db.session.scalars(select(Publication).where(Publication.id.in_(ids)))
    ends = [end for each in found if (end := end_of(each)) and end > now]
    return min(ends, default=None)


def published(
    family: Family[P],
    *,
    now: datetime,
    team: Team | None = None,
    on_cards: bool = False,
    limit: int | None = None,
) -> Sequence[P]:
    """Return what is online, of a team or of all, latest first. Two statements.

    on_cards: with what lists and cards show of it
    """
    model = family.model
    statement = select(model).where(online(family, now))
    if team:
        statement = statement.where(model.team_id == team.id)
    if on_cards:
        statement = statement.options(*family.on_cards)
    latest = statement.order_by(model.published_at.desc(), model.number.desc())
    return db.session.scalars(latest.limit(limit)).all()
