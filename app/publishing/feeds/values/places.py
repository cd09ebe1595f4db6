"""Where one works, as sources write it: towns, countries, and that it may be at home. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.core.text.fold import fold
from app.publishing.feeds.values.countries import country_in_place, country_of_field
from app.publishing.feeds.values.titles import read_title
from app.publishing.feeds.values.words import holds, spoken

CITY_STATES = {"luxembourg": "LU", "monaco": "MC", "singapore": "SG", "singapour": "SG"}
HYBRID = ("hybrid", "hybride")
AT_HOME = ("remote", "teletravail", "home office")
# towns that are called like their country: towns, where it stands beside them
LIKE_THEIR_COUNTRY = {"mexico", "panama", "guatemala", "djibouti", "koweit", "kuwait"}
_ALTERNATIVES = re.compile(r"[;|/\n]|(?<![^\s;|/])(?:ou|or|et|and)(?![^\s;|/])", re.IGNORECASE)
_BITS = re.compile(r",|\s+[-–—]\s+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DEPARTMENT = re.compile(r"\d{2}|2[AB]|9[78]\d", re.IGNORECASE)
_POSTAL = re.compile(r"(?<![\w-])(?:[A-Z]{1,2}-)?\d{4,5}(?![\w-])")
_CEDEX = re.compile(r"\bc[eé]dex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_DAYS = r"\d(?: ?(?:-|à|to) ?\d)? ?(?:j|jours?|days?)(?: ?(?:/|par|per|a) ?(?:semaine|sem|week))?"
_ELSEWHERE = re.compile(
    r"\b(?:100 ?% ?)?(?:full(?:y)?[ -])?(?:remote|t[ée]l[ée]travail|home[ -]?office|hybride?)"
    r"(?:[ -](?:only|first|friendly|partiel(?:le)?|total|complet|possible|occasionnel)"
    rf"| ?:? ?{_DAYS})*\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Places:
    """What a source says of where one works.

    names: the towns, each once; the first is where the opening is
    country: two letters, or ""
    remote: "hybrid" or "home", as a place's name says it, or ""
    """

    names: tuple[str, ...] = ()
    country: str = ""
    remote: str = ""


def read_places(texts: Sequence[str], country: str = "", *, known: Collection[str] = ()) -> Places:
    """Read where one works.

    texts: the places of a source in their order, each as it writes it
    country: what it says of the country elsewhere
    known: the folded names of our own places: commas part those
    """
    names: dict[str, str] = {}
    countries: list[str] = []
    for text in texts:
        for alternative in _alternatives(read_title(text.replace("\n", ";")), known):
            name, named = _read(alternative)
            only_another = names and CITY_STATES.get(fold(name)) == named
            if named and not only_another:
                countries.append(named)
            if name:
                names.setdefault(fold(name), name)
    of_field = country_of_field(country)
    return Places(
        names=tuple(names.values()),
        country=of_field or next(iter(countries), ""),
        remote=_remote(" ".join(texts)),
    )


def _remote(text: str) -> str:
    words = spoken(text)
    return "hybrid" if holds(words, *HYBRID) else "home" if holds(words, *AT_HOME) else ""


def _alternatives(text: str, known: Collection[str]) -> Iterator[str]:
    for part in _ALTERNATIVES.split(_ELSEWHERE.sub(" ", _ASIDE.sub(" ", text))):
        bits = [bit.strip() for bit in part.split(",")]
        if len(bits) > 1 and all(fold(bit) in known for bit in bits):
            yield from bits
        else:
            yield part


def _read(text: str) -> tuple[str, str]:
    """Return the town and the country of one place; either may be ""."""
    bits = [bit.strip() for bit in _BITS.split(text)]
    bits = [bit for bit in bits if bit and not _DEPARTMENT.fullmatch(bit)]
    country = ""
    while bits and (found := country_in_place(bits[-1])):
        if len(bits) == 1 and (state := CITY_STATES.get(fold(bits[0]))):
            return bits[0], country or state
        if len(bits) == 1 and country and fold(bits[0]) in LIKE_THEIR_COUNTRY:
            return bits[0], country
        country = country or found
        bits.pop()
    bits.sort(key=lambda bit: not _POSTAL.search(bit))  # the sort is stable
    names = [name for bit in bits if (name := _named(bit))]
    if len(names) > 1 and fold(names[0]) not in CITY_STATES and country_in_place(names[0]):
        country = country or country_in_place(names.pop(0))
    name = names[0] if names else ""
    return name, country or CITY_STATES.get(fold(name), "")


def _named(bit: str) -> str:
    plain = _CEDEX.sub(" ", _POSTAL.sub(" ", bit))
    return " ".join(plain.split()).strip(" -–—.,:")
