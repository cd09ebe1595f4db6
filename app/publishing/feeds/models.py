"""Feeds, their openings as they last said them, and each reading of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.people.models import Person
from app.publishing.models import Contract, Opening, Remote


class FeedState(StrEnum):
    """Whether a feed is read."""

    ON = "on"
    PAUSED = "paused"
    SUSPENDED = "suspended"  # its address was gone for three days


class VanishedBecomes(StrEnum):
    """What becomes of an opening that its feed no longer holds."""

    CLOSE = "close"
    ASK = "ask"  # closed once somebody agrees, however few they are
    STAY = "stay"


class Feed(Model):
    """Where openings come from: an address, or tables that somebody sends."""

    __tablename__ = "feeds"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("every_minutes >= 15", name="every_minutes"),
        CheckConstraint("(format = 'table') OR (address <> '')", name="address"),
        Index("feeds_due_idx", "next_at", postgresql_where=text("state = 'on'")),
        # of two people who first send a table of one name, the second finds its source
        Index("feeds_tables_idx", "name", unique=True, postgresql_where=text("address = ''")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    format: Mapped[str]  # of FORMATS
    address: Mapped[str] = mapped_column(default="")  # "" for tables that are sent
    language: Mapped[str] = mapped_column(default="fr")  # of what says none
    default_contract: Mapped[Contract | None] = mapped_column(default=Contract.PERMANENT)
    default_remote: Mapped[Remote | None] = mapped_column(default=Remote.NONE)
    publishes: Mapped[bool] = mapped_column(default=False)  # new ones, where nothing is missing
    vanished: Mapped[VanishedBecomes] = mapped_column(
        default=VanishedBecomes.CLOSE, server_default="close"
    )
    every_minutes: Mapped[int] = mapped_column(default=60)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[FeedState] = mapped_column(default=FeedState.ON)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)  # headers, as corrected by hand
    etag: Mapped[str] = mapped_column(default="")  # of the last complete reading, only
    modified: Mapped[str] = mapped_column(default="")
    next_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failure: Mapped[str] = mapped_column(default="", server_default="")  # the code of the last one
    failed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # when its owner was told of what lasts
    first_gone_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()


class FeedOpening(Model):
    """An opening that a feed brought. base: what the feed last said, by name"""

    __tablename__ = "feed_openings"
    __table_args__ = (UniqueConstraint("feed_id", "external_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    external_id: Mapped[str]
    opening_id: Mapped[UUID] = mapped_column(
        ForeignKey("openings.id", ondelete="CASCADE"), unique=True
    )
    base: Mapped[dict[str, Any]]
    missing_at: Mapped[datetime | None]  # the first complete reading without it, of those in a row
    closed_by_feed: Mapped[bool] = mapped_column(default=False)
    # title, place and contract of a row without an identifier, as written
    likeness: Mapped[list[str]] = mapped_column(default=list, server_default="{}")

    opening: Mapped[Opening] = relationship()
    feed: Mapped[Feed] = relationship()


class RunState(StrEnum):
    """Where a reading stands."""

    READING = "reading"
    MATCHING = "matching"  # for somebody to say what its columns mean
    WAITING = "waiting"  # for somebody to look at the preview
    APPLYING = "applying"
    ASKING = "asking"  # everything is applied but closings, which somebody must agree to
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


class FeedRun(Model):
    """One reading of a feed, from its document to what it changed."""

    __tablename__ = "feed_runs"
    __table_args__ = (
        Index("feed_runs_feed_idx", "feed_id", "id"),
        Index(
            "feed_runs_one_at_a_time_idx", "feed_id", unique=True,
            postgresql_where=text("state = 'applying'"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    feed_id: Mapped[UUID] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # None: by itself
    state: Mapped[RunState] = mapped_column(default=RunState.READING)
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))  # as sent
    reading_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    complete: Mapped[bool] = mapped_column(default=False)  # all that there is: others may close
    sentence: Mapped[str] = mapped_column(default="")  # the code of why it failed
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    # left as they were when the run was undone, since somebody had edited them
    edited: Mapped[int] = mapped_column(default=0, server_default="0")
    asked: Mapped[list[str]] = mapped_column(default=list)  # identifiers that wait for a yes
    # of a table: the row of its headings, the headings, some values of each
    headings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    # new ones that look like one that is there, by identifier; see `likenesses.py`
    same: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))

    feed: Mapped[Feed] = relationship()
    by: Mapped[Person | None] = relationship()
    document: Mapped[StoredFile | None] = relationship(foreign_keys=[document_id])
    reading: Mapped[StoredFile | None] = relationship(foreign_keys=[reading_id])


class ChangeKind(StrEnum):
    """What a reading did to an opening."""

    CREATED = "created"
    CHANGED = "changed"
    CLOSED = "closed"
    REOPENED = "reopened"
    JOINED = "joined"  # it was there by hand, and follows from now on


class FeedChange(Model):
    """What one reading did to one opening, so that it can be undone."""

    __tablename__ = "feed_changes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("feed_runs.id", ondelete="CASCADE"), index=True)
    opening_id: Mapped[UUID] = mapped_column(
        ForeignKey("openings.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[ChangeKind]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)  # values, by name
    base: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the feed had said
    version: Mapped[int]  # of the opening, afterwards
