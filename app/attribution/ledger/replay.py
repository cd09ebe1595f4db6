"""Decide again from what past decisions rest on, under their own policies or under another one.

One pass over the ledger in batches, in flat memory; nothing is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import aliased

from app.attribution.ledger.entries import head
from app.attribution.ledger.evidence import read_evidence
from app.attribution.models import Evidence, LedgerKind, LedgerRow
from app.attribution.rule.facts import Decision, Facts, Touch
from app.attribution.rule.resolve import decide
from app.core.database import db
from app.policy import versions
from app.policy.policy import Policy

BATCH = 1000  # rows read at a time


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What a decision comes to, written the same from the ledger and from the resolver."""

    outcome: str
    reason: str
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision of the ledger, and what it comes to when it is made again.

    row: of `read_decisions`
    """

    row: Row[Any]
    decision: Decision

    @property
    def before(self) -> ReplayResult:
        """What the ledger says."""
        shares = tuple((who, share) for who, share in self.row.ambassadors)
        return ReplayResult(self.row.outcome, self.row.reason, shares)

    @property
    def after(self) -> ReplayResult:
        """What it comes to now."""
        return ReplayResult(self.decision.outcome, self.decision.reason, self.decision.shares)

    @property
    def moves_credit(self) -> bool:
        """Whether somebody gains or loses by it."""
        row, decision = self.row, self.decision
        shares = [[who, share] for who, share in decision.shares]
        return bool(row.outcome != decision.outcome or row.ambassadors != shares)

    @property
    def differs(self) -> bool:
        """Whether it is another decision, were it only for another reason."""
        return self.moves_credit or self.row.reason != self.decision.reason


def read_decisions() -> Iterator[Row[Any]]:
    """Read every decision that the ledger has now, with what it rests on.

    Decisions whose candidate was erased are left out: there is nothing to decide from. So are
    those that come meanwhile, which may name a policy of this very moment.
    """
    return _rows(_is_decision() & (LedgerRow.seq <= head().seq))


def replay() -> Iterator[Replayed]:
    """Make every decision of the ledger again, under the policies of its day.

    raises: Unreadable, UnknownPolicy when something was altered
    """
    decisions = read_decisions()
    policy_of = versions.every_version()
    for row in decisions:
        facts, touches = read_evidence(row.document)
        yield Replayed(row, decide(facts, touches, policy_of))


def replay_under(policy: Policy) -> Iterator[Replayed]:
    """Make every decision in force again as if one policy had always been there.

    What a manager decided is left out: no policy changes it.
    """
    policy_of = {policy.version: policy}
    for row in _rows(_is_in_force()):
        facts, touches = _as_if(policy.version, *read_evidence(row.document))
        yield Replayed(row, decide(facts, touches, policy_of))


def count_decisions(*, in_force: bool) -> int:
    """Count what a replay will read."""
    condition = _is_in_force() if in_force else _is_decision()
    statement = select(func.count()).select_from(LedgerRow).join(Evidence, _BESIDE).where(condition)
    return db.session.scalars(statement).one()


_BESIDE = Evidence.seq == LedgerRow.seq


def _rows(condition: ColumnElement[bool]) -> Iterator[Row[Any]]:
    last = 0
    while True:
        batch = db.session.execute(_batch(condition, last)).all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].seq


def _batch(condition: ColumnElement[bool], after: int) -> Select[Any]:
    return (
        select(
            LedgerRow.seq,
            LedgerRow.application,
            LedgerRow.outcome,
            LedgerRow.reason,
            LedgerRow.ambassadors,
            Evidence.document,
        )
        .join(Evidence, _BESIDE)
        .where(condition, LedgerRow.seq > after)
        .order_by(LedgerRow.seq)
        .limit(BATCH)
    )


def _is_decision() -> ColumnElement[bool]:
    return LedgerRow.kind == LedgerKind.DECISION


def _is_in_force() -> ColumnElement[bool]:
    later = aliased(LedgerRow)
    replaced = exists().where(later.application == LedgerRow.application, later.seq > LedgerRow.seq)
    return _is_decision() & ~replaced


def _as_if(
    version: int, facts: Facts, touches: tuple[Touch, ...]
) -> tuple[Facts, tuple[Touch, ...]]:
    """Put a whole case under one version of the policy."""
    moved = tuple(replace(touch, policy=version) for touch in touches)
    return replace(facts, policy_version=version), moved
