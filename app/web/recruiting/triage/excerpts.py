"""Why a text is found: where the words asked for stand in it, and the lines around them. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.core.text.fold import fold
from app.core.text.tokens import WHOLE_NUMBER, words_at

AROUND = 34  # characters of an excerpt on either side of the first word: a line
MOST_PLACES = 400  # of a text
BEGINNING = 2  # letters that every form of a word has in common
_TWO_OF_ONE = frozenset(["ae", "oe", "ss", "th"])  # one letter in some ways of writing


@dataclass(frozen=True)
class WordPlace:
    """Where a word stands in a text. words: those by which it is found"""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A part of a text, as it is drawn. marked: it is what was asked for"""

    text: str
    marked: bool = False


class _OneLetter(dict[int, str]):
    """What each letter is folded to, one for one, so that places stay."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))[:1] or "\0"
        return self[code]


_ONE_LETTER = _OneLetter()


def places(text: str, asked: Iterable[str]) -> list[WordPlace]:
    """Return where words may stand that are forms of those asked for.

    Which of them are is for the search to say, which knows how words are formed.
    """
    asked = set(asked)
    found = [
        WordPlace(*each) for each in _numbers(text, {each for each in asked if each.isdecimal()})
    ]
    beginnings = {_beginning(each) for each in asked}
    if not beginnings:
        return found
    letters = text.translate(_ONE_LETTER)
    begins = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, beginnings)) + ")")
    read_to = 0
    for begun in begins.finditer(letters):
        if begun.start() < read_to:
            continue
        start, read_to = _between_spaces(text, begun.start())
        for word_start, word_end, words in words_at(text[start:read_to]):
            found.append(WordPlace(start + word_start, start + word_end, words))
        if len(found) > MOST_PLACES:
            break
    return found


def letters_at(text: str, typed: str) -> list[tuple[int, int]]:
    """Return where a text holds what was typed, letter by letter."""
    wanted, letters = fold(typed), text.translate(_ONE_LETTER)
    if not wanted:
        return []
    return [each.span() for each in re.finditer(re.escape(wanted), letters)]


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """Return a whole text, with some parts of it marked."""
    pieces, at = [], 0
    for start, end in _joined(spans):
        pieces += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
        at = end
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text]


def excerpt(text: str, spans: Collection[tuple[int, int]]) -> list[Piece]:
    """Return the words around the first of the marked parts, on one line."""
    if not spans:
        return []
    first_start, first_end = min(spans)
    start, end = max(0, first_start - AROUND), min(len(text), first_end + AROUND)
    start = start and _after_space(text, start, first_start)
    end = end if end == len(text) else _before_space(text, first_end, end)
    within = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
    pieces = [
        Piece(re.sub(r"\s+", " ", each.text), each.marked)
        for each in marked(text[start:end], within)
    ]
    before = [Piece("… ")] if start else []
    return [*before, *pieces, *([Piece(" …")] if end < len(text) else [])]


def _numbers(text: str, asked: Collection[str]) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    if not any(len(each) >= WHOLE_NUMBER for each in asked):
        return ()
    return (each for each in words_at(text) if set(each[2]) & set(asked))


def _beginning(word: str) -> str:
    first = fold(word)[:BEGINNING]
    return first[:1] if first in _TWO_OF_ONE else first


def _between_spaces(text: str, at: int) -> tuple[int, int]:
    start = at
    while start and not text[start - 1].isspace():
        start -= 1
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _after_space(text: str, start: int, most: int) -> int:
    space = re.search(r"\s", text[start:most])
    return start + space.end() if space else start


def _before_space(text: str, least: int, end: int) -> int:
    spaces = list(re.finditer(r"\s", text[least:end]))
    return least + spaces[-1].start() if spaces else end


def _joined(spans: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
