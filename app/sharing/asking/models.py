"""Who takes questions, the questions and what was written in them, reports, and kept answers."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model, db
from app.core.ids import short_code, uuid7
from app.people.models import Person
from app.publishing.models import Publication, Theme

profile_themes = Table(
    "ask_profile_themes",
    db.metadata,
    Column("person_id", ForeignKey("ask_profiles.person_id", ondelete="CASCADE"), primary_key=True),
    Column("theme_id", ForeignKey("themes.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class AskProfile(Model):
    """Whether and how a person takes questions; who has no row takes them through their links.

    paused_until: the day from which they take questions again
    listed: whether the career site shows them, under a name and a sentence of their own
    """

    __tablename__ = "ask_profiles"
    __table_args__ = (
        CheckConstraint("NOT listed OR (shown_name <> '' AND sentence <> '')", name="listed"),
        CheckConstraint("sentence_language IN ('fr', 'en')", name="sentence_language"),
        CheckConstraint(
            "languages <@ ARRAY['fr', 'en'] AND cardinality(languages) > 0", name="languages"
        ),
        Index(
            "ask_profiles_listed_idx",
            text("fold(shown_name)"),
            "person_id",
            postgresql_where=text("listed"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(unique=True, default=short_code)  # in public addresses
    takes: Mapped[bool] = mapped_column(default=True, server_default=true())
    paused_until: Mapped[date | None]
    listed: Mapped[bool] = mapped_column(default=False)
    listed_at: Mapped[datetime | None]  # when they agreed to be
    shown_name: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    sentence_language: Mapped[str] = mapped_column(default="fr")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: ["fr"])
    shows_photo: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()
    themes: Mapped[list[Theme]] = relationship(secondary=profile_themes)


class Closing(StrEnum):
    """Why nothing more is written in a conversation."""

    BLOCKED = "blocked"  # the ambassador reads no more of it
    JUDGED = "judged"  # by a programme manager, after a report
    NOT_PASSED_ON = "not_passed_on"  # it reached nobody
    UNANSWERED = "unanswered"  # the asker was told so


class Question(Model):
    """A conversation that a visitor began; it reaches the ambassador once the mailbox confirmed.

    email: the asker's: read by the letters to them alone; it goes with the row
    mailbox_hash: keyed, what a block keeps of it
    last_at: of what was written last; how long it is kept counts from there
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint(
            "confirmed_at IS NOT NULL OR answered_at IS NULL", name="confirmed_before_answered"
        ),
        CheckConstraint("(closing IS NULL) = (closed_at IS NULL)", name="closed"),
        Index(
            "questions_of_ambassador_idx",
            "ambassador_id",
            "last_at",
            "id",
            postgresql_where=text("confirmed_at IS NOT NULL"),
        ),
        Index(
            "questions_waiting_idx",
            "waiting_since",
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        Index("questions_last_at_idx", "last_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    form_id: Mapped[UUID] = mapped_column(unique=True)
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    publication_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("publications.id", ondelete="SET NULL"), index=True
    )
    language: Mapped[str]
    first_name: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    mailbox_hash: Mapped[str]
    asked_at: Mapped[datetime]
    last_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]  # that something of the asker's has no answer
    reminded_at: Mapped[datetime | None]  # the ambassador, once
    answered_at: Mapped[datetime | None]  # first
    closed_at: Mapped[datetime | None]
    closing: Mapped[Closing | None]

    ambassador: Mapped[Person] = relationship()
    publication: Mapped[Publication | None] = relationship()
    messages: Mapped[list["QuestionMessage"]] = relationship(
        order_by="QuestionMessage.id", passive_deletes=True
    )


class QuestionMessage(Model):
    """What one of the two wrote, without addresses and numbers."""

    __tablename__ = "question_messages"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    question_id: Mapped[UUID] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    form_id: Mapped[UUID] = mapped_column(unique=True)
    by_asker: Mapped[bool]
    text: Mapped[str]
    at: Mapped[datetime]


class AskerBlock(Model):
    """A mailbox from which nothing reaches an ambassador, or nobody; its keyed hash alone."""

    __tablename__ = "asker_blocks"
    __table_args__ = (
        UniqueConstraint("ambassador_id", "mailbox_hash", postgresql_nulls_not_distinct=True),
        Index("asker_blocks_mailbox_hash_idx", "mailbox_hash"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    ambassador_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    mailbox_hash: Mapped[str]
    at: Mapped[datetime]


class ReportVerdict(StrEnum):
    """What a programme manager made of a report."""

    NOTHING = "nothing"  # the conversation goes on
    CLOSED = "closed"
    BARRED = "barred"  # closed, and nothing of that mailbox reaches anybody any more


class QuestionReport(Model):
    """One of the two says that the other went too far; programme managers judge."""

    __tablename__ = "question_reports"
    __table_args__ = (
        UniqueConstraint("question_id", "by_asker"),
        CheckConstraint("(verdict IS NULL) = (judged_at IS NULL)", name="judged"),
        Index("question_reports_open_idx", "id", postgresql_where=text("judged_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    by_asker: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    verdict: Mapped[ReportVerdict | None]

    question: Mapped[Question] = relationship()


class KeptAnswer(Model):
    """A question and its answer for everybody, in the very words that both agreed to.

    The words never change: other words are another proposal. It outlives the conversation, and is
    deleted when either takes their agreement back.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index(
            "kept_answers_shown_idx",
            "publication_id",
            "asker_agreed_at",
            postgresql_where=text("asker_agreed_at IS NOT NULL"),
        ),
        Index("kept_answers_ambassador_idx", "ambassador_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    question_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), unique=True
    )
    publication_id: Mapped[UUID] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    language: Mapped[str]
    asker_name: Mapped[str]
    ambassador_name: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str]
    ambassador_agreed_at: Mapped[datetime]
    asker_agreed_at: Mapped[datetime | None]

    ambassador: Mapped[Person] = relationship()
    publication: Mapped[Publication] = relationship()
