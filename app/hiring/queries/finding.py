"""Which applications a search finds: by the candidate, what they wrote, and what it is about.

First the names: candidates, openings, places, teams and ambassadors that are called so. Then the
applications of those, or whose CV or message says it. So every part has its index, and PostgreSQL
can choose between them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.database import db
from app.core.i18n import LANGUAGES
from app.core.search import alike, begins, forgives, holds, query_of, says
from app.core.text.tokens import WHOLE_NUMBER, Term, question
from app.hiring.models import Application, Candidate, Touch
from app.people.models import Person, Place, Team
from app.policy.policy import TouchState
from app.publishing.models import Opening, OpeningPlace, Publication, PublicationText

MOST_FOUND = 1000  # applications: the latest
MOST_NAMED = 3000  # of a kind by one term, before its names are looked up with the applications
SHORTEST_NUMBER = 4  # figures from which a number is looked for among telephones
ANYWHERE_FROM = 3  # letters that are looked for within a name; fewer only where a word begins


class Named(StrEnum):
    """What a term may be the name of."""

    CANDIDATE = "candidate"
    REPEATED = "repeated"  # an application whose candidate applied again, as somebody of this name
    OPENING = "opening"
    AMBASSADOR = "ambassador"  # whom a candidate named or kept
    BROUGHT = "brought"  # a candidate whom an ambassador of this name led here


@dataclass(frozen=True)
class FoundApplications:
    """The applications that a search finds, in every state.

    rows: the latest first, with what they are sorted and narrowed by
    more: whether there are others, older ones
    exact: False when a letter had to be forgiven
    brought: by candidate, the ambassador because of whom they are found
    """

    terms: tuple[Term, ...] = ()
    rows: Sequence[Any] = ()
    more: bool = False
    exact: bool = True
    brought: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[UUID]:
        """Their keys."""
        return [row.id for row in self.rows]


def find(typed: str, within: Sequence[ColumnElement[bool]]) -> FoundApplications:
    """Find the applications that fit every term: to the letter, or if none does, nearly so.

    Two statements, four when nothing is found to the letter.

    within: conditions on the applications that are looked at
    """
    terms = question(typed)
    asked = [term for term in terms if not term.absent]
    if not terms:
        return FoundApplications()
    found = _find(terms, within, exact=True)
    if found.rows or not any(forgives(term.typed) for term in asked):
        return found
    return _find(terms, within, exact=False)


def within_found(ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Return the condition that an application was found."""
    return Application.id == any_(literal(list(ids), ARRAY(Uuid)))


def _find(
    terms: tuple[Term, ...], within: Sequence[ColumnElement[bool]], *, exact: bool
) -> FoundApplications:
    named = [_named(term, exact=exact or term.absent) for term in terms]
    looked_up: list[dict[Named, list[UUID]]] = [{} for _ in terms]
    brought: dict[UUID, str] = {}
    names: dict[str, str] = {}
    for at, kind, key, name in db.session.execute(_all_of(named)):
        looked_up[at].setdefault(Named(kind), []).append(key)
        if kind == Named.AMBASSADOR:
            names[str(key)] = name
        elif kind == Named.BROUGHT:
            brought.setdefault(key, name)
    brought = {key: names.get(ambassador, "") for key, ambassador in brought.items()}
    conditions = map(_fits, terms, named, looked_up)
    few = (
        select(
            Application.id,
            Application.at,
            Application.stage_since,
            Application.stage,
            Application.state,
            Application.seen_at,
            Application.candidate_id,
        )
        .where(*within, *conditions)
        .order_by(Application.at.desc(), Application.id.desc())
        .limit(MOST_FOUND + 1)
        .subquery()
    )
    rows = db.session.execute(
        select(few, func.fold(Candidate.name).label("name"))
        .join(Candidate, Candidate.id == few.c.candidate_id)
        .order_by(few.c.at.desc(), few.c.id.desc())
    ).all()
    return FoundApplications(terms, rows[:MOST_FOUND], len(rows) > MOST_FOUND, exact, brought)


def _all_of(named: Iterable[Mapping[Named, Select[Any]]]) -> Any:
    parts = []
    for at, selects in enumerate(named):
        for kind, keys in selects.items():
            some = keys.limit(MOST_NAMED + 1).subquery()
            parts.append(
                select(
                    literal_column(str(at)).label("at"),
                    literal_column(f"'{kind.value}'", Text).label("kind"),
                    some.c.key,
                    some.c.name,
                )
            )
    return union_all(*parts)


_COLUMNS = {
    Named.CANDIDATE: Application.candidate_id,
    Named.BROUGHT: Application.candidate_id,
    Named.REPEATED: Application.id,
    Named.OPENING: Application.opening_id,
    Named.AMBASSADOR: Application.choice_ambassador_id,
}


def _fits(
    term: Term, named: Mapping[Named, Select[Any]], keys: Mapping[Named, Sequence[UUID]]
) -> ColumnElement[bool]:
    found = [says(Application.cv_search, query_of(term, *LANGUAGES))]
    for kind, known in keys.items():
        column = _COLUMNS[kind]
        if len(known) > MOST_NAMED:
            called = named[kind].subquery()
            found.append(column.in_(select(called.c.key)))
        else:
            found.append(column == any_(literal(list(known), ARRAY(Uuid))))
    # a bare OR, each part of which has its index; an application without an ambassador is no part
    return ~func.coalesce(or_(*found), False) if term.absent else or_(*found)


def _named(term: Term, *, exact: bool) -> dict[Named, Select[Any]]:
    """Return the selects of what is called so: keys, an ambassador's name, who brought a candidate.

    What ambassadors are called is an array, by which the index of touches is taken.
    """
    again, themselves = aliased(Application), aliased(Candidate)
    nothing = null().cast(Text).label("name")
    called = _is_called(term, exact=exact)
    name = (Person.first_name + " " + Person.last_name).label("name")
    return {
        Named.CANDIDATE: select(Candidate.id.label("key"), nothing).where(
            _is_of(term, Candidate, exact=exact)
        ),
        Named.REPEATED: select(again.repeats_id.label("key"), nothing)
        .join(themselves, themselves.id == again.candidate_id)
        .where(again.repeats_id.is_not(None), _is_of(term, themselves, exact=exact)),
        Named.OPENING: _openings(term, exact=exact).add_columns(nothing),
        Named.AMBASSADOR: select(Person.id.label("key"), name).where(called),
        Named.BROUGHT: select(
            Touch.candidate_id.label("key"), Touch.ambassador_id.cast(Text).label("name")
        ).where(
            Touch.state == TouchState.OK,
            Touch.ambassador_id
            == any_(func.array(select(Person.id).where(called).scalar_subquery())),
        ),
    }


def _openings(term: Term, *, exact: bool) -> Select[Any]:
    """Select the openings by their title, their place and its region, their team."""
    opening, asked = Opening.__table__.c, query_of(term, *LANGUAGES)
    in_title = func.ts_filter(PublicationText.search, literal_column("'{a}'"))
    titles = and_(says(PublicationText.search, asked), says(in_title, asked))
    place, team = says(Place.search, asked), says(Team.search, asked)
    if not exact:
        typed = [term.typed]
        titles = or_(titles, *alike(PublicationText.folded, typed))
        place = or_(place, *alike(func.fold(Place.name), typed))
        team = or_(team, *alike(func.fold(Team.name_fr + " " + Team.name_en), typed))
    return select(opening.id.label("key")).where(
        or_(
            opening.id.in_(select(PublicationText.publication_id).where(titles)),
            opening.place_id.in_(select(Place.id).where(place)),
            opening.id.in_(_further_places(place)),
            opening.id.in_(select(Publication.id).where(_is_of_team(team))),
        )
    )


def _further_places(place: ColumnElement[bool]) -> Select[Any]:
    """Select the openings of which another place than the first one is meant."""
    return select(OpeningPlace.opening_id).join(OpeningPlace.place).where(place)


def _is_of_team(team: ColumnElement[bool]) -> ColumnElement[bool]:
    return Publication.team_id.in_(select(Team.id).where(team))


def _is_called(term: Term, *, exact: bool) -> ColumnElement[bool]:
    return _by_letters(func.fold(Person.first_name + " " + Person.last_name), term, exact=exact)


def _is_of(term: Term, candidate: type[Candidate], *, exact: bool) -> ColumnElement[bool]:
    found = _by_letters(candidate.folded, term, exact=exact)
    if not term.typed.isdecimal() or len(term.typed) < SHORTEST_NUMBER:
        return found
    figures = term.typed[-WHOLE_NUMBER:].lstrip("0")
    return or_(found, *holds(candidate.phone_digits, [figures]))


def _by_letters(folded: Any, term: Term, *, exact: bool) -> ColumnElement[bool]:
    """Return the condition that a name holds a term, in its letters or nearly."""
    if len(term.typed) < ANYWHERE_FROM:
        return begins(folded, term.typed)
    return and_(*(holds if exact else alike)(folded, [term.typed]))
