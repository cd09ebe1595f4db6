"""What changed between two texts, word by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 4_000  # words and spaces compared one by one; beyond, lines are


class WordFate(StrEnum):
    """What became of a part of a text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Passage:
    """A part of a text, and what became of it."""

    fate: WordFate
    text: str


def changed_words(before: str, after: str) -> list[Passage]:
    """Return both texts at once: what stayed, what is gone, what is new."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > LONGEST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[Passage] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Passage(WordFate.SAME, "".join(old[a:b])))
            continue
        if b > a:
            parts.append(Passage(WordFate.GONE, "".join(old[a:b])))
        if d > c:
            parts.append(Passage(WordFate.NEW, "".join(new[c:d])))
    return parts
