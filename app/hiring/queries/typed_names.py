"""The names that candidates typed, for the people who may match them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ScalarSelect,
    Select,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.pagination import MANY_WAITING, Page, counted_to
from app.hiring.candidates.merge import is_another
from app.hiring.models import Application, ApplicationState, Touch, TypedName, TypedNameState
from app.hiring.queries.visibility import TITLES, visible_to
from app.people.models import Person
from app.people.permissions import Permission, may
from app.policy.policy import TouchState
from app.publishing.models import Opening

NAMES_PER_PAGE = 50


def names_page(person: Person, *, page: int) -> Page[TypedName]:
    """Return a page of the typed names that wait for a person, the earliest first."""
    every = _names(person).where(*_TO_MATCH).with_only_columns(func.count())
    total = (db.session.scalar(every) or 0) if may(person, Permission.MATCH_NAMES) else 0
    number = min(max(1, page), max(1, -(-total // NAMES_PER_PAGE)))
    first = (number - 1) * NAMES_PER_PAGE
    rows = names_to_match(person, first=first, most=NAMES_PER_PAGE)
    return Page(rows, number, NAMES_PER_PAGE, total)


def names_to_match(
    person: Person, *, first: int = 0, most: int | None = None
) -> Sequence[TypedName]:
    """Return the typed names that wait for a person who may match them, the earliest first."""
    wanted = (
        _names(person)
        .where(*_TO_MATCH)
        .with_only_columns(TypedName.id)
        .order_by(TypedName.at, TypedName.id)
        .offset(first)
        .limit(most)
    )
    return (
        db.session.scalars(
            _names(person)
            .where(TypedName.id.in_(wanted.subquery().select()))
            .options(
                contains_eager(TypedName.application).options(
                    contains_eager(Application.candidate),
                    contains_eager(Application.opening).options(
                        joinedload(Opening.place),
                        joinedload(Opening.texts).options(TITLES),
                    ),
                )
            )
            .order_by(TypedName.at, TypedName.id)
        )
        .unique()
        .all()
    )


def names_to_match_counted(person: Person) -> ScalarSelect[int] | None:
    """Return the select of how many there are, up to MANY_WAITING and one.

    None for a person who may match none.
    """
    if not may(person, Permission.MATCH_NAMES):
        return None
    waiting = _names(person).where(*_TO_MATCH).with_only_columns(TypedName.id)
    return counted_to(MANY_WAITING, waiting)


def typed_name_of(person: Person, typed_name_id: UUID) -> TypedName:
    """Return a typed name that a person may match. raises: NotFound for anything else"""
    rows = db.session.scalars(
        _names(person)
        .where(TypedName.id == typed_name_id)
        .options(
            contains_eager(TypedName.application).options(
                contains_eager(Application.candidate),
                contains_eager(Application.opening).joinedload(Opening.texts),
            ),
            joinedload(TypedName.ambassador),
            joinedload(TypedName.settled_by),
            joinedload(TypedName.touch),
        )
    )
    found: TypedName | None = rows.unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def unconfirmed_typed_names() -> Select[TypedName]:
    """Return the select of the names that nobody has confirmed, while nothing is decided yet.

    Only those of candidates who have not been written to about any name of that application.
    """
    any_of_it = aliased(TypedName)
    written_to = (
        select(any_of_it.id)
        .where(
            any_of_it.application_id == TypedName.application_id, any_of_it.asked_at.is_not(None)
        )
        .exists()
    )
    return (
        select(TypedName)
        .join(TypedName.application)
        .outerjoin(TypedName.touch)
        .where(
            TypedName.state != TypedNameState.REPLACED,
            Application.state == ApplicationState.OPEN,
            or_(Touch.id.is_(None), Touch.state != TouchState.OK),
            ~written_to,
        )
    )


_TO_MATCH = (
    TypedName.state == TypedNameState.OPEN,
    Application.state.in_([ApplicationState.OPEN, ApplicationState.HIRED]),
)


def _names(person: Person) -> Select[Any]:
    """Return the select of the names a person may match; of their own candidacy, nobody may.

    Who runs the programme sees all of them, and of an application no more than its names.
    """
    statement = (
        select(TypedName)
        .join(TypedName.application)
        .join(Application.candidate)
        .join(Application.opening)
    )
    if not may(person, Permission.MATCH_NAMES):
        return statement.where(false())
    if may(person, Permission.SEE_APPLICATIONS):
        return statement.where(visible_to(person))
    return statement.where(is_another(person, Application.candidate_id))
