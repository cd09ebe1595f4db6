"""Checkpoints: the ledger's end on a day, signed, and sent where the ledger cannot reach.

The chain alone cannot show that its tail was cut, or that all of it was written anew: a
checkpoint kept elsewhere can.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from app.attribution.ledger import entries
from app.attribution.ledger.document import write_instant
from app.attribution.ledger.entries import Head
from app.attribution.ledger.signing_key import (
    BadSignature,
    PublicKeys,
    attach,
    detach,
    public_keys,
    read_signed,
    sign,
)
from app.attribution.models import Checkpoint
from app.core.database import db
from app.core.text.documents import Moment, Text, Whole, WrongDocument, read, value_of

KIND = "relais-checkpoint+jws"


@dataclass(frozen=True)
class CheckpointStatement:
    """What a checkpoint says."""

    seq: int
    hash: str
    at: datetime

    def as_document(self) -> dict[str, Any]:
        """Write it as the JSON that is signed."""
        return {"seq": self.seq, "hash": self.hash, "at": write_instant(self.at)}


class _CheckpointFile(Struct, forbid_unknown_fields=True):
    seq: Whole
    hash: Text
    at: Moment
    signature: Text


def make_checkpoint(*, now: datetime) -> Checkpoint | None:
    """Sign the ledger's end, in the caller's transaction.

    returns: None for an empty ledger; the checkpoint made before when nothing was added since
    """
    end = entries.head()
    if end.seq == 0:
        return None
    if made := db.session.get(Checkpoint, end.seq):
        return made
    statement = CheckpointStatement(end.seq, end.hash, now)
    checkpoint = Checkpoint(
        seq=end.seq, hash=end.hash, at=now, signature=signature_of(statement, now=now)
    )
    db.session.add(checkpoint)
    db.session.flush()
    return checkpoint


def signature_of(statement: CheckpointStatement, *, now: datetime) -> str:
    """Sign a statement, its text left out: it travels beside."""
    return detach(sign(statement.as_document(), kind=KIND, now=now))


def as_file(checkpoint: Checkpoint) -> dict[str, Any]:
    """Write a checkpoint as the file that is kept outside."""
    statement = CheckpointStatement(checkpoint.seq, checkpoint.hash, checkpoint.at)
    return {**statement.as_document(), "signature": checkpoint.signature}


def read_file(document: Any, *, keys: PublicKeys) -> Head:
    """Read a checkpoint that was kept outside, and check who signed it.

    raises: WrongDocument, BadSignature
    """
    written = read(document, _CheckpointFile)
    statement = value_of(written, CheckpointStatement)
    signed = attach(written.signature, statement.as_document())
    read_signed(signed, kind=KIND, keys=keys)
    return Head(statement.seq, statement.hash)


def own() -> Mapping[int, str]:
    """Return the hash of each row that a checkpoint of this installation saw.

    A checkpoint that our keys did not sign says nothing that a row could have.
    """
    keys = public_keys()
    return {row.seq: _hash_seen(row, keys) for row in db.session.scalars(select(Checkpoint))}


def _hash_seen(row: Checkpoint, keys: PublicKeys) -> str:
    try:
        return read_file(as_file(row), keys=keys).hash
    except (BadSignature, WrongDocument):
        return ""
