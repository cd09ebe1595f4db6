"""Find whether anything in the ledger was altered behind its back, and where first.

One pass over the rows in order, in flat memory: numbers, chain and contents, then what each
decision rests on, and if wanted the decision itself, made again.
"""

import contextlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import rfc8785
from sqlalchemy import Text, case, select, type_coerce
from sqlalchemy.orm import aliased

from app.attribution.ledger import checkpoints
from app.attribution.ledger.entries import (
    BEFORE_THE_FIRST,
    Head,
    LedgerColumns,
    evidence_hash,
    hash_of,
    hold,
)
from app.attribution.ledger.evidence import Unreadable, read_evidence, versions_in
from app.attribution.ledger.pseudonyms import pseudonym
from app.attribution.models import Evidence, LedgerKind, LedgerRow, Salt, SubjectKind
from app.attribution.rule.facts import Facts, Touch
from app.attribution.rule.resolve import ConflictingTouches, UnknownPolicy, decide
from app.core.database import db
from app.core.text.documents import FIRST_YEAR, LAST_YEAR, WrongDocument
from app.policy import versions
from app.policy.models import PolicyVersion
from app.policy.policy import Policy

BATCH = 500  # rows read at a time
FIRST_INSTANT = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


class Alteration(StrEnum):
    """What was done to a ledger."""

    SEQUENCE = "sequence"
    CHAIN = "chain"
    CONTENT = "content"
    EVIDENCE = "evidence"
    SALT = "salt"
    POLICY = "policy"
    CHECKPOINT = "checkpoint"
    REPLAY = "replay"


IN_WORDS: Mapping[Alteration, str] = {
    Alteration.SEQUENCE: "a row before it is missing, or it was numbered anew",
    Alteration.CHAIN: "it does not follow the row before it: one was changed, moved or inserted",
    Alteration.CONTENT: "its content is not what was sealed",
    Alteration.EVIDENCE: "what it rests on is missing, or is not what was sealed",
    Alteration.SALT: "the salt of someone in it is missing or another, and no row tells of an"
    " erasure; or is there in spite of one",
    Alteration.POLICY: "a version of the policy that it names is missing, or was changed",
    Alteration.CHECKPOINT: "it is not the row that the checkpoint saw: cut, or written anew",
    Alteration.REPLAY: "deciding again from what it rests on gives another decision",
}


@dataclass(frozen=True)
class Finding:
    """The first altered row, and what was done."""

    seq: int
    alteration: Alteration


@dataclass(frozen=True)
class VerificationReport:
    """What a verification saw.

    rows: how many were read, up to the first that was altered
    head: the last sound row
    """

    rows: int
    head: Head
    finding: Finding | None = None


class SealedRow(LedgerColumns, Protocol):
    """A row of the ledger with its seal and what is kept beside it."""

    hash: str
    document: str | None
    salt: bytes | None
    subject_id: Any


@dataclass(frozen=True)
class Surroundings:
    """What the rows are checked against.

    erased: pseudonyms of those whose erasure a row tells
    forgotten: rows of which a later one tells that what they rest on was erased
    people: pseudonyms of people that their salts still give
    policies: by version, as they are stored now
    checkpoints: hash by seq
    """

    erased: frozenset[str] = frozenset()
    forgotten: frozenset[int] = frozenset()
    people: frozenset[str] = frozenset()
    policies: Mapping[int, Policy] = field(default_factory=dict)
    checkpoints: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def accounted_for(self) -> frozenset[str]:
        """Pseudonyms that have a salt or an erasure; both at once is an erasure that was not."""
        return self.people ^ self.erased


def verify_ledger(*, witness: Head | None = None, replay: bool = False) -> VerificationReport:
    """Verify the whole ledger of the database, while others append to it.

    What looks altered is looked at again while nobody may append, in the caller's transaction.

    witness: a row that a checkpoint, or a receipt, saw
    replay: also decide each application again
    """
    report = _verify_as_it_is(witness, replay=replay)
    if report.finding:  # a row or an erasure of this very moment looks like one
        hold()
        report = _verify_as_it_is(witness, replay=replay)
    return report


def _verify_as_it_is(witness: Head | None, *, replay: bool) -> VerificationReport:
    around = surroundings()
    if witness:
        seen = {**around.checkpoints, witness.seq: witness.hash}
        around = replace(around, checkpoints=seen)
    return verify(_rows(), around, replay=replay)


def verify(
    rows: Iterable[SealedRow], around: Surroundings, *, replay: bool = False
) -> VerificationReport:
    """Verify rows given in the order of their numbers. Pure."""
    last, count = Head(0, BEFORE_THE_FIRST), 0
    for row in rows:
        count += 1
        if alteration := _alteration(row, last, around, replay=replay):
            return VerificationReport(count, last, Finding(row.seq, alteration))
        last = Head(row.seq, row.hash)
    beyond = [seq for seq in around.checkpoints if seq > last.seq]
    if beyond:
        return VerificationReport(count, last, Finding(min(beyond), Alteration.CHECKPOINT))
    return VerificationReport(count, last)


def surroundings() -> Surroundings:
    """Read what the rows are checked against."""
    people = db.session.scalars(select(Salt).where(Salt.subject_kind == SubjectKind.PERSON))
    return Surroundings(
        erased=_erased(),
        forgotten=_forgotten(),
        people=frozenset(
            pseudonym(SubjectKind.PERSON, salt.subject_id, salt.salt) for salt in people
        ),
        policies=_policies(),
        checkpoints=checkpoints.own(),
    )


def _erased() -> frozenset[str]:
    erased = set()
    for row in db.session.execute(
        select(LedgerRow.candidate, LedgerRow.ambassadors).where(
            LedgerRow.kind == LedgerKind.ERASURE
        )
    ):
        with contextlib.suppress(TypeError, ValueError):  # altered: its own check will tell
            erased |= {row.candidate, *(str(who) for who, _ in row.ambassadors)}
    return frozenset(erased - {None})


def _forgotten() -> frozenset[int]:
    """List the rows whose evidence was erased with somebody else, which other rows tell."""
    return frozenset(
        seq
        for seq in db.session.scalars(
            select(LedgerRow.supersedes).where(LedgerRow.kind == LedgerKind.ERASURE)
        )
        if seq is not None
    )


def _policies() -> Mapping[int, Policy]:
    """Read the stored policies; one that cannot be read was altered, and is as good as missing."""
    readable = {}
    for row in db.session.scalars(select(PolicyVersion)):
        with contextlib.suppress(WrongDocument):
            readable[row.version] = versions.read(row)
    return readable


def _rows() -> Iterator[Any]:
    """Read the rows in order; an altered word must not stop the reading, so words are texts."""
    salt = aliased(Salt)
    columns = [c for c in LedgerRow.__table__.c if c.name not in ("kind", "at")]
    # An instant that Python cannot hold is none that was sealed.
    at = case((LedgerRow.at.between(FIRST_INSTANT, LAST_INSTANT), LedgerRow.at)).label("at")
    statement = (
        select(
            *columns,
            at,
            type_coerce(LedgerRow.kind, Text).label("kind"),
            Evidence.document,
            salt.salt,
            salt.subject_id,
        )
        .outerjoin(Evidence, Evidence.seq == LedgerRow.seq)
        .outerjoin(salt, salt.pseudonym == LedgerRow.candidate)
        .order_by(LedgerRow.seq)
        .execution_options(yield_per=BATCH)
    )
    return iter(db.session.execute(statement))


def _alteration(
    row: SealedRow, last: Head, around: Surroundings, *, replay: bool
) -> Alteration | None:
    if row.seq != last.seq + 1:
        return Alteration.SEQUENCE
    if row.prev != last.hash:
        return Alteration.CHAIN
    if not _is_sealed(row):
        return Alteration.CONTENT
    if around.checkpoints.get(row.seq, row.hash) != row.hash:
        return Alteration.CHECKPOINT
    if row.kind == LedgerKind.ERASURE:
        return None
    return _beside(row, around) or (_replayed(row, around) if replay else None)


def _is_sealed(row: SealedRow) -> bool:
    try:
        return _has_its_form(row) and hash_of(row) == row.hash
    except (rfc8785.CanonicalizationError, TypeError, ValueError, AttributeError):
        return False  # not even what a row can be


def _has_its_form(row: SealedRow) -> bool:
    """Tell whether what is kept as JSON has the form that a row is given.

    A share of 10000.0 has the same hash as one of 10000.
    """
    shares = all(
        isinstance(who, str) and type(share) is int for who, share in list(row.ambassadors)
    )
    policies_named = all(
        version.isdecimal() and isinstance(sealed, str) for version, sealed in row.policies.items()
    )
    return isinstance(row.ambassadors, list) and shares and policies_named


def _beside(row: SealedRow, around: Surroundings) -> Alteration | None:
    """Check what is kept beside a row: salts, evidence, policies.

    Everyone in it has a salt or was erased.
    """
    named = {who for who, _ in row.ambassadors} | ({row.actor} - {None})
    if named - around.accounted_for:
        return Alteration.SALT
    for version, sealed in row.policies.items():
        policy = around.policies.get(int(version))
        if policy is None or policy.hash != sealed:
            return Alteration.POLICY
    if row.candidate in around.erased:
        if row.salt is not None:
            return Alteration.SALT
        return None if row.document is None else Alteration.EVIDENCE
    if row.salt is None:
        return Alteration.SALT
    expected = pseudonym(SubjectKind.CANDIDATE, row.subject_id, row.salt)
    if not hmac.compare_digest(expected, row.candidate or ""):
        return Alteration.SALT
    if row.seq in around.forgotten:
        return None if row.document is None else Alteration.EVIDENCE
    if row.document is None or evidence_hash(row.salt, row.document) != row.evidence:
        return Alteration.EVIDENCE
    return None


def _replayed(row: SealedRow, around: Surroundings) -> Alteration | None:
    if row.kind != LedgerKind.DECISION or row.document is None:
        return None
    try:
        facts, touches = read_evidence(row.document)
        if not _is_about(row, facts, touches):
            return Alteration.EVIDENCE
        decision = decide(facts, touches, around.policies)
    except UnknownPolicy:
        return Alteration.POLICY
    except (Unreadable, ConflictingTouches):
        return Alteration.EVIDENCE
    shares = [list(share) for share in decision.shares]
    same = (decision.outcome, decision.reason, shares) == (row.outcome, row.reason, row.ambassadors)
    return None if same else Alteration.REPLAY


def _is_about(row: SealedRow, facts: Facts, touches: Sequence[Touch]) -> bool:
    """Tell whether evidence is of the application and the policies that its row names.

    One candidate's evidence for another application carries a good seal.
    """
    application = facts.application
    return (application.id, application.opening) == (str(row.application), str(row.opening)) and (
        row.policies.keys() == {str(version) for version in versions_in(facts, touches)}
    )
