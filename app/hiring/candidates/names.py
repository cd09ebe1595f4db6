"""Whose name was typed: folded, order and hyphens put aside, one slip forgiven. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.core.text.fold import plain_words

Key = TypeVar("Key")

FORGIVEN_FROM = 5  # letters of a last name: in a shorter one a slip makes another name
NEAR = 2  # slips: whoever is as near as this makes a slip ambiguous
ALIKE = 3  # slips: near enough to be suggested to a person who decides
SHORT_FORM = 3  # letters by which a first name is recognised, as in Max for Maxime


@dataclass(frozen=True)
class KnownName(Generic[Key]):
    """Somebody whose name may have been typed.

    here: whether they can be meant; somebody who left cannot, but still makes a slip ambiguous
    where: the names of their team and their place
    team: the key of their team
    """

    key: Key
    first: str
    last: str
    here: bool = True
    where: tuple[str, ...] = ()
    team: Key | None = None


class Likeness(StrEnum):
    """How a typed name is like somebody's."""

    SAME = "same"
    SPELLING = "spelling"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in alphabetical order, folded."""
    return tuple(sorted(plain_words(name)))


def nicknames(words: Sequence[str], first_names: Iterable[str]) -> list[str]:
    """Return the first names, folded and without spaces, that a typed name may be short for."""
    asked = (*words, "".join(words))
    return [each for each in first_names if any(_is_short_for(word, each) for word in asked)]


def is_one_word(typed: str) -> bool:
    """Say whether a name is one word alone, as a first name is; “Jean-Luc” is one."""
    return len(typed.split()) == 1


def completed(typed: str, added: str) -> tuple[str, str]:
    """Take what was written beside one word alone into the name, as in “Zoé” and “Lambert”.

    A place does no harm there: recruiters look for it in the name as well (suggestions.py).

    returns: the name, and what is left beside it
    """
    return (f"{typed} {added}", "") if is_one_word(typed) and added else (typed, added)


def only_match(typed: str, people: Iterable[KnownName[Key]], details: str = "") -> Key | None:
    """Return whom a typed name means; None when it fits nobody, or several.

    A name that is nobody's is taken for the one that is a single slip away, in the last name
    only, where nobody else is near (docs/decisions/0014-one-slip-in-a-name.md).

    details: a team or a place that was typed beside it, to tell namesakes apart
    """
    wanted = plain_words(typed)
    if not wanted:
        return None
    people = list(people)
    same = [each for each in people if _is(wanted, each)]
    if not same:
        return _one_slip_away(wanted, people)
    here = [each for each in same if each.here]
    if len(here) > 1:
        here = [each for each in here if _is_from(each, details)]
    return here[0].key if len(here) == 1 else None


def likeness(typed: str, known: KnownName[Key]) -> Likeness | None:
    """Return how a typed name is like somebody's; None when it is not."""
    wanted = plain_words(typed)
    if not wanted:
        return None
    if _is(wanted, known) or _is_among(wanted, known):
        return Likeness.SAME
    if _distance(wanted, known) <= ALIKE:
        return Likeness.SPELLING
    if any(_is_short_for(word, known.first) for word in (*wanted, "".join(wanted))):
        return Likeness.FIRST_NAME
    last = plain_words(known.last)
    if last and set(last) <= set(wanted):
        return Likeness.LAST_NAME
    return None


def slips(one: str, other: str, most: int = ALIKE) -> int:
    """Count the letters missing, added, replaced or swapped between two words, up to most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        rows.append([i])
        for j, against in enumerate(other, start=1):
            cost = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (letter != against)
            )
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], against):
                cost = min(cost, rows[i - 2][j - 2] + 1)
            rows[i].append(cost)
        if min(rows[i]) > most and min(rows[i - 1]) > most:  # it never comes down again
            return most + 1
    return min(rows[-1][-1], most + 1)


def _is_short_for(word: str, first_name: str) -> bool:
    """Say whether a word is a first name, its beginning, or a slip away from it."""
    first = "".join(plain_words(first_name))
    begins = len(word) >= SHORT_FORM and first.startswith(word)
    return word == first or begins or (len(word) >= SHORT_FORM and slips(word, first) <= 1)


def _is(wanted: Sequence[str], known: KnownName[Key]) -> bool:
    return tuple(sorted(wanted)) == words_of(f"{known.first} {known.last}")


def _is_among(wanted: Sequence[str], known: KnownName[Key]) -> bool:
    """Say whether a first and a last name are among more words, as in “Zoé Lambert, of sales”."""
    name = Counter(words_of(f"{known.first} {known.last}"))
    return bool(known.first and known.last) and name <= Counter(wanted)


def _is_from(known: KnownName[Key], details: str) -> bool:
    said = set(plain_words(details))
    places = (set(plain_words(each)) for each in known.where)
    return any(place and place <= said for place in places)


def _one_slip_away(wanted: Sequence[str], people: Sequence[KnownName[Key]]) -> Key | None:
    near = [each for each in people if _distance(wanted, each) <= NEAR]
    if len(near) == 1 and near[0].here and _slipped_in_last_name(wanted, near[0]):
        return near[0].key
    return None


def _slipped_in_last_name(wanted: Sequence[str], known: KnownName[Key]) -> bool:
    """Say whether the first name is all there, and the last one but for a slip or a space."""
    rest = list(wanted)
    for word in plain_words(known.first):
        if word not in rest:
            return False
        rest.remove(word)
    last = "".join(plain_words(known.last))
    return len(last) >= FORGIVEN_FROM and slips("".join(rest), last) <= 1


def _distance(wanted: Sequence[str], known: KnownName[Key]) -> int:
    first, last = "".join(plain_words(known.first)), "".join(plain_words(known.last))
    typed = "".join(wanted)
    return min(slips(typed, first + last), slips(typed, last + first))
