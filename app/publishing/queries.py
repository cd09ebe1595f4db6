"""Reads of publications: one of them in somebody's reach, lists of them, what is near to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import QueryableAttribute, joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.pagination import Page, paginate
from app.core.search import holds
from app.people.models import Person, Place, Team
from app.people.permissions import Permission, may
from app.publishing.models import (
    Opening,
    ProcessStep,
    Publication,
    PublicationState,
    PublicationText,
    Story,
    Theme,
    publication_themes,
)

Kind = TypeVar("Kind", Opening, Story)
SHOWN = PublicationState.PUBLISHED


@dataclass(frozen=True)
class ListFilters:
    """What a list of openings or stories is narrowed to; "" or None: not narrowed.

    states: "" is everything but the archive
    """

    search: str = ""
    state: str = ""
    team: UUID | None = None
    mine: bool = False


def shown_person(relation: QueryableAttribute[Any]) -> LoaderOption:
    """Load somebody that a page shows, portrait included, and not what they may do here."""
    return joinedload(relation).options(
        joinedload(Person.portrait), joinedload(Person.place), lazyload(Person.role_rows)
    )


def opening_of(person: Person, opening_id: UUID) -> Opening:
    """Return an opening that a person may see: recruiters all, others what is or was published.

    raises: NotFound for anything else, as if it did not exist
    """
    opening = db.session.get(Opening, opening_id, options=[selectinload(Opening.variants)])
    if opening is None or not _may_see(person, opening, Permission.WRITE_OPENINGS):
        raise NotFound
    return opening


def story_of(person: Person, story_id: UUID) -> Story:
    """Return a story that a person may see: editors all, others what is published.

    raises: NotFound for anything else, as if it did not exist
    """
    story = db.session.get(Story, story_id, options=[selectinload(Story.variants)])
    if story is None or not _may_see(person, story, Permission.WRITE_STORIES):
        raise NotFound
    return story


def _may_see(person: Person, publication: Publication, writes: Permission) -> bool:
    return publication.state is SHOWN or may(person, writes)


def openings_for(person: Person, filters: ListFilters, *, page: int) -> Page[Opening]:
    """Return a page of the openings a person may see, drafts first, then the latest.

    Six statements, whatever their number.
    """
    statement = select(Opening).options(
        joinedload(Opening.team), joinedload(Opening.place), shown_person(Opening.recruiter)
    )
    if not may(person, Permission.WRITE_OPENINGS):
        statement = statement.where(Opening.state == SHOWN)
    if filters.mine:
        statement = statement.where(
            or_(Opening.recruiter_id == person.id, Opening.hiring_manager_id == person.id)
        )
    return paginate(_narrowed(statement, Opening, filters), page=page, per_page=30)


def stories_for(person: Person, filters: ListFilters, *, page: int) -> Page[Story]:
    """Return a page of the stories a person may see, drafts first, then the latest."""
    statement = select(Story).options(
        joinedload(Story.team),
        shown_person(Story.author),
        shown_person(Story.about_person),
        joinedload(Story.cover),
    )
    if not may(person, Permission.WRITE_STORIES):
        statement = statement.where(Story.state == SHOWN)
    if filters.mine:
        statement = statement.where(
            or_(Story.author_id == person.id, Story.about_person_id == person.id)
        )
    return paginate(_narrowed(statement, Story, filters), page=page, per_page=30)


def _narrowed(
    statement: Select[Any], kind: type[Opening] | type[Story], filters: ListFilters
) -> Select[Any]:
    if filters.state:
        statement = statement.where(kind.state == PublicationState(filters.state))
    else:
        statement = statement.where(kind.state != PublicationState.ARCHIVED)
    if filters.team:
        statement = statement.where(kind.team_id == filters.team)
    for found in holds(PublicationText.folded, filters.search.split()):
        statement = statement.where(kind.texts.any(found))
    return statement.order_by(
        (kind.state != PublicationState.DRAFT).asc(),
        func.coalesce(kind.published_at, kind.updated_at).desc(),
        kind.number.desc(),
    )


def state_counts(person: Person, kind: type[Opening] | type[Story]) -> dict[PublicationState, int]:
    """Count the openings or stories a person may see, by state."""
    writes = Permission.WRITE_OPENINGS if kind is Opening else Permission.WRITE_STORIES
    statement = select(kind.state, func.count()).group_by(kind.state)
    if not may(person, writes):
        statement = statement.where(kind.state == SHOWN)
    return {row.state: row[1] for row in db.session.execute(statement)}


def themes() -> Sequence[Theme]:
    """Return the themes, by name."""
    return db.session.scalars(select(Theme).order_by(func.fold(Theme.name_fr))).all()


def teams() -> Sequence[Team]:
    """Return the teams, by name."""
    return db.session.scalars(select(Team).order_by(func.fold(Team.name_fr))).all()


def places() -> Sequence[Place]:
    """Return the places, by name."""
    return db.session.scalars(select(Place).order_by(func.fold(Place.name))).all()


def colleagues() -> Sequence[tuple[UUID, str]]:
    """Return the key and name of everyone who works here, by name, for a list to choose from."""
    name = Person.first_name + " " + Person.last_name
    rows = db.session.execute(
        select(Person.id, name)
        .where(Person.disabled_at.is_(None), Person.left_on.is_(None))
        .order_by(func.fold(Person.last_name), func.fold(Person.first_name))
    )
    return [(key, words) for key, words in rows]


def process_steps() -> Sequence[ProcessStep]:
    """Return the steps between an application and an offer, in order."""
    return db.session.scalars(select(ProcessStep).order_by(ProcessStep.position)).all()


def similar_openings(opening: Opening, *, limit: int = 3) -> Sequence[Opening]:
    """Return published openings like this one: same team, then place, themes and contract.

    None that shares neither team nor place nor theme. Two statements.
    """
    shared = (
        select(func.count())
        .select_from(publication_themes)
        .where(
            publication_themes.c.publication_id == Opening.id,
            publication_themes.c.theme_id.in_(
                select(publication_themes.c.theme_id).where(
                    publication_themes.c.publication_id == opening.id
                )
            ),
        )
        .correlate(Opening)
        .scalar_subquery()
    )
    nearness = (
        3 * _as_number(Opening.team_id == opening.team_id)
        + 2 * _as_number(Opening.place_id == opening.place_id)
        + shared
    )
    same_contract = _as_number(Opening.contract == opening.contract)
    return db.session.scalars(
        select(Opening)
        .where(Opening.state == SHOWN, Opening.id != opening.id, nearness > 0)
        .options(joinedload(Opening.team), joinedload(Opening.place))
        .order_by((nearness + same_contract).desc(), Opening.published_at.desc(), Opening.id)
        .limit(limit)
    ).all()


def _as_number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.cast(condition, db.Integer), 0)


def stories_of_team(
    team_id: UUID | None, *, besides: UUID | None = None, limit: int = 2
) -> Sequence[Story]:
    """Return the latest published stories of a team; of all teams when it has none.

    Two statements.
    """
    own = func.coalesce(Story.team_id == team_id, False)
    conditions = [Story.state == SHOWN] + ([Story.id != besides] if besides else [])
    return db.session.scalars(
        select(Story)
        .where(and_(*conditions))
        .options(
            shown_person(Story.author), shown_person(Story.about_person), joinedload(Story.cover)
        )
        .order_by(own.desc(), Story.published_at.desc(), Story.id)
        .limit(limit)
    ).all()


def openings_of_team(team_id: UUID | None, *, limit: int = 3) -> Sequence[Opening]:
    """Return the latest published openings, those of a team first. Two statements."""
    own = func.coalesce(Opening.team_id == team_id, False)
    return db.session.scalars(
        select(Opening)
        .where(Opening.state == SHOWN)
        .options(joinedload(Opening.team), joinedload(Opening.place))
        .order_by(own.desc(), Opening.published_at.desc(), Opening.id)
        .limit(limit)
    ).all()


def published_count(kind: type[Opening] | type[Story]) -> int:
    """Count what is published."""
    return db.session.scalar(select(func.count(kind.id)).where(kind.state == SHOWN)) or 0


def untouched_draft(person: Person, kind: type[Kind]) -> Kind | None:
    """Return a draft that a person began and never wrote in: it serves again."""
    statement = select(kind).where(
        kind.author_id == person.id,
        kind.state == PublicationState.DRAFT,
        kind.version == 1,
        ~kind.texts.any(),
    )
    return db.session.scalars(statement.order_by(kind.number.desc()).limit(1)).first()
