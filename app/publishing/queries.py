"""Reads of publications: one of them in somebody's reach, lists of them, what is near to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.models import StoredFile
from app.core.pagination import Page, paginate_found
from app.core.search import forgives_any, holds
from app.core.text.fold import fold
from app.people.models import Person, Place, Team
from app.people.permissions import may
from app.publishing.kinds import (
    OPENINGS,
    Family,
    Kind,
    family_of,
    is_online,
    online,
    state_read_on,
)
from app.publishing.kinds.description import P
from app.publishing.models import (
    Opening,
    ProcessStep,
    Publication,
    PublicationState,
    Theme,
    publication_themes,
)
from app.publishing.search import fitting, may_be_at


@dataclass(frozen=True)
class ListFilters:
    """What a list of openings or stories is narrowed to; "" or None: not narrowed.

    states: "" is everything but the archive
    """

    search: str = ""
    state: str = ""
    team: UUID | None = None
    mine: bool = False


def publication_seen_by(
    person: Person, family: Family[P], publication_id: UUID, *, now: datetime
) -> P:
    """Return a publication that a person may see.

    Who writes them sees all, others what is online and what they proposed themselves.

    raises: NotFound for anything else, as if it did not exist
    """
    read_with = [selectinload(family.model.variants), *family.on_desks]
    publication = db.session.get(family.model, publication_id, options=read_with)
    if publication is None:
        raise NotFound
    if not (is_online(publication, now) or is_their_own(person, publication)):
        raise NotFound
    return publication


def is_their_own(person: Person, publication: Publication) -> bool:
    """Say whether a publication is a person's to look after: they write them all, or this one."""
    family = family_of(publication)
    proposes = family.proposes is not None and may(person, family.proposes)
    return may(person, family.writes) or (proposes and publication.author_id == person.id)


def may_begin(person: Person, family: Family[Any]) -> bool:
    """Say whether a person may begin a publication of a family."""
    return may(person, family.writes) or bool(family.proposes and may(person, family.proposes))


def may_write(person: Person, publication: Publication) -> bool:
    """Say whether a person may change a publication: an own one, while it is a draft."""
    if may(person, family_of(publication).writes):
        return True
    return publication.state is PublicationState.DRAFT and is_their_own(person, publication)


def publications_for(
    person: Person, family: Family[P], filters: ListFilters, *, page: int, now: datetime
) -> Page[P]:
    """Return a page of the publications that a person may see, what was never online first.

    Six statements, whatever their number; two more when a search finds nothing to the letter.
    """
    kind = family.model

    def listed(exact: bool) -> Select[Any]:
        statement = select(kind).options(*family.on_lists)
        statement = statement.where(*_narrowed(person, family, filters, exact=exact, now=now))
        if filters.state:
            state = state_read_on(family, now)
            statement = statement.where(state == PublicationState(filters.state))
        else:
            statement = statement.where(kind.state != PublicationState.ARCHIVED)
        return statement.order_by(
            kind.published_at.is_not(None).asc(),
            func.coalesce(kind.published_at, kind.updated_at).desc(),
            kind.number.desc(),
        )

    return paginate_found(listed, page=page, per_page=30, forgives=forgives_any(filters.search))


def _narrowed(
    person: Person, family: Family[Any], filters: ListFilters, *, exact: bool, now: datetime
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list but for its state."""
    kind: type[Publication] = family.model
    found = fitting(kind, filters.search, exact=exact)
    if not may(person, family.writes):
        shown = online(family, now)
        own = family.proposes is not None and may(person, family.proposes)
        found.append(or_(shown, kind.author_id == person.id) if own else shown)
    if filters.mine:
        found.append(or_(*(column == person.id for column in family.mine)))
    if filters.team:
        found.append(kind.team_id == filters.team)
    return found


def state_counts(
    person: Person, family: Family[Any], filters: ListFilters, *, exact: bool, now: datetime
) -> dict[PublicationState, int]:
    """Count, by state, what a list would have with that state instead of its own.

    exact: whether the list has what was searched to the letter
    """
    state = state_read_on(family, now).label("state")
    statement = (
        select(state, func.count())
        .select_from(family.model)
        .where(*_narrowed(person, family, filters, exact=exact, now=now))
        .group_by(state)
    )
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


_NAME = Person.first_name + " " + Person.last_name
_WORKS_HERE = Person.disabled_at.is_(None), Person.left_on.is_(None)


def colleagues_called(typed: str, *, limit: int = 8) -> Sequence[tuple[UUID, str]]:
    """Return the key and name of those who work here and whose name holds each word, by name.

    Names that begin with what was typed come first.
    """
    name = func.fold(_NAME)
    rows = db.session.execute(
        select(Person.id, _NAME)
        .where(*_WORKS_HERE, *holds(name, typed.split()))
        .order_by(
            name.startswith(fold(typed), autoescape=True).desc(),
            func.fold(Person.last_name),
            func.fold(Person.first_name),
        )
        .limit(limit)
    )
    return [(key, words) for key, words in rows]


def colleague_named(key: UUID) -> str | None:
    """Return the name of somebody who works here; None for anybody else."""
    return db.session.scalar(select(_NAME).where(Person.id == key, *_WORKS_HERE))


def picture(key: UUID) -> StoredFile | None:
    """Return a picture by its key."""
    return db.session.scalar(
        select(StoredFile).where(StoredFile.id == key, StoredFile.kind == "picture")
    )


def process_steps() -> Sequence[ProcessStep]:
    """Return the steps between an application and an offer, in order."""
    return db.session.scalars(select(ProcessStep).order_by(ProcessStep.position)).all()


def similar_openings(opening: Opening, *, now: datetime, limit: int = 3) -> Sequence[Opening]:
    """Return openings online like this one: same team, then place, themes and contract.

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
        + 2 * _as_number(may_be_at([place.id for place in opening.places]))
        + shared
    )
    same_contract = _as_number(Opening.contract == opening.contract)
    return db.session.scalars(
        select(Opening)
        .where(online(OPENINGS, now), Opening.id != opening.id, nearness > 0)
        .options(*OPENINGS.on_cards)
        .order_by((nearness + same_contract).desc(), Opening.published_at.desc(), Opening.id)
        .limit(limit)
    ).all()


def _as_number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.cast(condition, db.Integer), 0)


def latest_of_team(
    family: Family[P],
    team_id: UUID | None,
    *,
    now: datetime,
    besides: UUID | None = None,
    limit: int,
) -> Sequence[P]:
    """Return the latest that are online, those of a team first. Two statements."""
    model = family.model
    statement = select(model).where(online(family, now)).options(*family.on_cards)
    if besides:
        statement = statement.where(model.id != besides)
    own = func.coalesce(model.team_id == team_id, False)
    first = statement.order_by(own.desc(), model.published_at.desc(), model.id)
    return db.session.scalars(first.limit(limit)).all()


def online_count(family: Family[Any], *, now: datetime) -> int:
    """Count what is online of a family."""
    counted = select(func.count(family.model.id)).where(online(family, now))
    return db.session.scalar(counted) or 0


def untouched_draft(person: Person, kind: Kind[P]) -> P | None:
    """Return a draft that a person began and never wrote in: it serves again."""
    model = kind.family.model
    statement = select(model).where(
        model.author_id == person.id,
        model.state == PublicationState.DRAFT,
        model.version == 1,
        ~model.texts.any(),
    )
    drafts = db.session.scalars(statement.order_by(model.number.desc()))
    return next((draft for draft in drafts if draft.kind_code == kind.code), None)
