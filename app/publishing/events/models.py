"""Who said that they come to an event."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.publishing.models import Story


class RsvpState(StrEnum):
    """Whether somebody has a seat."""

    COMING = "coming"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Rsvp(Model):
    """One person's answer to one event; they have no account. Changed only through rsvp.py."""

    __tablename__ = "rsvps"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index(
            "rsvps_open_key",
            "story_id",
            "email_folded",
            unique=True,
            postgresql_where=text("state <> 'cancelled'"),
        ),
        Index("rsvps_turn_idx", "story_id", "state", "at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    story_id: Mapped[UUID] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    name: Mapped[str]
    email: Mapped[str]
    email_folded: Mapped[str]
    language: Mapped[str]
    state: Mapped[RsvpState]
    at: Mapped[datetime]

    story: Mapped[Story] = relationship()
