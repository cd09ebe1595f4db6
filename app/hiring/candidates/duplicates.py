"""Candidates who look alike: suggested, or looked for, to be merged by hand."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from app.core.database import db
from app.core.search import alike, forgives_any, holds
from app.hiring.candidates.merge import group_of, own_candidates
from app.hiring.candidates.names import words_of
from app.hiring.models import Application, Candidate, CandidatePair
from app.people.models import Person

MOST_SUGGESTED = 5
MOST_LOOKED_AT = 100  # candidates who share a name or a number, before they are ordered
MOST_FOUND = 20
SHORTEST_PHONE = 8  # digits
LONGEST_PHONE = 9  # digits that two ways of writing a number have in common


class DuplicateReason(StrEnum):
    """Why two candidates are perhaps one person."""

    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True)
class LikelyDuplicate:
    """A candidate who is perhaps the same person, and why we think so."""

    candidate: Candidate
    why: frozenset[DuplicateReason]


def suggestions(candidates: Sequence[Candidate], reader: Person) -> list[LikelyDuplicate]:
    """Return the candidates who are perhaps the same person, by phone or name. One statement.

    Only candidates with an application, since recruiters know of no others; none who was told
    apart; never the reader.

    candidates: those who are one person already
    """
    known = [each.id for each in candidates]
    names = {words_of(each.name) for each in candidates} - {()}
    phones = {each.phone_digits for each in candidates if len(each.phone_digits) >= SHORTEST_PHONE}
    alike = [
        Candidate.phone_digits.in_(phones),
        Candidate.folded_name.in_([" ".join(words) for words in names]),
    ]
    found = db.session.scalars(
        _others(known, reader).where(or_(*alike), ~_told_apart(known)).limit(MOST_LOOKED_AT)
    )
    seen = [LikelyDuplicate(each, why) for each in found if (why := _why(each, names, phones))]
    return sorted(seen, key=lambda each: (-len(each.why), each.candidate.id))[:MOST_SUGGESTED]


def doubled_among(candidates: Collection[UUID], reader: Person) -> frozenset[UUID]:
    """Return which of some candidates look like another one, as `suggestions` finds. One statement.

    Not those who were told apart from them, or are known to be the same person.
    """
    if not candidates:
        return frozenset()
    mine, other = aliased(Candidate), aliased(Candidate)
    same_name = and_(other.folded_name == mine.folded_name, mine.folded_name != "")
    same_phone = and_(
        other.phone_digits == mine.phone_digits,
        func.length(mine.phone_digits) >= SHORTEST_PHONE,
    )
    said = exists().where(
        CandidatePair.ended_at.is_(None),
        CandidatePair.one_id == func.least(mine.id, other.id),
        CandidatePair.other_id == func.greatest(mine.id, other.id),
    )
    likeness = exists().where(
        other.id != mine.id,
        or_(same_name, same_phone),
        exists().where(Application.candidate_id == other.id),
        other.id.not_in(select(own_candidates(reader).c.id)),
        ~said,
    )
    return frozenset(db.session.scalars(select(mine.id).where(mine.id.in_(candidates), likeness)))


def why_alike(one: Candidate, other: Candidate) -> frozenset[DuplicateReason]:
    """Return why two candidates are perhaps one person. Pure."""
    phones = {one.phone_digits} if len(one.phone_digits) >= SHORTEST_PHONE else set()
    return _why(other, {words_of(one.name)} - {()}, phones)


def find_others(application: Application, words: str, reader: Person) -> Sequence[Candidate]:
    """Return candidates whose name, address or number holds some words, to merge by hand.

    When there are none, those whose name is a slip away.
    """
    typed = words.split()
    if not typed:
        return []
    figures = re.sub(r"\D", "", words)[-LONGEST_PHONE:].lstrip("0")
    is_number = len(figures) >= SHORTEST_PHONE - 1 and not re.search(r"[^\W\d_]", words)
    others = _others(group_of(application.candidate_id), reader)
    for wanted in (
        holds(Candidate.phone_digits, [figures]) if is_number else holds(Candidate.folded, typed),
        alike(Candidate.folded, typed) if forgives_any(words) and not is_number else [],
    ):
        found = db.session.scalars(
            others.where(*wanted or [false()])
            .order_by(Candidate.name, Candidate.id)
            .limit(MOST_FOUND)
        ).all()
        if found:
            return found
    return []


def candidate_seen_by(reader: Person, candidate_id: UUID) -> Candidate | None:
    """Return a candidate that a reader may compare with another; None for any other."""
    return db.session.scalar(_others([], reader).where(Candidate.id == candidate_id))


def _why(
    candidate: Candidate, names: set[tuple[str, ...]], phones: set[str]
) -> frozenset[DuplicateReason]:
    alike = {
        DuplicateReason.NAME: words_of(candidate.name) in names,
        DuplicateReason.PHONE: candidate.phone_digits in phones,
    }
    return frozenset(why for why, is_so in alike.items() if is_so)


def _others(group: Sequence[UUID], reader: Person) -> Select[Candidate]:
    """Select the candidates outside a group who have applied, but for the reader's own."""
    applied = exists().where(Application.candidate_id == Candidate.id)
    return select(Candidate).where(
        Candidate.id.not_in(group),
        Candidate.id.not_in(select(own_candidates(reader).c.id)),
        applied,
    )


def _told_apart(group: Sequence[UUID]) -> ColumnElement[bool]:
    pair = CandidatePair
    return exists().where(
        pair.ended_at.is_(None),
        or_(
            (pair.one_id == Candidate.id) & pair.other_id.in_(group),
            (pair.other_id == Candidate.id) & pair.one_id.in_(group),
        ),
    )
