"""The one tokeniser: which words a text holds, and which words a question asks for.

Both sides of every search are cut here, so that whatever can be read in a text finds it. Names
stay whole where a sign is part of them (C++, .NET, R&D); where it joins two words (Java/Kotlin,
Node.js, back-end) each is found alone, and both together however they are joined. Words keep
their accents, which stemming needs; what is compared is folded (app/core/search.py).

source: docs/decisions/0018-our-own-words-for-the-search.md
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core.text.fold import fold, one_sign
from app.core.text.inclusive import both_genders

MOST_TERMS = 8  # of a question
LONGEST_TEXT = 120_000  # characters: all that it holds must fit in a tsvector
LONGEST_WORD = 64
WHOLE_NUMBER = 9  # figures that two ways of writing a telephone number have in common, the last

_LETTERS = r"(?:[^\W_][\u0300-\u036f]*)+"
_SIGN = r"(?:(?<=[^\W\d])(?:\+\+|\+(?![\w+])|\#(?![^\W\d_])))"  # C++, A+, C#
_WORD = rf"(?:(?<![\w.])\.(?=[^\W\d_]))?{_LETTERS}{_SIGN}?"
_WORDS = re.compile(_WORD)
_CHUNK = re.compile(rf"{_WORD}(?:[-./&'+_@:*·•∙⋅‧()]{_WORD})*")
_NUMBER = re.compile(r"(?<!\w)\d[\d ().\-/]{6,22}\d(?!\w)")
_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_ESCAPE = re.compile(r"\\(?=[^\w\s])")  # Markdown's, as in C\+\+
_SOFT = re.compile("\u00ad\\s*")
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")
_SPACED = re.compile(r"(?<![^\W_])([^\W\d_]) & ([^\W\d_])(?![^\W_])")  # R & D
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"') | {"♯": "#"})

_ELISIONS = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu",
                       "quoiqu", "quelqu"])  # fmt: skip
# Other names of what is written with a sign.
_ALSO = {
    "cpp": "c++", "cplusplus": "c++", "csharp": "c#", "fsharp": "f#", "dotnet": ".net",
    "golang": "go",
}  # fmt: skip
# Words that say nothing in a question, French then English; none that a job is called by.
_FRENCH = """
    à afin au aucun aucune aussi aux avec ce ceci cela ces cet cette ceux chez comme dans de des
    donc dont du elle elles en es est et eux il ils je la le les leur leurs lui ma mais me mes moi
    mon même mêmes ne ni nos notre nous on ont ou où par pas pour qu que quel quelle quelles quels
    qui quoi sa sans se ses son sont sous sur ta te tes toi ton tous tout toute toutes tu un une vos
    votre vous y
"""
_ENGLISH = """
    a an and are as at be been by for from had has have he her him his i in into is its my no not
    of on our she so than that the their them then there these they this those to was we were
    what which who whose will with you your
"""
_SILENT = frozenset({*_FRENCH.split(), *map(fold, _FRENCH.split()), *_ENGLISH.split()})
# The same words in capitals are names: IT, AI, SI. Asked for in any case, found in capitals.
_ACRONYMS = frozenset(["it", "ai", "si", "us", "or", "do"])


@dataclass(frozen=True)
class Token:
    """A word of a text, in lower case with its accents. place: from 1; several may share one"""

    word: str
    place: int


@dataclass(frozen=True)
class Term:
    """One thing that a question asks for.

    typed: as it stands in the question
    choices: any of these will do; of one, every word
    phrase: words that must follow one another, each with its distance from the first
    absent: whether it must not be there
    """

    typed: str
    choices: tuple[tuple[str, ...], ...] = ()
    phrase: tuple[tuple[str, int], ...] = ()
    absent: bool = False


@dataclass(frozen=True)
class _Part:
    """One word of a chunk: what finds it when asked for, and what else it is found by."""

    text: str
    asked: tuple[str, ...]
    also: tuple[str, ...] = ()
    alone: bool = True  # whether it is a word outside of its chunk


@dataclass(frozen=True)
class _Chunk:
    """Words without a space between them. whole: all of them as one word; "" where there is one."""

    text: str
    parts: tuple[_Part, ...]
    whole: str
    figures: bool  # 802.11: its parts mean nothing


def tokens(text: str) -> list[Token]:
    """Return the words by which a text is found. Pure."""
    text = _plain(text[:LONGEST_TEXT])[:LONGEST_TEXT]
    found: dict[Token, None] = {}
    for number in _numbers(text):
        found |= dict.fromkeys((Token(number, 1), Token(number[-WHOLE_NUMBER:], 1)))
    place = 1
    for chunk in _chunks(text):
        last = place + len(chunk.parts) - 1
        for at, part in enumerate(chunk.parts, start=place):
            if part.alone and not _is_silent(part.text):
                found |= dict.fromkeys(Token(w, at) for w in _named(*part.asked, *part.also))
        if chunk.whole:
            found |= dict.fromkeys(
                Token(w, at) for at in (place, last) for w in _named(chunk.whole)
            )
        place = last + 1
    return list(found)


def words_at(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield where the words of a text stand, each with those by which it is found. Pure.

    Telephone numbers among them. Nothing is said of the places between: see `tokens`.
    """
    for number in _NUMBER.finditer(text):
        figures = re.sub(r"\D", "", number[0])
        if len(figures) >= WHOLE_NUMBER:
            yield number.start(), number.end(), (figures[-WHOLE_NUMBER:],)
    for found in _CHUNK.finditer(text):
        chunk = _chunk(found[0])
        if chunk.whole:
            yield found.start(), found.end(), tuple(_named(chunk.whole))
        place = found.start()
        for part in chunk.parts:
            place = max(text.find(part.text, place), place)
            yield place, place + len(part.text), tuple(_named(*part.asked, *part.also))
            place += len(part.text)


def question(text: str) -> tuple[Term, ...]:
    """Return what a question asks for: every term must be found; nothing for nothing. Pure.

    “Two words” in quotes follow one another; -word is not to be there.
    """
    text = _NUMBER.sub(_joined, _plain(text[:LONGEST_TEXT]))
    shouted = text.upper() == text and len(text.split()) > 1
    terms: list[Term] = []
    for minus, quoted, piece in _PIECE.findall(text):
        chunks = list(_chunks(quoted or piece))
        if quoted and len(chunks) > 1:
            found = [Term(quoted, phrase=_phrase(chunks, shouted))]
        else:
            found = [Term(chunk.text, _choices(chunk, shouted)) for chunk in chunks]
        terms += [
            replace(term, absent=bool(minus)) for term in found if term.choices or term.phrase
        ]
    return tuple(_with_neighbours(terms[:MOST_TERMS]))


def _plain(text: str) -> str:
    """Return a text in composed letters, with one sign where there are several."""
    text = unicodedata.normalize("NFKC", one_sign(_SOFT.sub("", text)).translate(_QUOTES))
    return _SPACED.sub(r"\1&\2", _BROKEN_LINE.sub("-", _ESCAPE.sub("", text)))


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        figures = re.sub(r"\D", "", found[0])
        if len(figures) >= WHOLE_NUMBER:
            yield figures[:LONGEST_WORD]


def _joined(number: re.Match[str]) -> str:
    figures = re.sub(r"\D", "", number[0])
    return figures if len(figures) >= WHOLE_NUMBER else number[0]


def _named(*words: str) -> Iterator[str]:
    """Yield words, and the other names of those that have one."""
    for word in words:
        yield word
        if other := _ALSO.get(word):
            yield other


def _is_silent(text: str) -> bool:
    """Say whether a word of a text is not looked for: in capitals it is a name."""
    word = text.casefold()
    return (word in _SILENT or word in _ACRONYMS) and not (len(text) > 1 and text.isupper())


def _is_unasked(text: str, *, shouted: bool) -> bool:
    """Say whether a word of a question asks for nothing. shouted: all of it is in capitals"""
    return text.casefold() in _SILENT and (shouted or not text.isupper() or len(text) == 1)


def _choices(chunk: _Chunk, shouted: bool) -> tuple[tuple[str, ...], ...]:
    if not chunk.whole:
        [part] = chunk.parts
        if _is_unasked(part.text, shouted=shouted):
            return ()
        if part.text.isdecimal() and len(part.text) >= WHOLE_NUMBER:
            return ((part.text[-WHOLE_NUMBER:],),)
        return tuple((word,) for word in _named(*part.asked))
    parts = [p.asked[0] for p in chunk.parts if not _is_unasked(p.text, shouted=shouted)]
    says_little = chunk.figures or all(len(word) == 1 for word in parts)  # 802.11, R&D
    apart = () if says_little else (tuple(parts),)
    return (*((word,) for word in _named(chunk.whole)), *apart)


def _phrase(chunks: list[_Chunk], shouted: bool) -> tuple[tuple[str, int], ...]:
    words: list[tuple[str, int]] = []
    place = 0
    for chunk in chunks:
        if chunk.whole:
            words.append((chunk.whole, place + len(chunk.parts) - 1))
        elif not _is_unasked(chunk.text, shouted=shouted):
            words.append((chunk.parts[0].asked[0], place))
        place += len(chunk.parts)
    return tuple(words)


def _with_neighbours(terms: list[Term]) -> Iterator[Term]:
    """Yield terms, each also found where it is written as one word with the one beside it."""
    for before, term, after in zip([None, *terms], terms, [*terms[1:], None], strict=False):
        pairs = [(one, two) for one, two in ((before, term), (term, after)) if one and two]
        joined = [
            (one.choices[0][0] + two.choices[0][0],)
            for one, two in pairs
            if all(each.choices and each.typed.isalnum() and not each.absent for each in (one, two))
        ]
        yield replace(term, choices=(*term.choices, *joined))


def _chunks(text: str) -> Iterator[_Chunk]:
    for found in _CHUNK.finditer(text):
        yield _chunk(found[0])


def _chunk(text: str) -> _Chunk:
    words, signs = _without_elisions(_WORDS.findall(text), _WORDS.split(text)[1:-1])
    joined = words[0].casefold()
    for sign, word in zip(signs, words[1:], strict=True):
        kept = sign == "&" or (sign == "." and joined[-1].isdecimal() and word[0].isdecimal())
        joined += (sign if kept else "") + word.casefold()
    parts: list[_Part] = []
    for at, word in enumerate(words):
        sign = signs[at - 1] if at else ""
        inclusive = both_genders(parts[-1].asked, word) if sign and sign not in "&'+@:" else ()
        if inclusive:
            parts[-1] = replace(parts[-1], asked=inclusive)
        else:
            beside = {sign or "/", signs[at] if at < len(signs) else "/"}
            parts.append(_part(word, sign, alone=len(fold(word)) > 1 or beside == {"/"}))
    whole = joined[:LONGEST_WORD] if len(parts) > 1 else ""
    text = words[0] + "".join(map("".join, zip(signs, words[1:], strict=True)))
    return _Chunk(text, tuple(parts), whole, figures=whole.replace(".", "").isdecimal())


def _part(word: str, sign: str, *, alone: bool) -> _Part:
    plain = word.casefold()[:LONGEST_WORD]
    if plain.startswith("."):
        return _Part(word, (plain,), (plain[1:],))
    if sign == "." and plain.isalpha():
        return _Part(word, (plain,), (f".{plain}",), alone)
    return _Part(word, (plain,), (), alone)


def _without_elisions(words: list[str], signs: list[str]) -> tuple[list[str], list[str]]:
    """Take away l’, d’, qu’ and the like before a word, and ’s behind one."""
    kept_words, kept_signs = [words[0]], []
    for sign, word in zip(signs, words[1:], strict=True):
        if sign == "'" and fold(kept_words[-1]) in _ELISIONS:
            kept_words[-1] = word
        elif not (sign == "'" and word in ("s", "S")):
            kept_words.append(word)
            kept_signs.append(sign)
    return kept_words, kept_signs
