"""Erasing a person from the ledger: nobody can tell any more whom its rows were about.

Salts go, and for a candidate what their decisions rest on; every row stays, so that the chain
still verifies, and rows of its own say what was erased.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.attribution.deciding.decide import one_at_a_time
from app.attribution.ledger.document import write_instant
from app.attribution.ledger.entries import Entry, append
from app.attribution.ledger.pseudonyms import Pseudonym
from app.attribution.models import Evidence, LedgerKind, LedgerRow, Salt, SubjectKind
from app.core.database import db
from app.hiring.candidates.merge import group
from app.hiring.models import Application, Candidate, Touch

ERASED = "erased"  # of a row about a person
EVIDENCE_ERASED = "evidence_erased"  # of a row about another row, which it names in `supersedes`


def erase_candidate(candidate_id: UUID, *, now: datetime) -> list[LedgerRow]:
    """Make the rows of a person unexplainable: salts and evidence are deleted, rows say so.

    A person is all the candidates that are merged. Where a merge was undone, what rows of the
    other candidates rest on is deleted too, as far as it tells what this person did. Called
    while the person's applications and touches can still be read.

    returns: the rows that tell it; none when the ledger never knew them
    """
    person = one_at_a_time(candidate_id)
    written = []
    for seq in _rests_on_them(person):
        entry = Entry(LedgerKind.ERASURE, EVIDENCE_ERASED, supersedes=seq)
        written.append(append(entry, now=now))
        db.session.execute(delete(Evidence).where(Evidence.seq == seq))
    for candidate in person:
        salt = db.session.get(Salt, (SubjectKind.CANDIDATE, candidate))
        if salt is None:
            continue
        theirs = select(LedgerRow.seq).where(LedgerRow.candidate == salt.pseudonym)
        erased = Pseudonym(salt.pseudonym, salt.salt)
        written.append(append(Entry(LedgerKind.ERASURE, ERASED, candidate=erased), now=now))
        db.session.execute(delete(Evidence).where(Evidence.seq.in_(theirs)))
        db.session.delete(salt)
    db.session.flush()
    return written


def erase_person(person_id: UUID, *, now: datetime) -> LedgerRow | None:
    """Make an ambassador's pseudonym unexplainable; the credits they had stay as they are.

    returns: None when the ledger never knew them
    """
    salt = db.session.get(Salt, (SubjectKind.PERSON, person_id))
    if salt is None:
        return None
    row = append(
        Entry(LedgerKind.ERASURE, ERASED, ambassadors=[(salt.pseudonym, 0)]),
        now=now,
    )
    db.session.delete(salt)
    db.session.flush()
    return row


@dataclass(frozen=True)
class _Traces:
    """What a document of another candidate may tell of a person.

    sent: when and for which opening each of their applications was, as a prior is written
    """

    touches: frozenset[str]
    applications: frozenset[str]
    sent: frozenset[tuple[str, str]]
    answers: frozenset[str]

    def are_in(self, document: str) -> bool:
        """Say whether a document tells any of it. Pure."""
        if document in self.answers:
            return True
        read: dict[str, Any] = json.loads(document)
        if "merge" in read:
            return read["merge"]["repeats"] in self.applications
        return any(touch["id"] in self.touches for touch in read.get("touches", ())) or any(
            (prior["at"], prior["opening"]) in self.sent
            for prior in read.get("facts", {}).get("prior", ())
        )


def _rests_on_them(person: Sequence[UUID]) -> list[int]:
    """List the rows of others, once merged with a person, that rest on what that person did."""
    met = group(select(Candidate.id).where(Candidate.id.in_(person)), ever=True)
    rows = db.session.execute(
        select(LedgerRow.seq, Evidence.document)
        .join(Evidence, Evidence.seq == LedgerRow.seq)
        .join(Salt, Salt.pseudonym == LedgerRow.candidate)
        .where(
            Salt.subject_kind == SubjectKind.CANDIDATE,
            Salt.subject_id.in_(select(met.c.id)),
            Salt.subject_id.not_in(person),
            LedgerRow.kind.in_([LedgerKind.DECISION, LedgerKind.MERGE]),
        )
        .order_by(LedgerRow.seq)
    ).all()
    if not rows:
        return []
    traces = _traces_of(person)
    return [row.seq for row in rows if traces.are_in(row.document)]


def _traces_of(person: Sequence[UUID]) -> _Traces:
    applications = db.session.execute(
        select(Application.id, Application.at, Application.opening_id).where(
            Application.candidate_id.in_(person)
        )
    ).all()
    answers = db.session.scalars(
        select(Evidence.document)
        .join(LedgerRow, LedgerRow.seq == Evidence.seq)
        .where(
            LedgerRow.application.in_([row.id for row in applications]),
            LedgerRow.kind == LedgerKind.OVERRIDE,
        )
    )
    touches = db.session.scalars(select(Touch.id).where(Touch.candidate_id.in_(person)))
    return _Traces(
        touches=frozenset(str(touch) for touch in touches),
        applications=frozenset(str(row.id) for row in applications),
        sent=frozenset((write_instant(row.at), str(row.opening_id)) for row in applications),
        answers=frozenset(answers),
    )
