"""The sentences that the company has put in the place of those that come with an installation."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model, words_of
from app.core.ids import uuid7


class TextLength(StrEnum):
    """How long a text may be: each network takes one of them."""

    LONG = "long"
    MEDIUM = "medium"
    SHORT = "short"


class ShareTemplate(Model):
    """What a text of one length begins with, for a kind of publication in a language."""

    __tablename__ = "share_templates"
    __table_args__ = (
        UniqueConstraint("kind", "language", "length"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("text <> ''", name="written"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]  # as the kinds of publications are registered
    language: Mapped[str]
    length: Mapped[TextLength] = mapped_column(words_of(TextLength))
    text: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
