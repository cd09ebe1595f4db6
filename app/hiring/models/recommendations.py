"""Recommendations, and the mailboxes that are not to be asked again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.hiring.models.touches import Touch
from app.people.models import Person
from app.publishing.models import Opening


@dataclass(frozen=True)
class RecommendedPerson:
    """Somebody, in the words of the ambassador who recommends them.

    relation: how they know each other
    words: why them
    """

    name: str
    email: str
    relation: str
    words: str


class Recommendation(Model):
    """Somebody whom an ambassador named for an opening.

    Until they accept, this row and the messages about it are all that is known of them, and no
    page but their own shows it. Without a name it says nothing of anybody: what is left is that
    the ambassador sent one. Changes only through recommendations.py.
    """

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("ambassador_id", "form_id"),
        # One at a time for an ambassador, a mailbox and an opening.
        Index(
            "recommendations_known_key",
            "ambassador_id",
            "opening_id",
            "email_folded",
            unique=True,
            postgresql_where=text("email_folded IS NOT NULL"),
        ),
        Index("recommendations_mailbox_idx", "email_folded"),
        Index("recommendations_sent_idx", "ambassador_id", text("sent_at DESC")),
        Index(
            "recommendations_unanswered_idx", "ends_at", postgresql_where=text("touch_id IS NULL")
        ),
        CheckConstraint(
            "num_nonnulls(name, email, email_folded, relation, words) IN (0, 5)", name="whole"
        ),
        CheckConstraint("accepted_at IS NULL OR name IS NOT NULL", name="accepted_is_known"),
        CheckConstraint(
            "(taken_at IS NULL) = (taken_by_id IS NULL)"
            " AND (contacted_at IS NULL OR taken_at IS NOT NULL)",
            name="taken_by_someone",
        ),
        CheckConstraint("touch_id IS NULL OR accepted_at IS NOT NULL", name="touch_is_accepted"),
        CheckConstraint("language IN ('fr', 'en')", name="language"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    opening_id: Mapped[UUID] = mapped_column(ForeignKey("openings.id"), index=True)
    form_id: Mapped[UUID]  # of the ambassador's form: idempotency
    language: Mapped[str]  # of the message and, by default, of the page
    sent_at: Mapped[datetime]
    roles: Mapped[list[str]]  # of the ambassador, when it was sent
    policy_version: Mapped[int]  # in force when it was sent
    ends_at: Mapped[datetime]  # without an answer, nothing is left of the person from then on
    # What the ambassador calls it by, for themselves alone; says nothing of what came of it.
    called: Mapped[str] = mapped_column(default="", server_default="")
    # The person: all of it, or nothing.
    name: Mapped[str | None]
    email: Mapped[str | None]
    email_folded: Mapped[str | None]
    relation: Mapped[str | None]  # how the ambassador knows them, in the ambassador's words
    words: Mapped[str | None]  # why them
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # the opening stopped taking applications before an answer
    accepted_at: Mapped[datetime | None]
    touch_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("touches.id", ondelete="SET NULL"), unique=True
    )

    # Who writes to the person, and when that was done.
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    taken_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]

    ambassador: Mapped[Person] = relationship(foreign_keys=[ambassador_id])
    taken_by: Mapped[Person | None] = relationship(foreign_keys=[taken_by_id])
    opening: Mapped[Opening] = relationship()
    touch: Mapped[Touch | None] = relationship()

    @property
    def person(self) -> RecommendedPerson | None:
        """The person it names; None once that is erased."""
        if self.name is None or self.email is None:
            return None
        return RecommendedPerson(self.name, self.email, self.relation or "", self.words or "")


class RecommendationRefusal(Model):
    """A mailbox that is not to be asked again, for one opening or ever; nothing else is known."""

    __tablename__ = "recommendation_refusals"

    key: Mapped[bytes] = mapped_column(primary_key=True)  # HMAC-SHA-256, see recommendations.py
