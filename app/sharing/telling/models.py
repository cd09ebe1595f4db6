"""Who has read what was said of a publication that they relayed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model


class NoticeSeen(Model):
    """Somebody has opened a notice: their home page mentions it no more."""

    __tablename__ = "notices_seen"

    notice_id: Mapped[UUID] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime]
