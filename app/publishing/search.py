"""Searching the openings: what was asked, which ones match, and how many more each filter has.

One statement reads what matches the words with all that the filters need; the rest is counted
here, so that each facet follows the other filters and none costs a statement.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select
from werkzeug.datastructures import MultiDict

from app.core.database import db
from app.core.text.clean import tidy_line
from app.people.models import Place, SlugKind, Team
from app.people.slugs import place_names, present_slugs
from app.publishing.models import (
    Contract,
    Opening,
    PublicationState,
    PublicationText,
    Remote,
    Theme,
    publication_themes,
)

FACETS = ("place", "team", "contract", "remote", "theme")
PER_PAGE = 20
MOST_WORDS = 8
LONGEST = 100  # characters of a search
FORGIVING_FROM = 4  # letters: under that, a word with another letter is another word
CLOSE = 0.45  # of pg_trgm's strict word similarity: a letter missing, doubled or swapped
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
    labels: Mapping[tuple[str, str], tuple[str, str]]  # (facet, value): in French, in English


@dataclass(frozen=True)
class Found:
    """What matches the words, best first; not `exact` when a letter had to be forgiven."""

    hits: Sequence[Hit]
    exact: bool


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
    return [
        hit
        for hit in hits
        if all(
            facet == but or not values or set(values).intersection(hit.values.get(facet, ()))
            for facet, values in chosen.items()
        )
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
    counts: Counter[str] = Counter()
    for hit in narrow(hits, chosen, but=facet):
        counts.update(hit.values.get(facet, ()))
    wanted = chosen.get(facet, ())
    listed = [
        Option(value, label, counts[value], value in wanted)
        for value, label in labels.items()
        if counts[value] or value in wanted
    ]
    return sorted(listed, key=lambda option: (-option.count, option.label))


def words_of(text: str) -> list[str]:
    """Return the words to look for, at most eight. Pure."""
    return re.findall(r"\w+", text.lower())[:MOST_WORDS]


def find(text: str) -> Found:
    """Find the published openings that have every word, best first; all of them without words.

    Words are found by stem, without accents, from their beginning; when nothing has them all,
    a word that is nearly one of the title, the summary, the team or the place will do.
    One statement, two when nothing is found.
    """
    words = words_of(text)
    hits = _hits(_published(words, forgiving=False))
    if hits or not words:
        return Found(hits, exact=True)
    return Found(_hits(_published(words, forgiving=True)), exact=False)


def _hits(statement: Select[Any]) -> list[Hit]:
    hits = []
    rows = db.session.execute(statement).all()
    names = place_names({row.Place.id: row.Place for row in rows}.values())
    for row in rows:
        place, team = row.Place.slug, row.slug_fr
        name = names[row.Place.id]
        hits.append(
            Hit(
                id=row.id,
                values={
                    "place": (place,),
                    "team": (team,),
                    "contract": (Contract(row.contract).value,),
                    "remote": REMOTE_VALUES[Remote(row.remote)],
                    "theme": tuple(row.themes or ()),
                },
                labels={
                    ("place", place): (name, name),
                    ("team", team): (row.name_fr, row.name_en),
                },
            )
        )
    return hits


def _published(words: list[str], *, forgiving: bool) -> Select[Any]:
    codes = (
        select(func.array_agg(Theme.code))
        .join(publication_themes, publication_themes.c.theme_id == Theme.id)
        .where(publication_themes.c.publication_id == Opening.id)
        .correlate(Opening)
        .scalar_subquery()
    )
    statement = (
        select(
            Opening.id,
            Opening.contract,
            Opening.remote,
            Place,
            Team.slug_fr,
            Team.name_fr,
            Team.name_en,
            codes.label("themes"),
        )
        .join(Place, Place.id == Opening.place_id)
        .join(Team, Team.id == Opening.team_id)
        .where(Opening.state == PublicationState.PUBLISHED)
    )
    if not words:
        return statement.order_by(Opening.published_at.desc(), Opening.number.desc())
    matched = _matched(words, forgiving=forgiving).subquery()
    return statement.join(matched, matched.c.publication_id == Opening.id).order_by(
        matched.c.rank.desc(), Opening.published_at.desc(), Opening.number.desc()
    )


def _matched(words: list[str], *, forgiving: bool) -> Select[Any]:
    """The publications of which one text, French or English, has every word, with their rank."""
    text = PublicationText
    language = case(
        (text.language == "fr", literal_column("'relais_fr'::regconfig")),
        else_=literal_column("'relais_en'::regconfig"),
    )
    around = func.fold(func.concat_ws(" ", Place.name, Team.name_fr, Team.name_en))
    rank: ColumnElement[Any] = literal_column("0")
    statement = (
        select(text.publication_id)
        .join(Opening, Opening.id == text.publication_id)
        .join(Place, Place.id == Opening.place_id)
        .join(Team, Team.id == Opening.team_id)
        .where(Opening.state == PublicationState.PUBLISHED)
    )
    for word in words:
        asked = func.to_tsquery(language, f"{word}:*")
        folded = func.fold(word)
        found = [
            func.numnode(asked) == 0,  # "de", "the": says nothing
            text.search.bool_op("@@")(asked),
            around.bool_op("~")(func.concat("\\m", folded)),
        ]
        rank = rank + func.ts_rank(text.search, asked)
        if forgiving and len(word) >= FORGIVING_FROM:
            likeness = func.strict_word_similarity(folded, func.concat_ws(" ", text.folded, around))
            found.append(likeness >= CLOSE)
            rank = rank + likeness
        statement = statement.where(or_(*found))
    return statement.add_columns(func.max(rank).label("rank")).group_by(text.publication_id)
