"""The base of every table, the transaction that views and jobs own, and what follows it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    LargeBinary,
    MetaData,
    SelectBase,
    Text,
    Uuid,
    event,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, registry

log = structlog.get_logger(__name__)
PENDING = "after_commit"
NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


def words_of(kind: type[StrEnum], *, name: str | None = None) -> Enum:
    """Return the column type of an enumeration: a word, and a CHECK on which words there are.

    name: of the CHECK, where one table has two columns of the same enumeration
    """
    # not PostgreSQL's own enumerations: adding a word to one needs more than a migration
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda kinds: [each.value for each in kinds],
    )


class Base(DeclarativeBase):
    """Typed models: an annotation alone gives the column its PostgreSQL type."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            date: Date(),
            UUID: Uuid(),
            str: Text(),
            bytes: LargeBinary(),
            int: BigInteger(),
            list[str]: ARRAY(Text()),
            dict[str, Any]: JSONB(),
            StrEnum: words_of(StrEnum),
        },
    )


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base  # mypy cannot see db.Model, which is made from it
else:
    Model = db.Model


def init_app(app: Flask) -> None:
    """Give a request's connection back; one that has died since must not undo its answer."""

    @app.teardown_appcontext
    def give_back(_: BaseException | None) -> None:
        try:
            db.session.rollback()
        except SQLAlchemyError:
            db.session().invalidate()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it. Views and jobs own it; verbs never commit."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def read_first(keys: SelectBase) -> ColumnElement[list[UUID]]:
    """Return a select of keys as one array, which PostgreSQL reads before anything else.

    It cannot guess that a subquery gives few keys, and would go through a table for them.
    """
    return func.array(keys.scalar_subquery(), type_=ARRAY(Uuid))


def after_commit(act: Callable[[], Any]) -> None:
    """Call `act` after the commit of the current session; forget it on rollback."""
    db.session().info.setdefault(PENDING, []).append(act)


@event.listens_for(Session, "after_commit")
def _run(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for act in session.info.pop(PENDING, []):
        try:
            act()
        except Exception:  # the change is committed: its follow-up must not deny it
            log.exception("after_commit_failed")


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if previous.nested:
        return
    session.info.pop(PENDING, None)
