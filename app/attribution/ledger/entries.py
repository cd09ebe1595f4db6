"""The ledger: one chain of rows, each sealed by a hash that covers the one before.

Only `append` writes a row, one at a time under a lock, so that numbers have no gap. What a
decision rests on is kept apart, so that a person can be erased and the chain still verify.
"""

import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

import rfc8785
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.attribution.ledger.document import write_instant
from app.attribution.ledger.pseudonyms import Pseudonym
from app.attribution.models import Evidence, LedgerKind, LedgerRow
from app.core.database import db

FORMAT = 1
BEFORE_THE_FIRST = "0" * 64
LOCK = 5_247_011  # any number


class LedgerColumns(Protocol):
    """The columns of a row of the ledger, however it was read."""

    v: int
    seq: int
    at: datetime
    kind: LedgerKind
    application: UUID | None
    candidate: str | None
    ambassadors: list[Any]
    opening: UUID | None
    outcome: str | None
    reason: str
    policies: dict[str, Any]
    evidence: str | None
    supersedes: int | None
    actor: str | None
    prev: str


@dataclass(frozen=True)
class Entry:
    """What a row is to tell, before it has its place in the chain.

    candidate: whose application it is
    evidence: the document that the decision rests on, people by pseudonym
    """

    kind: LedgerKind
    reason: str
    candidate: Pseudonym | None = None
    application: UUID | None = None
    ambassadors: Sequence[tuple[str, int]] = ()
    opening: UUID | None = None
    outcome: str | None = None
    policies: Mapping[int, str] = field(default_factory=dict)
    evidence: Mapping[str, Any] | None = None
    supersedes: int | None = None
    actor: str | None = None


def as_document(row: LedgerColumns) -> dict[str, Any]:
    """Write a row as the JSON whose canonical bytes are hashed: all of it but `hash`."""
    return {
        "v": row.v,
        "seq": row.seq,
        "at": write_instant(row.at),
        "kind": str(row.kind),
        "application": row.application and str(row.application),
        "candidate": row.candidate,
        "ambassadors": row.ambassadors,
        "opening": row.opening and str(row.opening),
        "outcome": row.outcome,
        "reason": row.reason,
        "policies": row.policies,
        "evidence": row.evidence,
        "supersedes": row.supersedes,
        "actor": row.actor,
        "prev": row.prev,
    }


def hash_of(row: LedgerColumns) -> str:
    """Seal a row: SHA-256 of its canonical bytes (RFC 8785), lower-case hexadecimal. Pure."""
    return sha256(rfc8785.dumps(as_document(row))).hexdigest()


def evidence_hash(salt: bytes, document: str) -> str:
    """Seal evidence with its candidate's salt. Pure."""
    return hmac.new(salt, document.encode(), sha256).hexdigest()


def canonical(document: Mapping[str, Any]) -> str:
    """Write evidence as canonical JSON, its texts in Unicode's composed form (NFC). Pure."""
    return rfc8785.dumps(_composed(document)).decode()


def hold() -> None:
    """Let nobody else append, nor erase, until the transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def append(entry: Entry, *, now: datetime) -> LedgerRow:
    """Add a row at the end of the chain, in the caller's transaction.

    Whoever appends at the same time waits for this transaction to end.
    """
    document = evidence = None
    if entry.candidate is not None and entry.evidence is not None:
        document = canonical(entry.evidence)
        evidence = evidence_hash(entry.candidate.salt, document)
    hold()
    last = head()
    row = LedgerRow(
        v=FORMAT,
        seq=last.seq + 1,
        at=now,
        kind=entry.kind,
        application=entry.application,
        candidate=entry.candidate.text if entry.candidate else None,
        ambassadors=[[ambassador, share] for ambassador, share in entry.ambassadors],
        opening=entry.opening,
        outcome=entry.outcome,
        reason=entry.reason,
        policies={str(version): sealed for version, sealed in entry.policies.items()},
        evidence=evidence,
        supersedes=entry.supersedes,
        actor=entry.actor,
        prev=last.hash,
    )
    row.hash = hash_of(row)
    db.session.add(row)
    db.session.flush()
    if document is not None:
        db.session.add(Evidence(seq=row.seq, document=document))
        db.session.flush()
    return row


@dataclass(frozen=True)
class Head:
    """The end of the chain: its last row's number and hash."""

    seq: int
    hash: str


def head() -> Head:
    """Return the end of the chain; number 0 when the ledger is empty."""
    row = db.session.execute(
        select(LedgerRow.seq, LedgerRow.hash).order_by(LedgerRow.seq.desc()).limit(1)
    ).first()
    return Head(row.seq, row.hash) if row else Head(0, BEFORE_THE_FIRST)


def in_force(applications: Sequence[UUID]) -> Mapping[UUID, LedgerRow]:
    """Return the decision in force for each application that has one."""
    rows = db.session.scalars(
        select_in_force(LedgerRow).where(LedgerRow.application.in_(applications))
    )
    return {row.application: row for row in rows if row.application}


def select_in_force(*columns: Any) -> Select[Any]:
    """Return the select of the decision in force for each application: its latest row."""
    return (
        select(*columns)
        .order_by(LedgerRow.application, LedgerRow.seq.desc())
        .ext(distinct_on(LedgerRow.application))
    )


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return {_composed(name): _composed(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_composed(each) for each in value]
    return value
