"""Merging candidates who are one person, and undoing it: the pointer, then the credits again.

One transaction each, while nobody else merges, applies, moves or decides for any of them.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.attribution.deciding.case_file import joined, read_case_file, shortened
from app.attribution.deciding.decide import decide_candidate
from app.attribution.deciding.plan import PlannedDecision, plan
from app.attribution.rule.history import repeated
from app.core.database import db
from app.hiring.candidates.merge import end_merge, group_of, hold_groups, say_same
from app.hiring.models import Application, Candidate, CandidatePair
from app.people.models import Person


def preview(one: Candidate, other: Candidate, *, now: datetime) -> list[PlannedDecision]:
    """Say what merging two candidates would bring to each of their applications. Writes nothing."""
    files = [read_case_file(group_of(candidate.id)) for candidate in (one, other)]
    return plan(joined(*files), now=now)


def merge(one: Candidate, other: Candidate, *, by: Person, now: datetime) -> CandidatePair | None:
    """Say that two candidates are one person, and decide their credits again.

    Of two open applications to one opening the later one is none any more.

    returns: the merge, which can be undone; None when they are one person already
    raises: CannotMerge
    """
    hold_groups(to_change=True)
    pair = say_same(one, other, by=by, now=now)
    if pair:
        _settle(group_of(one.id))
        decide_candidate(one.id, now=now)
    return pair


def undo(pair: CandidatePair, *, by: Person, now: datetime) -> None:
    """End a merge: each has their own applications and touches again. Twice changes nothing."""
    hold_groups(to_change=True)
    if end_merge(pair, by=by, now=now):
        for candidate_id in (pair.one_id, pair.other_id):
            _settle(group_of(candidate_id))
            decide_candidate(candidate_id, now=now)


def _settle(group: Sequence[UUID]) -> None:
    """Write which applications of one person repeat another of theirs, and which do no longer."""
    rows = db.session.execute(
        select(
            Application.id,
            Application.at,
            Application.opening_id.label("opening"),
            Application.ended_at,
            Application.repeats_id,
        ).where(Application.candidate_id.in_(group))
    ).all()
    theirs = {row.id for row in rows}
    kept = {row.id: row.repeats_id for row in rows if row.repeats_id in theirs}
    begun = repeated(row for row in rows if row.id not in kept)
    repeats = shortened({**kept, **begun})
    # who begins to repeat first: until then two may be open to one opening
    changed = [row for row in rows if row.repeats_id != repeats.get(row.id)]
    for row in sorted(changed, key=lambda row: row.id not in repeats):
        db.session.get_one(Application, row.id).repeats_id = repeats.get(row.id)
        db.session.flush()
