"""Searching the openings: what was asked, which ones match, and how many more each filter has.

One statement reads what matches the words with all that the filters need; the rest is counted
here, so that each facet follows the other filters and none costs a statement.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select, union
from sqlalchemy.orm import aliased
from werkzeug.datastructures import MultiDict

from app.core.database import db
from app.core.i18n import LANGUAGES
from app.core.search import CLOSE, FORGIVING_FROM, alike, holds, query_of, says
from app.core.text.clean import tidy_line
from app.core.text.fold import fold
from app.core.text.tokens import Term, question
from app.people.models import Place, SlugKind, Team
from app.people.slugs import place_names, present_slugs
from app.publishing.kinds import OPENINGS, online
from app.publishing.models import (
    Contract,
    Opening,
    OpeningPlace,
    Publication,
    PublicationText,
    Remote,
    Theme,
    WorkingTime,
    publication_themes,
)

Value = TypeVar("Value")
FACETS = ("place", "team", "contract", "time", "remote", "theme")
PER_PAGE = 20
LONGEST = 100  # characters of a search
_SIGNS = re.compile(
    r"[^\w\s.,;:!?'\"()\[\]{}/&+#@*-]"
)  # that no word has, and that mean themselves
CONTRACT_WORDS = {
    Contract.PERMANENT: "contrat contract CDI indéterminée permanent",
    Contract.FIXED_TERM: "contrat contract CDD déterminée fixed term temporary",
    Contract.APPRENTICESHIP: "contrat contract alternance alternant alternante apprentissage "
    "apprenti apprentie apprenticeship apprentice",
    Contract.INTERNSHIP: "stage stagiaire internship intern",
    Contract.FREELANCE: "freelance indépendant indépendante contractor",
    Contract.INTERIM: "contrat contract intérim intérimaire temporaire "
    "interim temp temporary work agency",
}
TIME_WORDS = {
    WorkingTime.FULL: "temps plein complet full time fulltime",
    WorkingTime.PART: "temps partiel part time parttime",
}
_FROM_HOME = "télétravail distance hybride working home remote hybrid"
REMOTE_WORDS = {
    Remote.PARTIAL: f"{_FROM_HOME} partie partiel partly",
    Remote.FULL: f"{_FROM_HOME} complet total entièrement entirely fully full",
}
REMOTE_VALUES = {Remote.NONE: (), Remote.PARTIAL: ("possible",), Remote.FULL: ("possible", "full")}


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `chosen` has the values of each facet, in the address's order."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> "Asked":
        """Read an address's arguments; what is no value of ours is left out later. Pure."""
        page = arguments.get("page", "1")
        return cls(
            words=tidy_line(arguments.get("q"))[:LONGEST],
            chosen={
                facet: tuple(dict.fromkeys(value[:LONGEST] for value in arguments.getlist(facet)))
                for facet in FACETS
                if arguments.getlist(facet)
            },
            page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
        )

    @property
    def filtered(self) -> bool:
        """Whether anything at all narrows the list."""
        return bool(self.words or self.chosen)

    @property
    def chosen_count(self) -> int:
        """How many filters are in force, words aside."""
        return sum(len(values) for values in self.chosen.values())

    def arguments(self, *, page: int = 1) -> list[tuple[str, str]]:
        """Return the arguments that ask for the same on another page. Pure."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(facet, value) for facet in FACETS for value in self.chosen.get(facet, ())]
        return pairs + ([("page", str(page))] if page > 1 else [])

    def address(self, path: str, *, page: int = 1) -> str:
        """Return the address of the same list on another page. Pure."""
        query = urlencode(self.arguments(page=page))
        return f"{path}?{query}" if query else path

    def address_without(self, path: str, facet: str, value: str = "") -> str:
        """Return the address of the list without one filter, or "q" without the words. Pure."""
        pairs = [
            pair
            for pair in self.arguments()
            if pair != (facet, value) and not (facet == "q" == pair[0])
        ]
        return f"{path}?{urlencode(pairs)}" if pairs else path


RENAMED = {"team": SlugKind.TEAM_FR, "place": SlugKind.PLACE}


def renamed(asked: Asked) -> Asked | None:
    """Return what is asked for under present names; None when all of them are present."""
    chosen = dict(asked.chosen)
    for facet, kind in RENAMED.items():
        if facet in chosen:
            new = present_slugs(kind, chosen[facet])
            chosen[facet] = tuple(dict.fromkeys(new.get(each, each) for each in chosen[facet]))
    return None if chosen == asked.chosen else replace(asked, chosen=chosen)


@dataclass(frozen=True)
class Hit:
    """One opening that matches the words: its key and its value in each facet."""

    id: UUID
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Found:
    """What matches the words, best first.

    labels: of the places and teams of the hits, by facet and value, in French and in English
    exact: False when a letter had to be forgiven
    meant: False when what was typed holds no word to look for, as “%” or “the”
    """

    hits: Sequence[Hit]
    labels: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    exact: bool = True
    meant: bool = True


@dataclass(frozen=True)
class Option:
    """One value of a facet, as it stands beside its box."""

    value: str
    label: str
    count: int
    chosen: bool


def narrow(
    hits: Sequence[Hit], chosen: Mapping[str, tuple[str, ...]], *, but: str = ""
) -> list[Hit]:
    """Keep the hits that fit every facet; within one, any of its values will do. Pure.

    but: a facet to leave out
    """
    wanted = [(facet, set(values)) for facet, values in chosen.items() if values and facet != but]
    return [
        hit
        for hit in hits
        if all(values.intersection(hit.values.get(facet, ())) for facet, values in wanted)
    ]


def options(
    hits: Sequence[Hit],
    chosen: Mapping[str, tuple[str, ...]],
    facet: str,
    labels: Mapping[str, str],
) -> list[Option]:
    """List a facet's values with how many openings each would show, most first. Pure.

    labels: word of each value; a value without one is not shown
    """
    shown = narrow(hits, chosen, but=facet)
    counts = Counter(chain.from_iterable(hit.values.get(facet, ()) for hit in shown))
    wanted = chosen.get(facet, ())
    listed = [
        Option(value, label, counts[value], value in wanted)
        for value, label in labels.items()
        if counts[value] or value in wanted
    ]
    return sorted(listed, key=lambda option: (-option.count, option.label))


def find(text: str, *, now: datetime) -> Found:
    """Find the openings online that fit every word, best first; all of them without words.

    A word is found in the texts, by stem or from its beginning, without accents, and in the words
    of the filters: place, region, team, theme, contract, working from home, in both languages.
    When nothing fits them all, one that is nearly a word of the title, the summary, the team or
    the place will do. Two statements, three when nothing is found.
    """
    terms = question(text)
    if text and not terms:
        return Found([], meant=False)
    found = _found(_online(terms, now, forgiving=False))
    if found.hits or not terms:
        return found
    return replace(_found(_online(terms, now, forgiving=True)), exact=False)


def fitting(
    model: type[Publication], typed: str, *, exact: bool = True
) -> list[ColumnElement[bool]]:
    """Return the conditions that a publication, of any kind and state, fits what was typed.

    Each term by the letters of its title and summary, by the words of all its text, or by its
    team, its themes, its place, its contract. Staff see all of them, so nothing is ranked.

    exact: False: what is nearly a word of the title, the team or the place will do as well
    """
    found = [_fits(model, term, exact=exact or term.absent) for term in question(typed)]
    signs = [word for word in typed.split() if _SIGNS.search(word) or not found]
    return [*found, *(model.texts.any(held) for held in holds(PublicationText.folded, signs))]


def _fits(model: type[Publication], term: Term, *, exact: bool) -> ColumnElement[bool]:
    text, named = PublicationText, select(Opening.id).where(_is_named(term))
    letters = (holds if exact else alike)(text.folded, [term.typed])
    asked = query_of(term, *LANGUAGES)
    parts = [
        select(text.publication_id).where(_in_text(text, term)),
        select(text.publication_id).where(*letters),
        named,
        select(Publication.id).where(_of_team_or_theme(asked)),
    ]
    if not exact:
        team = func.fold(Team.name_fr + " " + Team.name_en)
        teams = select(Team.id).where(*alike(team, [term.typed]))
        there = select(Place.id).where(*alike(func.fold(Place.name), [term.typed]))
        parts += [
            select(Publication.id).where(Publication.team_id.in_(teams)),
            select(Opening.id).where(may_be_at(there)),
        ]
    ids = union(*(part.correlate(None) for part in parts))  # none looks at the row outside
    return model.id.not_in(ids) if term.absent else model.id.in_(ids)


def may_be_at(places: Any) -> ColumnElement[bool]:
    """Return the condition that an opening's work may be done at one of these places.

    places: their keys, or a statement that selects them
    """
    further = select(OpeningPlace.opening_id).where(OpeningPlace.place_id.in_(places))
    return or_(Opening.place_id.in_(places), Opening.id.in_(further))


def _of_team_or_theme(asked: ColumnElement[Any]) -> ColumnElement[bool]:
    themes = (
        select(publication_themes.c.publication_id)
        .join(Theme, Theme.id == publication_themes.c.theme_id)
        .where(says(Theme.search, asked))
    )
    teams = select(Team.id).where(says(Team.search, asked))
    return or_(Publication.team_id.in_(teams), Publication.id.in_(themes))


def _found(statement: Select[Any]) -> Found:
    rows = db.session.execute(statement).all()
    teams = {row.slug_fr: (row.name_fr, row.name_en) for row in rows}
    slugs = {slug for row in rows for slug in (row.place, *(row.others or ()))}
    places = list(db.session.scalars(select(Place).where(Place.slug.in_(slugs)))) if slugs else []
    names = place_names(places)
    labels = {("place", each.slug): (names[each.id], names[each.id]) for each in places}
    hits = [
        Hit(
            id=row.id,
            values={
                "place": (row.place, *(row.others or ())),
                "team": (row.slug_fr,),
                "contract": (row.contract.value,) if row.contract else (),
                "time": (row.working_time.value,) if row.working_time else (),
                "remote": REMOTE_VALUES[row.remote or Remote.NONE],
                "theme": tuple(row.themes or ()),
            },
        )
        for row in rows
    ]
    return Found(hits, labels | {("team", slug): named for slug, named in teams.items()})


def _online(terms: Sequence[Term], now: datetime, *, forgiving: bool) -> Select[Any]:
    codes = (
        select(func.array_agg(Theme.code))
        .join(publication_themes, publication_themes.c.theme_id == Theme.id)
        .where(publication_themes.c.publication_id == Opening.id)
        .correlate(Opening)
        .scalar_subquery()
    )
    other = aliased(Place)
    others = (
        select(func.array_agg(other.slug))
        .join(OpeningPlace, OpeningPlace.place_id == other.id)
        .where(OpeningPlace.opening_id == Opening.id)
        .correlate(Opening)
        .scalar_subquery()
    )
    statement = (
        select(
            Opening.id,
            Opening.contract,
            Opening.working_time,
            Opening.remote,
            Place.slug.label("place"),
            others.label("others"),
            Team.slug_fr,
            Team.name_fr,
            Team.name_en,
            codes.label("themes"),
        )
        .join(Place, Place.id == Opening.place_id)
        .join(Team, Team.id == Opening.team_id)
        .where(online(OPENINGS, now))
    )
    if not terms:
        return statement.order_by(Opening.published_at.desc(), Opening.number.desc())
    matched = _matched(terms, now, forgiving=forgiving).subquery()
    return statement.join(matched, matched.c.publication_id == Opening.id).order_by(
        matched.c.rank.desc(), Opening.published_at.desc(), Opening.number.desc()
    )


def _matched(terms: Sequence[Term], now: datetime, *, forgiving: bool) -> Select[Any]:
    """The publications that fit every term, one text, French or English, at a time; their rank."""
    text = PublicationText
    rank: ColumnElement[Any] = literal_column("0")
    statement = (
        select(text.publication_id)
        .join(Opening, Opening.id == text.publication_id)
        .where(online(OPENINGS, now))
    )
    if forgiving:
        statement = statement.join(Place, Place.id == Opening.place_id).join(
            Team, Team.id == Opening.team_id
        )
    for term in terms:
        if term.absent:
            other = aliased(text)
            saying = select(other.publication_id).where(_in_text(other, term))
            statement = statement.where(~or_(_is_named(term), Opening.id.in_(saying)))
            continue
        found = [_in_text(text, term), _is_named(term)]
        rank = rank + func.ts_rank(text.search, _whole(text, term))
        if forgiving and len(term.typed) >= FORGIVING_FROM:
            typed = fold(term.typed)
            found += _nearly(typed, text)
            rank = rank + func.strict_word_similarity(typed, _letters(text))
        statement = statement.where(or_(*found))
    return statement.add_columns(func.max(rank).label("rank")).group_by(text.publication_id)


def _in_text(text: Any, term: Term) -> ColumnElement[bool]:
    return or_(
        *(
            and_(text.language == language, says(text.search, query_of(term, language)))
            for language in LANGUAGES
        )
    )


def _whole(text: Any, term: Term) -> ColumnElement[Any]:
    """The query that ranks a text: words that only begin alike are found, and come last."""
    queries = {language: query_of(term, language, beginning=False) for language in LANGUAGES}
    return case(queries, value=text.language)


def _is_named(term: Term) -> ColumnElement[bool]:
    """Whether a term is a word of the opening's filters, in either language."""
    asked = query_of(term, *LANGUAGES)
    themes = (
        select(publication_themes.c.publication_id)
        .join(Theme, Theme.id == publication_themes.c.theme_id)
        .where(says(Theme.search, asked))
    )
    return or_(
        may_be_at(select(Place.id).where(says(Place.search, asked))),
        Opening.team_id.in_(select(Team.id).where(says(Team.search, asked))),
        Opening.id.in_(themes),
        Opening.contract.in_(values_called(term, CONTRACT_WORDS)),
        Opening.working_time.in_(values_called(term, TIME_WORDS)),
        Opening.remote.in_(values_called(term, REMOTE_WORDS)),
    )


def values_called(term: Term, words: Mapping[Value, str]) -> list[Value]:
    """Return the values of which a term is a word, plural or not. Pure."""
    asked = [{_singular(word) for word in choice} for choice in term.choices]
    return [
        value
        for value, names in words.items()
        if any(choice <= {_singular(name) for name in names.split()} for choice in asked)
    ]


def _singular(word: str) -> str:
    return fold(word).removesuffix("s")


def _nearly(typed: str, text: type[PublicationText]) -> list[ColumnElement[bool]]:
    """The conditions that a word is nearly one of a text, of its place or of its team."""
    place = func.strict_word_similarity(typed, func.fold(Place.name))
    team = func.strict_word_similarity(
        typed, func.fold(func.concat_ws(" ", Team.name_fr, Team.name_en))
    )
    return [
        text.id.in_(select(func.publication_texts_nearly(typed))),
        may_be_at(select(Place.id).where(place >= CLOSE).correlate(None)),
        Opening.team_id.in_(select(Team.id).where(team >= CLOSE).correlate(None)),
    ]


def _letters(text: type[PublicationText]) -> ColumnElement[str]:
    """What a nearly right word is compared with, letter by letter."""
    around = func.fold(func.concat_ws(" ", Place.name, Team.name_fr, Team.name_en))
    return func.concat_ws(" ", text.folded, around)
