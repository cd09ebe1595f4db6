"""What is said of a publication that was recalled, or corrected aloud."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.core.ids import uuid7


class NoticeKind(StrEnum):
    """What a notice tells."""

    CORRECTED = "corrected"  # it stays online, as it was corrected
    RECALLED = "recalled"


class Notice(Model):
    """A word to readers, and a text for those who relayed to post in their turn."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("note_fr <> '' AND note_en <> ''", name="in_both_languages"),
        Index("notices_publication_idx", "publication_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    note_fr: Mapped[str]
    note_en: Mapped[str]
    suggested_fr: Mapped[str] = mapped_column(default="")
    suggested_en: Mapped[str] = mapped_column(default="")

    def note(self, language: str) -> str:
        """Return the word to readers in "fr" or "en"."""
        return self.note_fr if language == "fr" else self.note_en

    def suggested(self, language: str) -> str:
        """Return the text to post in "fr" or "en", else in the other one; "" for none."""
        both = (self.suggested_fr, self.suggested_en)
        return (both[0] or both[1]) if language == "fr" else (both[1] or both[0])
