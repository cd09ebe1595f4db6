"""Tables that know nothing of the business: activity, messages, files, versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Model
from app.core.ids import uuid7


class Activity(Model):
    """One act: who did what to which thing. Audit trail, outbox and event bus in one.

    Rows hold ids and codes, never names or addresses. They are written in the transaction of
    the change itself and delivered to subscribers after it.
    """

    __tablename__ = "activities"
    __table_args__ = (
        Index("activities_undelivered_idx", "id", postgresql_where=text("delivered_at IS NULL")),
        Index("activities_subject_idx", "subject_type", "subject_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(index=True)  # "application.submitted"
    actor_id: Mapped[UUID | None]  # a person; None: a candidate, or Relais itself
    subject_type: Mapped[str]  # the table's name
    subject_id: Mapped[UUID]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str] = mapped_column(default="")
    certain_at: Mapped[datetime | None]  # until then it can be undone; None: it never could
    delivered_at: Mapped[datetime | None]  # every subscriber has had it, or it was undone first


class ActivityDelivery(Model):
    """One subscriber has handled one activity; written in the same transaction as its effects."""

    __tablename__ = "activity_deliveries"

    activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True
    )
    subscriber: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class MessageState(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"  # no SMTP server is set: shown on the outbox page instead
    FAILED = "failed"


class Message(Model):
    """One e-mail to one address. Its text is emptied once an SMTP server has taken it.

    If it is about something, its address and subject are emptied too: they are nobody's business.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_queued_idx", "id", postgresql_where=text("state = 'queued'")),
        Index("messages_about_idx", "about_id", postgresql_where=text("about_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime]
    to_address: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # besides
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    about_id: Mapped[UUID | None]  # what is forgotten together with its messages


class AskedMail(Model):
    """A mail that somebody asked for by an address; deleted once a worker has looked it up."""

    __tablename__ = "asked_mails"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime]
    kind: Mapped[str]  # "sign_in", "reset", "status"
    address: Mapped[str]  # as typed, known here or not
    language: Mapped[str]  # of the page that asked
    next_path: Mapped[str] = mapped_column(default="")


class StoredFile(Model):
    """A file kept outside the web root under a random name."""

    __tablename__ = "stored_files"
    __table_args__ = (CheckConstraint("size >= 0", name="size"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    key: Mapped[str] = mapped_column(unique=True)  # where it lies in the store
    kind: Mapped[str]  # "cv", "picture"
    name: Mapped[str]  # as the sender called it
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    sha256: Mapped[str]
    width: Mapped[int | None]  # pixels, pictures only
    height: Mapped[int | None]
    created_at: Mapped[datetime]


class Version(Model):
    """How many times things of one kind have changed, for processes that keep them in memory."""

    __tablename__ = "versions"

    kind: Mapped[str] = mapped_column(primary_key=True)  # "publications", "people", "brand"
    number: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
