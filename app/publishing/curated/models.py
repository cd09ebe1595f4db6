"""What became of the page whose address was typed in a curated link."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, words_of
from app.people.models import Person
from app.publishing.models import Publication


class PageReadingState(StrEnum):
    """Where the reading of a page stands."""

    WAITING = "waiting"  # for a worker
    READ = "read"
    REFUSED = "refused"


class PageReading(Model):
    """The reading of the address that a curated link has now: one a story.

    taken: the names of what was empty and is filled from it
    refusal: why the page was not read; picture_refusal: why its picture was not taken
    """

    __tablename__ = "page_readings"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("(state = 'refused') = (refusal <> '')", name="says_why"),
        Index("page_readings_waiting_idx", "asked_at", postgresql_where=text("state = 'waiting'")),
    )

    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str]
    language: Mapped[str]  # in which its words are taken
    asked_at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[PageReadingState] = mapped_column(
        words_of(PageReadingState), default=PageReadingState.WAITING
    )
    taken: Mapped[list[str]] = mapped_column(default=list)
    refusal: Mapped[str] = mapped_column(default="")
    picture_refusal: Mapped[str] = mapped_column(default="")

    publication: Mapped[Publication] = relationship()
    by: Mapped[Person] = relationship()
