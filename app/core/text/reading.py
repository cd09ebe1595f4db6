"""How long a text is to read."""

import re

from app.core.text.markdown import plain

WORDS_A_MINUTE = 220
_WORD = re.compile(r"\w[\w’'-]*")


def word_count(markdown: str) -> int:
    """Count the words of a text, its marks aside. Pure."""
    return len(_WORD.findall(plain(markdown)))


def reading_minutes(markdown: str) -> int:
    """Return how long a text takes to read, in whole minutes, at least one. Pure."""
    return max(1, round(word_count(markdown) / WORDS_A_MINUTE))
