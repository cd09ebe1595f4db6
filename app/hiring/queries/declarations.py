"""Declarations: the ambassadors that candidates named, and those who have yet to answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.hiring.models import Application, ApplicationState, Touch
from app.people.models import Person
from app.policy.policy import TouchKind, TouchState
from app.publishing.models import Opening


def declarations_for(ambassador: Person) -> Sequence[tuple[Touch, Application]]:
    """Return the declarations that wait for an ambassador, each with its application."""
    rows = db.session.execute(
        select(Touch, Application)
        .join(Application, declared_in())
        .where(*_waits_for(ambassador))
        .options(joinedload(Application.candidate), joinedload(Application.opening))
        .order_by(Touch.at)
    )
    return [(touch, application) for touch, application in rows]


def declared_in() -> ColumnElement[bool]:
    """Return what joins a declaration to the application whose candidate names its ambassador."""
    return and_(
        Application.candidate_id == Touch.candidate_id,
        Application.opening_id == Touch.publication_id,
        Application.choice_ambassador_id == Touch.ambassador_id,
    )


_later = aliased(Touch)
_asked_anew = exists().where(
    _later.candidate_id == Touch.candidate_id,
    _later.publication_id == Touch.publication_id,
    _later.ambassador_id == Touch.ambassador_id,
    _later.kind == TouchKind.DECLARATION,
    _later.id > Touch.id,
)
# An application of which an ambassador's word still decides something. The menu, the page that
# asks and the lists of people brought say alike whether there is anything to answer.
ANSWERABLE = frozenset({ApplicationState.OPEN, ApplicationState.HIRED})
UNANSWERED = (
    Touch.kind == TouchKind.DECLARATION,
    Touch.state == TouchState.PENDING,
    Application.state.in_(ANSWERABLE),
    ~_asked_anew,
)


def _waits_for(ambassador: Person) -> tuple[ColumnElement[bool], ...]:
    return (Touch.ambassador_id == ambassador.id, *UNANSWERED)


def declaration_of(ambassador: Person, touch_id: UUID) -> Touch:
    """Return a declaration that names an ambassador. raises: NotFound for anything else"""
    touch = db.session.get(Touch, touch_id)
    if touch is None or touch.kind is not TouchKind.DECLARATION:
        raise NotFound
    if touch.ambassador_id != ambassador.id:
        raise NotFound
    return touch


def declarations_pending() -> Select[Touch, Application]:
    """Return the select of every declaration whose ambassador, at work, has yet to answer."""
    return (
        select(Touch, Application)
        .join(Application, declared_in())
        .join(Touch.ambassador)
        .where(*UNANSWERED, Person.disabled_at.is_(None))
    )


def questions_withdrawn(ambassador: Person, *, since: datetime) -> Sequence[tuple[Touch, Opening]]:
    """Return the questions that an ambassador was asked by mistake, the latest first."""
    rows = db.session.execute(
        select(Touch, Opening)
        .join(Opening, Opening.id == Touch.publication_id)
        .where(Touch.ambassador_id == ambassador.id, Touch.withdrawn_at >= since)
        .order_by(Touch.withdrawn_at.desc())
    )
    return [(touch, opening) for touch, opening in rows]
