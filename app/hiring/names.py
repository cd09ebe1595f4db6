"""Whether a typed name is a colleague's: accents, capitals, order and hyphens put aside. Pure."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in alphabetical order, without accents or capitals."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(
        letter if letter.isalnum() else " "
        for letter in letters
        if not unicodedata.combining(letter)
    )
    return tuple(sorted(plain.split()))


def only_match(typed: str, people: Iterable[tuple[Key, str]]) -> Key | None:
    """Return whom a typed name means; None when it fits nobody, or several.

    people: their keys with their first and last names
    """
    wanted = words_of(typed)
    if not wanted:
        return None
    found = [key for key, name in people if words_of(name) == wanted]
    return found[0] if len(found) == 1 else None
