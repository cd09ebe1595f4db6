"""What every search box has in common, in SQL."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement

from app.core.text.fold import fold

MOST_WORDS = 8  # of a search


def holds(folded: Any, words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a folded text holds words, each anywhere, letter by letter.

    The one way to LIKE here: what is typed may hold %, _ and \\, which mean themselves.

    folded: a column that keeps folded words, or func.fold of one
    """
    return [folded.contains(fold(word), autoescape=True) for word in list(words)[:MOST_WORDS]]
