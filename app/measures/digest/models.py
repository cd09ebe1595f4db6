"""Who wants the weekly mail and when, and which were sent."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model


class Rhythm(StrEnum):
    """How often a person wants the digest."""

    WEEKLY = "weekly"
    NEVER = "never"


TUESDAY, MORNING = 2, 9


class NotificationPreference(Model):
    """When a person wants what; whoever has chosen nothing has no row."""

    __tablename__ = "notification_preferences"
    __table_args__ = (
        CheckConstraint("digest_day BETWEEN 1 AND 7", name="digest_day"),
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[Rhythm] = mapped_column(default=Rhythm.WEEKLY)
    digest_day: Mapped[int] = mapped_column(default=TUESDAY)  # 1 for Monday
    digest_hour: Mapped[int] = mapped_column(default=MORNING)  # where the person is


class DigestSent(Model):
    """A week is done with for a person: once, whatever stops in between."""

    __tablename__ = "digests_sent"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday
    offered: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))  # publications; none: not sent
    at: Mapped[datetime]
