"""The colleagues whom a typed name may stand for, each with the reasons why.

Links and teams only order the list and explain it: a person chooses, and the colleague confirms.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app.core.calendar import local_date
from app.core.database import db
from app.core.search import alike, forgives, holds
from app.core.text.fold import plain_words
from app.hiring.candidates.names import Likeness, likeness
from app.hiring.models import TypedName
from app.hiring.referrals import colleagues
from app.people.models import Person
from app.sharing.models import ReferralLink
from app.tracking.models import LinkTotal

MOST = 8
WITHOUT_LIKENESS = 3  # of those shown: relayed the opening, and are called otherwise
FOUND = 20  # by a search
WORDS = 5  # of a search


class SuggestionReason(StrEnum):
    """Why a typed name may be somebody's, the strongest first."""

    SAME_NAME = "same_name"
    SPELLING = "spelling"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    WHERE = "where"  # the candidate wrote their team or their place
    VISITED = "visited"  # their link to this opening was visited
    RELAYED = "relayed"  # they relayed this opening
    TEAM = "team"  # they are of the opening's team


_OF_LIKENESS = {
    Likeness.SAME: SuggestionReason.SAME_NAME,
    Likeness.SPELLING: SuggestionReason.SPELLING,
    Likeness.FIRST_NAME: SuggestionReason.FIRST_NAME,
    Likeness.LAST_NAME: SuggestionReason.LAST_NAME,
}
_OF_NAME = frozenset(_OF_LIKENESS.values())
_RANK = {reason: rank for rank, reason in enumerate(SuggestionReason)}


@dataclass(frozen=True)
class PossibleReferrer:
    """A colleague who may have been named. visits: by their links to the opening, until then"""

    person: Person
    reasons: tuple[SuggestionReason, ...]
    visits: int = 0

    @property
    def by_name(self) -> bool:
        """Whether the typed name may be theirs, rather than that they only relayed the opening."""
        return not _OF_NAME.isdisjoint(self.reasons)


@dataclass(frozen=True)
class Hints:
    """What is known beside names. relayed: visits by ambassador of the opening"""

    relayed: Mapping[UUID, int]
    of_team: Collection[UUID]


def suggestions(typed_name: TypedName, *, by: Person, now: datetime) -> list[PossibleReferrer]:
    """Return the colleagues who may have been named, likeliest first; not the candidate or `by`."""
    today, candidate = local_date(now), typed_name.application.candidate.person_id
    without = {by.id, candidate} if candidate else {by.id}
    written = plain_words(f"{typed_name.typed} {typed_name.details}")
    relayed = _relayed(typed_name)
    preferred = replace(
        colleagues.written_in(written),
        visited=frozenset(key for key, visits in relayed.items() if visits),
        relayed=frozenset(key for key, visits in relayed.items() if not visits),
        of_team=typed_name.application.opening.team_id,
    )
    named = colleagues.of_like_name(typed_name.typed, preferred, without=without, today=today)
    found = {each.key: each for each in named}
    team = preferred.of_team
    of_team = {each.key for each in named if team and each.team == team}
    hints = Hints(relayed, of_team)
    reasons = {}
    for key, each in found.items():
        where = any(set(plain_words(name)) <= set(written) for name in each.where)
        why = reasons_of(key, likeness(typed_name.typed, each), where=where, hints=hints)
        if why:
            reasons[key] = why
    chosen = likeliest(reasons, relayed)
    people = _people(chosen)
    return [PossibleReferrer(people[key], reasons[key], relayed.get(key, 0)) for key in chosen]


def reasons_of(
    key: UUID, like: Likeness | None, *, where: bool, hints: Hints
) -> tuple[SuggestionReason, ...]:
    """Return why a name may be somebody's, the strongest reason first; () for none. Pure.

    A team or a place alone is no reason: half a company may share it.
    """
    holds = {
        SuggestionReason.WHERE: where,
        SuggestionReason.VISITED: hints.relayed.get(key, 0) > 0,
        SuggestionReason.RELAYED: hints.relayed.get(key) == 0,
        SuggestionReason.TEAM: key in hints.of_team,
    }
    beside = tuple(reason for reason, held in holds.items() if held)
    if like:
        return (_OF_LIKENESS[like], *beside)
    return beside if key in hints.relayed else ()


def likeliest(
    reasons: Mapping[UUID, Sequence[SuggestionReason]], visits: Mapping[UUID, int]
) -> list[UUID]:
    """Choose whom to show and in which order: alike by name first, then who relayed. Pure."""

    def rank(key: UUID) -> tuple[list[int], int, str]:
        ranks = [_RANK[each] for each in reasons[key]]
        return [*ranks, len(_RANK)], -visits.get(key, 0), str(key)  # one reason more goes first

    alike = sorted((key for key in reasons if _OF_NAME.intersection(reasons[key])), key=rank)
    others = sorted(set(reasons).difference(alike), key=rank)
    return [*alike[:MOST], *others[:WITHOUT_LIKENESS]][:MOST]


def found_by(words: str, typed_name: TypedName, *, by: Person, now: datetime) -> Sequence[Person]:
    """Find people at work by the beginnings of their names, whatever accents and order.

    When nobody is called so, those whose name is a slip away, but for its first letter.
    """
    wanted = plain_words(words)[:WORDS]
    if not wanted:
        return []
    called = func.fold(Person.first_name + " " + Person.last_name)
    begun = func.translate(" " + called, "-'", "  ")
    exact = holds(begun, (f" {word}" for word in wanted))
    found = _at_work(exact, typed_name, by=by, now=now)
    if found or not any(map(forgives, wanted)):
        return found
    first_letters = holds(begun, (f" {word[0]}" for word in wanted))
    return _at_work([*alike(called, wanted), *first_letters], typed_name, by=by, now=now)


def _at_work(
    conditions: Sequence[ColumnElement[bool]], typed_name: TypedName, *, by: Person, now: datetime
) -> Sequence[Person]:
    today = local_date(now)
    candidate = typed_name.application.candidate.person_id
    return db.session.scalars(
        select(Person)
        .where(
            Person.disabled_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on >= today),
            Person.id.not_in({by.id, candidate} - {None}),
            *conditions,
        )
        .options(joinedload(Person.team), joinedload(Person.place), joinedload(Person.portrait))
        .order_by(func.fold(Person.last_name), func.fold(Person.first_name), Person.id)
        .limit(FOUND)
    ).all()


def _relayed(typed_name: TypedName) -> dict[UUID, int]:
    """Return who had relayed the opening when the name was typed, with their links' visits."""
    rows = db.session.execute(
        select(ReferralLink.ambassador_id, func.coalesce(func.sum(LinkTotal.visits), 0))
        .outerjoin(LinkTotal, LinkTotal.link_id == ReferralLink.id)
        .where(
            ReferralLink.publication_id == typed_name.application.opening.id,
            ReferralLink.created_at <= typed_name.at,
        )
        .group_by(ReferralLink.ambassador_id)
    )
    return {ambassador: int(visits) for ambassador, visits in rows}


def _people(keys: Sequence[UUID]) -> dict[UUID, Person]:
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(keys))
        .options(
            joinedload(Person.team),
            joinedload(Person.place),
            joinedload(Person.portrait),
            joinedload(Person.role_rows),
        )
    )
    return {each.id: each for each in rows.unique()}
