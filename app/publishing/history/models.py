"""The versions of publications."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.people.models import Person


class Cause(StrEnum):
    """What made a version."""

    SAVED = "saved"
    IMPORTED = "imported"
    RESTORED = "restored"  # an earlier one was taken back


class PublicationVersion(Model):
    """A publication as it stood after a change; one is never changed once another follows it."""

    __tablename__ = "publication_versions"
    __table_args__ = (UniqueConstraint("publication_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    number: Mapped[int]  # `Publication.version` at its last save
    since: Mapped[datetime]  # of the first save that is in it
    at: Mapped[datetime]  # of the last one
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    cause: Mapped[Cause]
    changed: Mapped[list[str]]  # names, as `content.changed_names` gives them
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # as `snapshots` writes it

    by: Mapped[Person | None] = relationship()
