"""What every search has in common, in SQL: letters as they stand, and words as they are meant.

Words are cut by app/core/text/tokens.py on both sides. PostgreSQL stems and compares them by
functions of the migration 0018: word_forms, search_vector, search_query.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    event,
    func,
    inspect,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import MappedColumn, mapped_column

from app.core.database import Model, db
from app.core.i18n import LANGUAGES
from app.core.text.fold import fold
from app.core.text.tokens import Term, tokens

MOST_WORDS = 8  # of a search by letters
BEGINNING_FROM = 3  # letters by which a longer word is found; fewer begin too many
FORGIVING_FROM = 4  # letters: under that, a word with another letter is another word
# Of pg_trgm's strict word similarity: a letter missing, doubled or swapped in a long word. In a
# short one the same slip leaves less alike; LEAST is also what the operator <<% asks for.
MOST_SWAPPED = 16  # letters of a word
CLOSE = 0.45
LEAST = 0.3


def holds(folded: Any, words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a folded text holds words, each anywhere, letter by letter.

    The one way to LIKE here: what is typed may hold %, _ and \\, which mean themselves.

    folded: a column that keeps folded words, or func.fold of one
    """
    return [folded.contains(fold(word), autoescape=True) for word in list(words)[:MOST_WORDS]]


def begins(folded: Any, word: str) -> ColumnElement[bool]:
    """Return the condition that some word of a folded text begins by one."""
    first: ColumnElement[bool] = folded.startswith(fold(word), autoescape=True)
    return or_(first, *holds(folded, [f" {word}"]))


def alike(folded: Any, words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a folded text holds words, or for each what is nearly one.

    For when no text holds them all: exact hits come first. A trigram index of the text serves.
    """
    return [
        or_(held, is_like(folded, word), *_swapped(folded, word)) if forgives(word) else held
        for word in list(words)[:MOST_WORDS]
        for held in holds(folded, [word])
    ]


def forgives(word: str) -> bool:
    """Say whether another word may be meant by one. Pure.

    Not by a short one, nor by a number, nor by an address: the end of it, which many share, would
    make other people's alike.
    """
    return len(word) >= FORGIVING_FROM and not word.isdecimal() and "@" not in word


def forgives_any(search: str) -> bool:
    """Say whether another word may be meant by one of those searched. Pure."""
    return any(forgives(word) for word in search.split())


def is_like(folded: Any, word: str) -> ColumnElement[bool]:
    """Return the condition that some words of a folded text are a slip away from one."""
    asked = literal(fold(word))
    prefiltered: ColumnElement[bool] = asked.bool_op("<<%")(folded)
    return and_(prefiltered, func.strict_word_similarity(asked, folded) >= nearness(word))


def _swapped(folded: Any, word: str) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that a text holds a word with two letters the other way round.

    Of a word of six letters that leaves no more alike than in another word.
    """
    letters = fold(word)[:MOST_SWAPPED]
    for at in range(1, len(letters)):
        if letters[at - 1] != letters[at]:
            swapped = letters[: at - 1] + letters[at] + letters[at - 1] + letters[at + 1 :]
            yield folded.contains(swapped, autoescape=True)


def nearness(word: str) -> float:
    """Return how alike a word must be to be meant: what one slip in its middle leaves. Pure."""
    length = len(fold(word))
    return min(CLOSE, max(LEAST, (length - 2) / (length + 4) - 0.01))


def says(search: Any, query: Any) -> ColumnElement[bool]:
    """Return the condition that a text says what is asked.

    search: a column that `keep_searchable` fills
    query: of `query_of`
    """
    found: ColumnElement[bool] = search.bool_op("@@")(query)
    return found


def query_of(term: Term, *languages: str, beginning: bool = True) -> ColumnElement[Any]:
    """Return the tsquery of a term. beginning: whether longer words that begin alike will do"""
    return reduce(_or, [_asked(term, language, beginning) for language in languages])


def _asked(term: Term, language: str, beginning: bool) -> ColumnElement[Any]:
    if term.phrase:
        first, *others = [(_word(language, word), place) for word, place in term.phrase]
        phrase, last = first
        for word, place in others:
            phrase = func.tsquery_phrase(phrase, word, place - last, type_=TSQUERY)
            last = place
        return phrase
    alternatives = [
        reduce(_and, [_word(language, word, beginning) for word in words]) for words in term.choices
    ]
    return reduce(_or, alternatives)


def _word(language: str, word: str, beginning: bool = False) -> ColumnElement[Any]:
    begins = beginning and word.isalnum() and len(word) >= BEGINNING_FROM
    return func.search_query(language, word, begins, type_=TSQUERY)


def _and(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return one.op("&&", return_type=TSQUERY())(other)


def _or(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return one.op("||", return_type=TSQUERY())(other)


def which_say(words: Collection[str], terms: Sequence[Term], *, nearly: bool) -> list[set[str]]:
    """Return for each term the words of texts by which it is found. One statement.

    nearly: whether what is nearly a word of it will do as well
    """
    if not words or not terms:
        return [set() for _ in terms]
    word = func.unnest(bindparam(None, sorted(words), type_=ARRAY(Text))).column_valued("word")
    vectors: list[ColumnElement[Any]] = [
        func.search_vector(
            language, postgresql.array([word]), postgresql.array([1]), type_=TSVECTOR
        )
        for language in LANGUAGES
    ]
    vector = reduce(_concat, vectors)
    columns = []
    for term in terms:
        asked = asked_words(term)
        found = [says(vector, reduce(_or, [
            _word(language, each, beginning=True) for each in asked for language in LANGUAGES
        ]))]  # fmt: skip
        if nearly:
            for each in filter(forgives, asked):
                likeness = func.strict_word_similarity(fold(each), func.fold(word))
                found += [likeness >= nearness(each), *_swapped(func.fold(word), each)]
        columns.append(or_(*found))
    rows = db.session.execute(select(word, *columns)).all()
    return [{row[0] for row in rows if row[at]} for at in range(1, len(terms) + 1)]


def asked_words(term: Term) -> tuple[str, ...]:
    """Return the words of a term, each of which is marked where it is found. Pure."""
    phrase = (word for word, _ in term.phrase)
    return tuple(dict.fromkeys([*phrase, *(word for choice in term.choices for word in choice)]))


def searched() -> MappedColumn[Any]:
    """Declare a column by which a row's words are found; `keep_searchable` fills it."""
    return mapped_column(TSVECTOR, nullable=False, server_default="", deferred=True)


@dataclass(frozen=True)
class Part:
    """One text of a row that is searched.

    text: its column
    weight: from "A", which counts most, down to "D"
    language: "fr", "en", or the column that says which; None: it may be either
    """

    text: str
    weight: str = "D"
    language: str | None = None

    def of(self, row: Any) -> Iterator[ColumnElement[Any]]:
        """Yield the tsvectors of a row's text."""
        found = tokens(getattr(row, self.text) or "")
        words = bindparam(None, [token.word for token in found], type_=ARRAY(Text))
        places = bindparam(None, [token.place for token in found], type_=ARRAY(Integer))
        for language in LANGUAGES if self.language is None else (self.language,):
            spoken = language if language in LANGUAGES else getattr(row, language)
            vector = func.search_vector(spoken, words, places, type_=TSVECTOR)
            yield func.setweight(vector, literal_column(f"'{self.weight}'"), type_=TSVECTOR)


def keep_searchable(model: type[Model], column: str, parts: Sequence[Part]) -> None:
    """Fill the column by which a row's words are found whenever the row is written."""
    columns = model.__table__.columns.keys()
    sources = {name for part in parts for name in (part.text, part.language) if name in columns}

    def fill(_mapper: Any, _connection: Any, row: Any) -> None:
        setattr(row, column, reduce(_concat, [vector for part in parts for vector in part.of(row)]))

    def fill_again(mapper: Any, connection: Any, row: Any) -> None:
        written = inspect(row).attrs
        if any(written[name].history.has_changes() for name in sources):
            fill(mapper, connection, row)

    event.listen(model, "before_insert", fill)
    event.listen(model, "before_update", fill_again)


def _concat(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return one.op("||", return_type=TSVECTOR())(other)
