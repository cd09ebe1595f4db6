"""Touches, and the messages that remind ambassadors of a declaration."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.people.models import Person
from app.policy.policy import TouchKind, TouchState
from app.sharing.models import TrackedLink


class Touch(Model):
    """Evidence that links a candidate to an ambassador: something one of them did.

    It belongs to the candidate and serves later applications too.
    """

    __tablename__ = "touches"
    __table_args__ = (
        # The same act recorded twice (a form sent again) is one touch.
        UniqueConstraint("candidate_id", "source"),
        CheckConstraint(
            "state <> 'ok' OR kind = 'visit' OR settled_at IS NOT NULL", name="settled"
        ),
        CheckConstraint("withdrawn_at IS NULL OR state = 'refused'", name="withdrawn"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    candidate_id: Mapped[UUID] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str]  # "click:<id>", "form:<id>", "recommendation:<id>"
    kind: Mapped[TouchKind]
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]  # visit: the landing; recommendation: sent; declaration: named
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral_links.id"))
    link_at: Mapped[datetime | None]  # when the link was made
    publication_id: Mapped[UUID | None] = mapped_column(ForeignKey("publications.id"))
    story: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list[str]]  # of the ambassador, as they were then
    policy_version: Mapped[int]  # in force at the touch
    state: Mapped[TouchState] = mapped_column(default=TouchState.OK)
    settled_at: Mapped[datetime | None]  # accepted, confirmed or refused
    own_session: Mapped[bool] = mapped_column(default=False)  # sent from its owner's browser
    withdrawn_at: Mapped[datetime | None]  # a colleague had been asked by mistake: it never was
    created_at: Mapped[datetime]

    ambassador: Mapped[Person] = relationship()
    link: Mapped[TrackedLink | None] = relationship()


class DeclarationReminder(Model):
    """An ambassador was told that a candidate's word waits for theirs, or that it is over."""

    __tablename__ = "declaration_reminders"

    touch_id: Mapped[UUID] = mapped_column(
        ForeignKey("touches.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # each once
    at: Mapped[datetime]
