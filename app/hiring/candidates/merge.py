"""Candidates who are one person: which ones, and what staff said of them.

A merge is a pointer between two candidates; nothing that either did is moved, so that ending it
restores both. The candidates that such pointers link are the group of one person. A verb that
reads a group and then writes holds it first (`hold_groups`), so that the group does not change.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import CTE, ColumnElement, Select, all_, case, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core import activity, locks
from app.core.database import db, read_first
from app.core.errors import Refusal
from app.core.locks import Lock
from app.hiring.models import Application, ApplicationState, Candidate, CandidatePair, PairVerdict
from app.people.models import Person


class CannotMerge(Refusal):
    """Two candidates cannot be said to be one person."""

    code = "cannot_merge"


# Which candidates are one person


def hold_groups(*, to_change: bool = False) -> None:
    """Keep every group as it is until the transaction ends; others may read it meanwhile.

    Taken before any row is locked, so that a merge, which holds all groups alone, never waits
    for a transaction that waits for it.

    to_change: alone, to merge or to undo
    """
    locks.hold(Lock.GROUPS, shared=not to_change)


def group_of(candidate_id: UUID) -> list[UUID]:
    """Return the candidates who are one person with this one, itself included, in order."""
    found = group(select(Candidate.id).where(Candidate.id == candidate_id))
    return sorted(db.session.scalars(select(found.c.id))) or [candidate_id]


def candidates_of(candidate: Candidate) -> Sequence[Candidate]:
    """Return the candidates who are one person with this one, itself first. Two statements."""
    others = set(group_of(candidate.id)) - {candidate.id}
    if not others:
        return [candidate]
    return [
        candidate,
        *db.session.scalars(
            select(Candidate).where(Candidate.id.in_(others)).order_by(Candidate.id)
        ),
    ]


def group(seeds: Select[UUID], *, ever: bool = False) -> CTE:
    """Return the candidates of the groups of some, as a table of their `id`.

    ever: also those whose merge was undone
    """
    found = seeds.cte(recursive=True)  # unnamed: one statement may hold several
    pair = CandidatePair
    other = case((pair.one_id == found.c.id, pair.other_id), else_=pair.one_id)
    linked = (
        select(other)
        .where(or_(pair.one_id == found.c.id, pair.other_id == found.c.id))
        .where(pair.verdict == PairVerdict.SAME)
    )
    return found.union(linked if ever else linked.where(pair.ended_at.is_(None)))


def own_candidates(person: Person) -> CTE:
    """Return the candidates that a person is themselves, as a table of their `id`."""
    return _candidates_of(person.id)


@lru_cache(maxsize=1024)
def _candidates_of(person_id: UUID) -> CTE:
    """Build the question once: a page of theirs asks it several times, and a statement once."""
    return group(select(Candidate.id).where(Candidate.person_id == person_id))


def is_another(person: Person, candidate: ColumnElement[UUID] | Any) -> ColumnElement[bool]:
    """Return the condition that a candidate, by their key, is not a person themselves."""
    return candidate != all_(read_first(select(own_candidates(person).c.id)))


def is_oneself(person: Person, candidate_id: UUID) -> bool:
    """Tell whether a candidate is a person themselves, by any of their mailboxes."""
    own = own_candidates(person)
    return db.session.scalar(select(own.c.id).where(own.c.id == candidate_id)) is not None


def people_who_are(candidate_id: UUID) -> set[UUID]:
    """Return the colleagues that a candidate is, by any of their mailboxes."""
    found = group(select(Candidate.id).where(Candidate.id == candidate_id))
    people = db.session.scalars(
        select(Candidate.person_id)
        .join(found, found.c.id == Candidate.id)
        .where(Candidate.person_id.is_not(None))
    )
    return {each for each in people if each}


def lock_group(candidate_id: UUID) -> list[UUID]:
    """Hold a group, and lock its candidates: one act of one person at a time."""
    hold_groups()
    found = group_of(candidate_id)
    db.session.execute(
        select(Candidate.id).where(Candidate.id.in_(found)).order_by(Candidate.id).with_for_update()
    )
    return found


def merges_in(candidates: Sequence[Candidate]) -> Sequence[CandidatePair]:
    """Return the merges in force among those who are one person, the first made first."""
    if len(candidates) == 1:
        return []
    return db.session.scalars(
        select(CandidatePair)
        .where(
            CandidatePair.one_id.in_([each.id for each in candidates]),
            CandidatePair.verdict == PairVerdict.SAME,
            CandidatePair.ended_at.is_(None),
        )
        .options(
            joinedload(CandidatePair.one),
            joinedload(CandidatePair.other),
            joinedload(CandidatePair.by),
        )
        .order_by(CandidatePair.at, CandidatePair.id)
    ).all()


def is_about(pair: CandidatePair, candidate_id: UUID) -> bool:
    """Tell whether a merge makes, or made until it ended, a candidate one person with another."""
    return candidate_id in {*group_of(pair.one_id), *group_of(pair.other_id)}


def repeats_of(application_id: UUID) -> Sequence[Application]:
    """Return the applications that repeat one, the earliest first."""
    return db.session.scalars(
        select(Application)
        .where(Application.repeats_id == application_id)
        .options(joinedload(Application.candidate))
        .order_by(Application.at, Application.id)
    ).all()


# What staff say of two candidates; app/attribution/deciding/merging.py then decides their credits


def say_same(
    one: Candidate, other: Candidate, *, by: Person, now: datetime
) -> CandidatePair | None:
    """Say that two candidates are one person; None when they are already.

    The caller holds the groups to change them.

    raises: CannotMerge
    """
    if one.id == other.id or other.id in group_of(one.id):
        return None
    _must_not_be_recruited_twice([*group_of(one.id), *group_of(other.id)])
    pair = _say(PairVerdict.SAME, one, other, by=by, now=now)
    activity.record("candidate.merged", pair, by=by, data=_data(pair), now=now)
    return pair


def say_different(one: Candidate, other: Candidate, *, by: Person, now: datetime) -> None:
    """Say that two candidates are two people: neither is suggested for the other again.

    Saying it of two who are merged changes nothing: a merge is undone first.
    """
    hold_groups(to_change=True)
    if one.id == other.id or other.id in group_of(one.id) or _in_force(one, other):
        return
    pair = _say(PairVerdict.DIFFERENT, one, other, by=by, now=now)
    activity.record("candidate.told_apart", pair, by=by, data=_data(pair), now=now)


def end_merge(pair: CandidatePair, *, by: Person, now: datetime) -> bool:
    """End a merge; False when it is ended already. The caller holds the groups to change them."""
    db.session.refresh(pair)
    if pair.verdict is not PairVerdict.SAME or pair.ended_at is not None:
        return False
    pair.ended_at, pair.ended_by_id = now, by.id
    activity.record("candidate.unmerged", pair, by=by, data=_data(pair), now=now)
    return True


def _say(
    verdict: PairVerdict, one: Candidate, other: Candidate, *, by: Person, now: datetime
) -> CandidatePair:
    if before := _in_force(one, other):  # that they are two
        before.ended_at, before.ended_by_id = now, by.id
        db.session.flush()
    first, second = sorted((one.id, other.id))
    pair = CandidatePair(one_id=first, other_id=second, verdict=verdict, by=by, at=now)
    db.session.add(pair)
    db.session.flush()
    return pair


def _in_force(one: Candidate, other: Candidate) -> CandidatePair | None:
    first, second = sorted((one.id, other.id))
    return db.session.scalar(
        select(CandidatePair).where(
            CandidatePair.one_id == first,
            CandidatePair.other_id == second,
            CandidatePair.ended_at.is_(None),
        )
    )


def _data(pair: CandidatePair) -> dict[str, str]:
    return {"one": str(pair.one_id), "other": str(pair.other_id)}


def _must_not_be_recruited_twice(candidates: Sequence[UUID]) -> None:
    """raises: CannotMerge when one person would have been recruited twice by one recruitment"""
    first, second = aliased(Application), aliased(Application)
    twice = select(first.id).join(
        second, (second.opening_id == first.opening_id) & recruited_by(first, second)
    )
    if db.session.scalar(
        twice.where(
            first.candidate_id.in_(candidates),
            second.candidate_id.in_(candidates),
            first.state == ApplicationState.HIRED,
        ).limit(1)
    ):
        raise CannotMerge(
            _l(
                "Both are recruited for the same opening. Move one of the two applications back"
                " first: one person is recruited once."
            )
        )


def recruited_by(application: type[Application], other: type[Application]) -> ColumnElement[bool]:
    """Return the condition that an application was sent before another one ended in a hire."""
    return (
        (other.id != application.id)
        & (other.state == ApplicationState.HIRED)
        & (application.at < other.ended_at)
    )
