"""The ledger of a filled company: a true chain, decided by the true rule."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from app.attribution.ledger.entries import BEFORE_THE_FIRST, canonical, evidence_hash, hash_of
from app.attribution.ledger.evidence import write_evidence
from app.attribution.ledger.pseudonyms import pseudonym
from app.attribution.models import LedgerKind, LedgerRow, SubjectKind
from app.attribution.rule.facts import Answer, Application, Choice, Facts, Touch
from app.attribution.rule.resolve import decide
from app.policy.policy import Policy, TouchKind, TouchState, policy_of
from bench.filling import FilledApplication, Filling

COLUMNS = (
    "seq v at kind application candidate ambassadors opening outcome reason policies evidence "
    "supersedes actor prev hash"
)


class _Names:
    """Pseudonyms, drawn when they are first needed."""

    def __init__(self, filling: Filling) -> None:
        known = filling.rows("SELECT subject_kind, subject_id, salt, pseudonym FROM ledger_salts")
        self.known = {(SubjectKind(k), who): (name, salt) for k, who, salt, name in known}
        self.drawn: list[tuple[Any, ...]] = []

    def of(self, kind: SubjectKind, who: UUID) -> tuple[str, bytes]:
        """Return somebody's pseudonym and the salt that explains it."""
        if (kind, who) not in self.known:
            salt = secrets.token_bytes(32)
            self.known[kind, who] = pseudonym(kind, who, salt), salt
            self.drawn.append((str(kind), who, salt, self.known[kind, who][0]))
        return self.known[kind, who]

    def person(self, who: UUID) -> str:
        """Return the pseudonym of a person."""
        return self.of(SubjectKind.PERSON, who)[0]


def fill_ledger(filling: Filling) -> None:
    """Decide every application."""
    names = _Names(filling)
    documents: list[tuple[int, str]] = []
    versions = filling.rows("SELECT version, settings FROM attribution_policies")
    policies = {version: policy_of(version, settings) for version, settings in versions}
    filling.connection.execute("LOCK TABLE ledger IN EXCLUSIVE MODE")
    filling.copy("ledger", COLUMNS, _lines(filling, names, policies, documents))
    filling.copy("ledger_evidence", "seq document", documents)
    filling.copy("ledger_salts", "subject_kind subject_id salt pseudonym", names.drawn)


def _lines(
    filling: Filling,
    names: _Names,
    policies: dict[int, Policy],
    documents: list[tuple[int, str]],
) -> Iterator[list[object]]:
    """Yield the lines of the ledger. documents: takes what each rests on"""
    last = filling.rows("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
    seq, before = last[0] if last else (0, BEFORE_THE_FIRST)
    hiring: dict[UUID, set[str]] = defaultdict(set)
    for opening, member in filling.rows("SELECT opening_id, person_id FROM hiring_team"):
        hiring[opening].add(names.person(member))
    for each in sorted(filling.applications, key=lambda row: row.at):
        seq += 1
        facts, touches = _case(filling, names, each, frozenset(hiring[each.opening_id]))
        decision = decide(facts, touches, policies)
        candidate, salt = names.of(SubjectKind.CANDIDATE, each.candidate_id)
        document = canonical(write_evidence(facts, touches))
        row = LedgerRow(
            seq=seq, v=1, at=facts.decided_at, kind=LedgerKind.DECISION, application=each.id,
            candidate=candidate, ambassadors=[list(share) for share in decision.shares],
            opening=each.opening_id, outcome=str(decision.outcome), reason=str(decision.reason),
            policies={"1": policies[1].hash}, evidence=evidence_hash(salt, document), prev=before,
        )  # fmt: skip
        row.hash = before = hash_of(row)
        documents.append((seq, document))
        yield [_plain(getattr(row, name)) for name in COLUMNS.split()]


def _case(
    filling: Filling, names: _Names, each: FilledApplication, hiring_team: frozenset[str]
) -> tuple[Facts, list[Touch]]:
    """Return what a decision reads."""
    opening = str(each.opening_id)
    by = names.person(each.ambassador_id) if each.ambassador_id else None
    touches = []
    if each.touch_id and by:
        touch = filling.touches[each.touch_id]
        touches.append(
            Touch(
                id=str(each.touch_id), kind=TouchKind(touch[3]), ambassador=by, at=touch[5],
                opening=opening, policy=1, roles=frozenset({"ambassador"}), state=TouchState.OK,
                settled_at=touch[12], link_at=touch[7],
            )
        )  # fmt: skip
    facts = Facts(
        application=Application(each.at, opening, str(each.id)),
        decided_at=each.at + timedelta(seconds=3),
        policy_version=1,
        answer=Answer(Choice(each.choice), by) if each.choice else None,
        hiring_team=hiring_team,
    )
    return facts, touches


def _plain(value: object) -> object:
    return Jsonb(value) if isinstance(value, list | dict) else value
