"""What was said of stories that were proposed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.people.models import Person


class ReviewStep(StrEnum):
    """What happened to a story between its author and those who approve."""

    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"  # by its author, before an answer
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    DECLINED = "declined"


class Review(Model):
    """One step. Who sends back or declines says why."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("step NOT IN ('sent_back', 'declined') OR note <> ''", name="says_why"),
        Index("reviews_publication_idx", "publication_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    step: Mapped[ReviewStep]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int]  # of the story then

    by: Mapped[Person] = relationship()
