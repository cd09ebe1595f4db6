"""What every search has in common, in SQL: letters as they stand, and words as they are meant.

Words are cut by app/core/text/tokens.py on both sides. PostgreSQL stems and compares them by
functions of the migration 0018: word_forms, search_vector, search_query.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    bindparam,
    event,
    func,
    inspect,
    literal_column,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import MappedColumn, mapped_column

from app.core.database import Model
from app.core.i18n import LANGUAGES
from app.core.text.fold import fold
from app.core.text.tokens import Term, tokens

MOST_WORDS = 8  # of a search by letters
BEGINNING_FROM = 3  # letters by which a longer word is found; fewer begin too many


def holds(folded: Any, words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a folded text holds words, each anywhere, letter by letter.

    The one way to LIKE here: what is typed may hold %, _ and \\, which mean themselves.

    folded: a column that keeps folded words, or func.fold of one
    """
    return [folded.contains(fold(word), autoescape=True) for word in list(words)[:MOST_WORDS]]


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
