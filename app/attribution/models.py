"""The ledger, its evidence and salts, keys, receipts and appeals."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Model
from app.core.ids import uuid7
from app.hiring.models import Application
from app.people.models import Person


class LedgerKind(StrEnum):
    """What a row of the ledger tells."""

    DECISION = "decision"
    OVERRIDE = "override"
    ERASURE = "erasure"
    MERGE = "merge"  # what a merge of candidates brings about, for as long as it lasts


class LedgerRow(Model):
    """One decision on one application; who it concerns is written by pseudonym.

    Rows are only ever added, in one chain: the database refuses any change, and
    `flask ledger verify` finds one that was made behind its back.
    """

    __tablename__ = "ledger"
    __table_args__ = (Index("ledger_application_idx", "application", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1, no gap
    v: Mapped[int]  # version of this format
    at: Mapped[datetime]
    kind: Mapped[LedgerKind]
    application: Mapped[UUID | None]
    candidate: Mapped[str | None] = mapped_column(index=True)
    ambassadors: Mapped[list[Any]] = mapped_column(JSONB)  # [[pseudonym, basis points], …]
    opening: Mapped[UUID | None]
    outcome: Mapped[str | None]
    reason: Mapped[str]
    policies: Mapped[dict[str, Any]]  # hash by version
    evidence: Mapped[str | None]  # keyed hash of the document kept in ledger_evidence
    supersedes: Mapped[int | None]  # the decision that this one replaces
    actor: Mapped[str | None]  # who overrode, by pseudonym; None: Relais
    prev: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class Evidence(Model):
    """What a decision rests on: facts and touches, people by pseudonym. Erased with its candidate.

    document: canonical JSON (RFC 8785), exactly the bytes that were hashed
    """

    __tablename__ = "ledger_evidence"

    seq: Mapped[int] = mapped_column(
        ForeignKey("ledger.seq"), primary_key=True, autoincrement=False
    )
    document: Mapped[str]


class SubjectKind(StrEnum):
    """Whose pseudonym it is."""

    CANDIDATE = "candidate"
    PERSON = "person"


class Salt(Model):
    """The secret that makes someone's pseudonym. Deleting it is what erases them."""

    __tablename__ = "ledger_salts"

    subject_kind: Mapped[SubjectKind] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    salt: Mapped[bytes]  # 32 random bytes
    pseudonym: Mapped[str] = mapped_column(unique=True)  # HMAC-SHA-256(salt, kind 0 id), hex


class SigningKey(Model):
    """The public half of a key that has signed receipts or checkpoints. Rows are only added."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(primary_key=True)  # RFC 7638 thumbprint
    jwk: Mapped[dict[str, Any]]
    first_used_at: Mapped[datetime]


class Receipt(Model):
    """A signed statement given to an ambassador when they shared a link or recommended someone."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("num_nonnulls(link_id, recommendation_id) = 1", name="of_one_act"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    link_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("referral_links.id", ondelete="CASCADE"), unique=True
    )
    recommendation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("recommendations.id", ondelete="CASCADE"), unique=True
    )
    jws: Mapped[str]  # compact
    given_at: Mapped[datetime]


class Checkpoint(Model):
    """The ledger's last row on one day, signed, and sent outside."""

    __tablename__ = "ledger_checkpoints"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]
    at: Mapped[datetime]
    signature: Mapped[str]  # detached JWS of {seq, hash, at}


class Verification(Model):
    """The latest verification of the whole ledger, and what it found."""

    __tablename__ = "ledger_verifications"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    at: Mapped[datetime]
    rows: Mapped[int]
    altered_seq: Mapped[int | None]
    alteration: Mapped[str | None]


class DryRun(Model):
    """A policy tried on the whole history before it applies."""

    __tablename__ = "policy_dry_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    settings: Mapped[dict[str, Any]]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    # the first differences: {application, before, after}
    differences: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    published_version: Mapped[int | None] = mapped_column(
        ForeignKey("attribution_policies.version")
    )


class AppealState(StrEnum):
    """Where an appeal stands."""

    OPEN = "open"
    GRANTED = "granted"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Appeal(Model):
    """An ambassador contests a decision. Its state changes only through appeals.py."""

    __tablename__ = "appeals"
    __table_args__ = (
        Index(
            "appeals_open_key",
            "application_id",
            "ambassador_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint(
            "(state IN ('granted', 'dismissed')) = (override_seq IS NOT NULL)",
            name="judged_has_line",
        ),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_date"),
        Index("appeals_state_idx", "state", "answer_due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    ambassador_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    ledger_seq: Mapped[int] = mapped_column(ForeignKey("ledger.seq"))  # the contested decision
    reason: Mapped[str]  # in the ambassador's words
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    state: Mapped[AppealState] = mapped_column(default=AppealState.OPEN)
    answer: Mapped[str] = mapped_column(default="")  # in the manager's words
    judge_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    closed_at: Mapped[datetime | None]
    override_seq: Mapped[int | None] = mapped_column(ForeignKey("ledger.seq"))
    reminded_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    ambassador: Mapped[Person] = relationship(foreign_keys=[ambassador_id])
    judge: Mapped[Person | None] = relationship(foreign_keys=[judge_id])
