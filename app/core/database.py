"""The base of every table, and the transaction that views and jobs own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import ARRAY, BigInteger, Date, DateTime, Enum, LargeBinary, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, registry

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


def init_app(app: Flask) -> None:
    """Give a request's connection back; one that has died since must not undo its answer."""
    from app.extensions import db

    @app.teardown_appcontext
    def give_back(_: BaseException | None) -> None:
        try:
            db.session.rollback()
        except SQLAlchemyError:
            db.session().invalidate()


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it. Views and jobs own it; verbs never commit."""
    from app.extensions import db

    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
