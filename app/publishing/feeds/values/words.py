"""What all values are read by: words without case, accents and punctuation. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import unescape

from app.core.text.fold import fold

_LOWER, _UPPER = "a-zß-öø-ÿœ", "A-ZÀ-ÖØ-ÞŒ"
_CAMEL = re.compile(rf"(?<=[{_LOWER}])(?=[{_UPPER}])|(?<=[{_UPPER}])(?=[{_UPPER}][{_LOWER}]{{2}})")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r"\s+")

Rule = tuple[str, Sequence[str]]


def spoken(text: str) -> str:
    """Return the words of a text between single spaces, and around them. Pure.

    "PART_TIME", "PartTime" and "Part-time" are the same " part time ".
    """
    words = re.findall(r"[^\W_]+", fold(_CAMEL.sub(" ", unicodedata.normalize("NFC", text))))
    return f" {' '.join(words)} "


def holds(words: str, *phrases: str) -> bool:
    """Return whether whole words are among those of `spoken`. Pure."""
    return any(f" {each} " in words for each in phrases)


def first_rule(words: str, rules: Iterable[Rule]) -> str:
    """Return the result of the first rule of which a phrase holds, else "". Pure."""
    return next((result for result, phrases in rules if holds(words, *phrases)), "")


def decoded(text: str) -> str:
    """Decode the entities of a text once. Pure."""
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def plain_spaces(text: str) -> str:
    """Return a text with one plain space for every run of spaces, none at its ends. Pure."""
    return _SPACES.sub(" ", text).strip()
