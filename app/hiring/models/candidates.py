"""Candidates, who among them is one person, and what agencies claim of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.core.text.fold import name_key
from app.people.models import Person
from app.publishing.models import Opening


class Candidate(Model):
    """Someone who applied or agreed to be recommended. Same folded mailbox, same candidate."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index(
            "candidates_folded_idx",
            "folded",
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
        ),
        Index("candidates_name_idx", text("fold(name)")),
        Index("candidates_person_idx", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        Index("candidates_folded_name_idx", "folded_name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    email: Mapped[str]  # as typed, where answers go
    email_folded: Mapped[str] = mapped_column(unique=True)  # mailbox.py, attribution.md
    phone: Mapped[str] = mapped_column(default="")
    # what two ways of writing a number have in common: its last digits
    phone_digits: Mapped[str] = mapped_column(
        Computed("right(regexp_replace(phone, '[^0-9]', '', 'g'), 9)", persisted=True), index=True
    )
    language: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # works here
    created_at: Mapped[datetime]
    # for searching: no accents, no capitals
    folded: Mapped[str] = mapped_column(
        Computed("fold(name || ' ' || email)", persisted=True), deferred=True
    )
    folded_name: Mapped[str] = mapped_column(server_default="")  # `_fold_name` fills it


@event.listens_for(Candidate, "before_insert")
@event.listens_for(Candidate, "before_update")
def _fold_name(_mapper: Any, _connection: Any, candidate: Candidate) -> None:
    """Keep the words of a name in alphabetical order, as two candidates' names are compared."""
    candidate.folded_name = name_key(candidate.name)


class PairVerdict(StrEnum):
    """What somebody said of two candidates who look alike."""

    SAME = "same"
    DIFFERENT = "different"


class CandidatePair(Model):
    """Two candidates who are one person, or are not: a pointer between them, moving no row.

    The candidates that pairs of the first kind link, however many, are one person. The order of
    the two says nothing, so that saying it twice, or the other way round, is the same row.
    """

    __tablename__ = "candidate_pairs"
    __table_args__ = (
        CheckConstraint("one_id < other_id", name="in_order"),
        # One word in force about two candidates, however many say it at once.
        Index(
            "candidate_pairs_in_force_key",
            "one_id",
            "other_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("candidate_pairs_other_idx", "other_id", postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    one_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"))
    verdict: Mapped[PairVerdict]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]

    one: Mapped[Candidate] = relationship(foreign_keys=[one_id])
    other: Mapped[Candidate] = relationship(foreign_keys=[other_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class AgencyClaim(Model):
    """A recruitment agency presented somebody, and claims them until a day.

    Of a mailbox, since an agency usually comes before any application. Never changed: a correction
    is another row, so that what a past decision knew can still be read.
    """

    __tablename__ = "agency_claims"
    __table_args__ = (
        Index("agency_claims_mailbox_idx", "email_folded"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
        CheckConstraint("replaced_by_id IS NULL OR ended_at IS NOT NULL", name="replaced_is_ended"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    form_id: Mapped[UUID] = mapped_column(unique=True)  # of the form: idempotency
    email_folded: Mapped[str]  # mailbox.py
    email: Mapped[str]  # as typed
    agency: Mapped[str]
    presented_at: Mapped[datetime]
    until: Mapped[date]  # its last day
    opening_id: Mapped[UUID | None] = mapped_column(ForeignKey("openings.id"))  # None: any
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # corrected or withdrawn
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    replaced_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency_claims.id"))

    opening: Mapped[Opening | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
