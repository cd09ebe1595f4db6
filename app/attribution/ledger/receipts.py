"""Receipts: a signed statement that an ambassador shared a link, or recommended somebody.

It says under which rule, and when; of whom was recommended it says nothing.

Each also witnesses the ledger: it carries the hash of the last row of that moment, so that
whoever holds receipts can tell if the chain was written anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from msgspec import Struct
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from app.attribution.ledger import entries
from app.attribution.ledger.document import write_instant
from app.attribution.ledger.entries import Head
from app.attribution.ledger.signing_key import BadSignature, PublicKeys, read_signed, sign
from app.attribution.models import LedgerRow, Receipt
from app.core.database import db
from app.core.ids import uuid7
from app.core.models import Activity
from app.core.text.documents import Moment, Text, Whole, WrongDocument, read, value_of
from app.hiring.models import Recommendation
from app.policy import versions
from app.sharing.models import ReferralLink

KIND = "relais-receipt+jws"
FORMAT = 1
RECOMMENDATION = "recommendation"  # in place of a channel


@dataclass(frozen=True)
class ReceiptStatement:
    """What a receipt says.

    code: of the link that was shared; the key of the recommendation that was sent
    channel: where it was shared, or "recommendation"
    ledger: the chain's last row when the receipt was given
    """

    issuer: str
    code: str
    publication: str
    channel: str
    at: datetime
    policy_version: int
    policy_hash: str
    ledger: Head

    def as_document(self) -> dict[str, Any]:
        """Write it as the JSON that is signed."""
        act = RECOMMENDATION if self.channel == RECOMMENDATION else "link"
        return {
            "v": FORMAT,
            "issuer": self.issuer,
            act: self.code,
            "publication": self.publication,
            "channel": self.channel,
            "at": write_instant(self.at),
            "policy": {"version": self.policy_version, "hash": self.policy_hash},
            "ledger": {"seq": self.ledger.seq, "hash": self.ledger.hash},
        }


class _PolicySeal(Struct):
    version: Whole
    hash: Text


class _LedgerEnd(Struct):
    seq: Whole
    hash: Text


class _ReceiptDocument(Struct):
    """A receipt as it is signed: of a link, or of a recommendation."""

    issuer: Text
    publication: Text
    channel: Text
    at: Moment
    policy: _PolicySeal
    ledger: _LedgerEnd
    link: Text | None = None
    recommendation: Text | None = None

    def __post_init__(self) -> None:
        if self.code is None:
            raise ValueError("a receipt is of one act")

    @property
    def code(self) -> str | None:
        """What the act is known by."""
        return self.recommendation if self.channel == RECOMMENDATION else self.link

    @property
    def policy_version(self) -> int:
        """Read one level up, as a statement has it."""
        return self.policy.version

    @property
    def policy_hash(self) -> str:
        """Read one level up, as a statement has it."""
        return self.policy.hash


class _KeySet(Struct):
    keys: list[dict[str, Any]]


class _Key(Struct):
    kid: Text


@dataclass(frozen=True)
class Given:
    """A receipt, the publication that it is about and its link; without one, a recommendation."""

    receipt: Receipt
    publication_id: UUID
    link: ReferralLink | None


def give_for(told: Activity) -> None:
    """Give the receipt of a link that was just made."""
    link = db.session.get(ReferralLink, told.subject_id)
    if link is not None:  # else erased since
        give(link)


def give_for_recommendation(told: Activity) -> None:
    """Give the receipt of a recommendation that was just sent."""
    sent = db.session.get(Recommendation, told.subject_id)
    if sent is not None:  # else taken back since
        give_recommendation(sent)


def give(link: ReferralLink) -> Receipt:
    """Give the receipt of a link, in the caller's transaction; there is one for each link."""
    return _give(
        Receipt.link_id,
        link.id,
        person_id=link.ambassador_id,
        code=link.code,
        publication_id=link.publication_id,
        channel=str(link.channel),
        at=link.created_at,
    )


def give_recommendation(sent: Recommendation) -> Receipt:
    """Give the receipt of a recommendation, in the caller's transaction; there is one for each."""
    return _give(
        Receipt.recommendation_id,
        sent.id,
        person_id=sent.ambassador_id,
        code=str(sent.id),
        publication_id=sent.opening_id,
        channel=RECOMMENDATION,
        at=sent.sent_at,
    )


def _give(
    act: InstrumentedAttribute[UUID | None],
    key: UUID,
    *,
    person_id: UUID,
    code: str,
    publication_id: UUID,
    channel: str,
    at: datetime,
) -> Receipt:
    """Give the receipt of an act, once. act: the column that names what it is about"""
    if given := receipt_of(key):
        return given
    policy = versions.policy_in_force(at)
    statement = ReceiptStatement(
        issuer=current_app.config["BASE_URL"],
        code=code,
        publication=str(publication_id),
        channel=channel,
        at=at,
        policy_version=policy.version,
        policy_hash=policy.hash,
        ledger=entries.head(),
    )
    db.session.execute(
        insert(Receipt)
        .values(
            {
                "id": uuid7(),
                "person_id": person_id,
                act.key: key,
                "jws": sign(statement.as_document(), kind=KIND, now=at),
                "given_at": at,
            }
        )
        .on_conflict_do_nothing(index_elements=[act.key])
    )
    given = receipt_of(key)
    assert given is not None
    return given


def receipt_of(key: UUID) -> Receipt | None:
    """Return the receipt of a link or of a recommendation."""
    return db.session.scalar(
        select(Receipt).where(or_(Receipt.link_id == key, Receipt.recommendation_id == key))
    )


def receipts_of(person_id: UUID, *, limit: int) -> Sequence[Given]:
    """Return a person's receipts, the latest first. One statement."""
    publication_id = func.coalesce(ReferralLink.publication_id, Recommendation.opening_id)
    rows = db.session.execute(
        select(Receipt, publication_id, ReferralLink)
        .outerjoin(ReferralLink, ReferralLink.id == Receipt.link_id)
        .outerjoin(Recommendation, Recommendation.id == Receipt.recommendation_id)
        .where(Receipt.person_id == person_id)
        .order_by(Receipt.given_at.desc(), Receipt.id.desc())
        .limit(limit)
    )
    return [Given(*row) for row in rows]


def read_receipt(jws: str, *, keys: PublicKeys) -> ReceiptStatement:
    """Check a receipt and return what it says.

    raises: BadSignature
    """
    try:
        written = read(read_signed(jws, kind=KIND, keys=keys), _ReceiptDocument)
        return value_of(written, ReceiptStatement)
    except WrongDocument as wrong:  # signed by us, in a format that we do not know
        raise BadSignature from wrong


def still_in_ledger(head: Head) -> bool:
    """Tell whether the ledger still has the row that a receipt saw."""
    if head.seq == 0:
        return True
    return head.hash == db.session.scalar(select(LedgerRow.hash).where(LedgerRow.seq == head.seq))


def key_set(keys: PublicKeys) -> Mapping[str, Any]:
    """Write public keys as a JWK Set (RFC 7517)."""
    return {"keys": [dict(key) for key in keys.values()]}


def read_key_set(document: Any) -> PublicKeys:
    """Read a JWK Set.

    raises: WrongDocument
    """
    keys = read(document, _KeySet).keys
    return {read(key, _Key, f"keys[{index}]").kid: key for index, key in enumerate(keys)}
