"""What somebody asked to be told of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.core.ids import uuid7


class OpeningAlert(Model):
    """A search of openings, for an address. One address has one mail for all of its searches.

    what: the search, as the address of the list has it: "q=java&place=nantes"; "" for any
    since: openings that were published after it are new
    """

    __tablename__ = "opening_alerts"
    __table_args__ = (
        UniqueConstraint("email_folded", "what"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index(
            "opening_alerts_asked_at_idx", "asked_at", postgresql_where=text("confirmed_at IS NULL")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str]
    email_folded: Mapped[str]
    language: Mapped[str]
    what: Mapped[str]
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    since: Mapped[datetime]
    last_sent_at: Mapped[datetime | None]
