"""No-break spaces: those of French typography, and those of numbers in any language."""

import re
from functools import lru_cache

NARROW, FIXED = "\u202f", "\u00a0"
_GAP = f"(?:[ {NARROW}{FIXED}]|&nbsp;)*"  # as typed, or as cleaned HTML writes it


def french_spaces(text: str) -> str:
    """Put the no-break spaces of French typography in a text that has plain ones. Pure."""
    text = re.sub(r"[ \u00a0]([;!?])", NARROW + r"\1", text)
    text = re.sub(r" (:)", FIXED + r"\1", text)
    text = re.sub(f"{_GAP}»", f"{FIXED}»", text)
    return re.sub(f"«{_GAP}", f"«{FIXED}", text)


# A figure, or where a message puts one, and the word after it: what it counts, or a month; not a
# word that leads on, as in "3 of 12".
_COUNTED = re.compile(
    r"((?<![\w.])\d(?:[\d.,\u00a0\u202f]*\d)?|%\(\w+\)d"
    r"|%\((?:num|number|count|limit|days|total|most|least)\)s|(?<!\w)1er)"
    r" (?!(?:of|to|and|or|in|on|at|by|is|are|sur|à|et|ou|de|du|en|au|par|est|sont)\b)"
    r"(?=[^\W\d_]|%\()"
)


@lru_cache(maxsize=8192)
def kept_with_its_count(text: str) -> str:
    """Put a no-break space between a number and what it counts, or its month. Pure."""
    return _COUNTED.sub(r"\1" + FIXED, text)


def typeset(text: str, language: str) -> str:
    """Give a text the no-break spaces of its language. Pure."""
    return french_spaces(text) if language == "fr" else text
