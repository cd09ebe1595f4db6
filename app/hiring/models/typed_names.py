"""The names that candidates typed for who told them about an opening."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.hiring.models.applications import Application
from app.hiring.models.touches import Touch
from app.people.models import Person


class TypedNameState(StrEnum):
    """What became of a name that a candidate typed."""

    OPEN = "open"  # fits nobody or several: waits for a person
    MATCHED = "matched"
    NOBODY = "nobody"  # a person found that no colleague has it
    ASKED = "asked"  # the candidate was asked which one
    REPLACED = "replaced"  # the candidate has answered again


class TypedName(Model):
    """A candidate says who told them: the name as typed, and the colleague it was taken for.

    It keeps what a declaration needs to know of that moment, until a person matches the name.
    """

    __tablename__ = "typed_names"
    __table_args__ = (
        Index(
            "typed_names_current_key",
            "application_id",
            unique=True,
            postgresql_where=text("state <> 'replaced'"),
        ),
        Index("typed_names_open_idx", "at", postgresql_where=text("state = 'open'")),
        CheckConstraint("state <> 'matched' OR ambassador_id IS NOT NULL", name="matched"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]  # when the candidate sent it
    typed: Mapped[str]
    details: Mapped[str] = mapped_column(default="")  # a team, a place: tells namesakes apart
    policy_version: Mapped[int]  # in force at the act
    sender_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # signed in there
    state: Mapped[TypedNameState] = mapped_column(default=TypedNameState.OPEN)
    ambassador_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    touch_id: Mapped[UUID | None] = mapped_column(ForeignKey("touches.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # None: Relais
    asked_at: Mapped[datetime | None]  # when the candidate was written to about it

    application: Mapped[Application] = relationship()
    ambassador: Mapped[Person | None] = relationship(foreign_keys=[ambassador_id])
    touch: Mapped[Touch | None] = relationship()
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])
