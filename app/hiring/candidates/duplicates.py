"""Candidates who look alike: suggested, or looked for, to be merged by hand."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CTE, FromClause, Select, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from app.core.database import db
from app.core.search import alike, forgives_any, holds
from app.hiring.candidates.merge import group_of, is_another
from app.hiring.candidates.names import words_of
from app.hiring.models import Application, Candidate, CandidatePair, PairVerdict
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

    Only candidates with an application, since recruiters know of no others; nobody who was told
    apart, nor whoever is one person with them; never the reader.

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
        _others(known, reader)
        .where(or_(*alike), Candidate.id.not_in(_told_apart(known)))
        .limit(MOST_LOOKED_AT)
    )
    seen = [LikelyDuplicate(each, why) for each in found if (why := _why(each, names, phones))]
    return sorted(seen, key=lambda each: (-len(each.why), each.candidate.id))[:MOST_SUGGESTED]


def doubled_among(candidates: Collection[UUID], reader: Person) -> frozenset[UUID]:
    """Return which of some candidates look like another one, as `suggestions` finds. One statement.

    Whoever is one person with them is looked at like them.
    """
    if not candidates:
        return frozenset()
    each = select(Candidate.id.label("of"), Candidate.id).where(Candidate.id.in_(candidates))
    people = _people(each)
    apart = _people(_said_different(people))
    mine, other = aliased(Candidate), aliased(Candidate)
    # NULL for who has none, so that nobody looks through all the others who have none
    name = func.nullif(mine.folded_name, "")
    phone = case((func.length(mine.phone_digits) >= SHORTEST_PHONE, mine.phone_digits))
    known = [
        exists().where(some.c.of == people.c.of, some.c.id == other.id).correlate(people, other)
        for some in (people.alias(), apart)
    ]
    likeness = exists().where(
        or_(other.folded_name == name, other.phone_digits == phone),
        exists().where(Application.candidate_id == other.id),
        is_another(reader, other.id),
        ~or_(*known),
    )
    alike = select(people.c.of).join(mine, mine.id == people.c.id).where(likeness)
    return frozenset(db.session.scalars(alike))


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
        is_another(reader, Candidate.id),
        applied,
    )


def _told_apart(known: Sequence[UUID]) -> Select[UUID]:
    """Select whom staff told apart from a person, and whoever is one person with those."""
    person = select(Candidate.id.label("of"), Candidate.id).where(Candidate.id.in_(known))
    return select(_people(_said_different(person.subquery())).c.id)


def _said_different(people: FromClause) -> Select[UUID, UUID]:
    """Select the candidates of whom staff said that they are not `id`, each for its `of`."""
    pair = CandidatePair
    other = case((pair.one_id == people.c.id, pair.other_id), else_=pair.one_id)
    return (
        select(people.c.of, other.label("id"))
        .join(pair, or_(pair.one_id == people.c.id, pair.other_id == people.c.id))
        .where(pair.ended_at.is_(None), pair.verdict == PairVerdict.DIFFERENT)
    )


def _people(some: Select[UUID, UUID]) -> CTE:
    """Return the groups of some candidates as a table: `id` is one person with one of its `of`."""
    found = some.cte(recursive=True)
    pair = CandidatePair
    other = case((pair.one_id == found.c.id, pair.other_id), else_=pair.one_id)
    return found.union(
        select(found.c.of, other)
        .join(pair, or_(pair.one_id == found.c.id, pair.other_id == found.c.id))
        .where(pair.ended_at.is_(None), pair.verdict == PairVerdict.SAME)
    )
