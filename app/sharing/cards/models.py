"""Cards as they were drawn, and which are to be drawn."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.core.models import StoredFile


class ShareCard(Model):
    """The picture of a publication in a language, under a name that its content gives.

    A change gives another name, which the publication's text has then (`PublicationText.card`); the
    former picture keeps answering by its own.
    """

    __tablename__ = "share_cards"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index(
            "share_cards_person_idx",
            "person_id",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    publication_id: Mapped[UUID] = mapped_column(
        ForeignKey("publications.id", ondelete="CASCADE"), index=True
    )
    language: Mapped[str]
    # whose name and face are on it, beside what the card without them says
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_files.id"))
    drawn_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship()


class CardOrder(Model):
    """Cards that a worker is to draw: of a publication, or of a person's shares of it."""

    __tablename__ = "card_orders"
    __table_args__ = (
        UniqueConstraint("publication_id", "person_id", postgresql_nulls_not_distinct=True),
        Index("card_orders_due_idx", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
