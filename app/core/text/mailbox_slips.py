"""Slips in the domain of an address: which one was likely meant. Pure, and asked of no network.

Only ever a question: a domain that could be right is not asked about.
"""

from collections.abc import Collection
from enum import Enum
from functools import lru_cache

from babel import Locale

# Names that nobody else has: any slip in them is one, and so is an ending that they do not have.
_COINED = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.fr", "hotmail.be", "hotmail.ch",
    "hotmail.co.uk", "outlook.com", "outlook.fr", "outlook.be", "yahoo.com", "yahoo.fr",
    "yahoo.co.uk", "icloud.com", "wanadoo.fr", "laposte.net", "protonmail.com", "numericable.fr",
)  # fmt: skip
# Names that are words, or too short to tell: only what is no word and no ending is a slip.
_WORDS = (
    "orange.fr", "free.fr", "sfr.fr", "neuf.fr", "bbox.fr", "live.com", "live.fr", "msn.com",
    "aol.com", "me.com", "mac.com", "gmx.com", "gmx.fr", "gmx.net", "gmx.de", "proton.me", "pm.me",
    "mail.com", "email.com", "ymail.com", "cloud.com", "aliceadsl.fr", "club-internet.fr",
)  # fmt: skip
_IN_MANY_COUNTRIES = frozenset({"hotmail", "outlook", "live", "yahoo", "gmx"})
# Real ones that are a letter or an ending away from those above.
_REAL_NAMES = frozenset({"lacoste", "gail", *(each.partition(".")[0] for each in _WORDS)})
_OTHER_DOMAINS = ("laposte.fr", "wanadoo.es", "wanadoo.nl", "protonmail.ch", "numericable.com")
_COMMON_ENDINGS = ("com", "fr", "net", "org")
# Endings that exist, a letter away from the common ones; those of two letters are countries'.
_REAL_ENDINGS = frozenset(
    {"com", "net", "org", "cam", "bom", "new", "nec", "bet", "pet", "vet", "next", "ong", "frl"}
)
_OFTEN_FOR_COM = frozenset({"co", "cm", "om"})
_LONG_ENOUGH = 5  # letters: in a shorter name a slip makes another name


class _Slip(Enum):
    SWAPPED = "two letters swapped"
    DOUBLED = "a letter doubled, or no longer"
    OTHER = "a letter missing, added or replaced"


def likely_meant(address: str, own_domains: Collection[str] = ()) -> str | None:
    """Return the address that was likely meant; None when this one may well be right.

    own_domains: the company's
    """
    local, _at, domain = address.rpartition("@")
    domain = domain.lower()
    known = {*_COINED, *_WORDS, *_OTHER_DOMAINS, *own_domains}
    if domain in known:
        return None
    name, _dot, ending = domain.partition(".")
    near = [
        (weight, meant)
        for meant in (*own_domains, *_COINED, *_WORDS)
        if (weight := _weight(name, ending, meant, own=meant in own_domains))
    ]
    if near:
        return f"{local}@{min(near, key=lambda pair: pair[0])[1]}"
    before, _dot, last = domain.rpartition(".")
    for common in _COMMON_ENDINGS:
        if before and _is_ending_slip(last, common):
            return f"{local}@{before}.{common}"
    return None


def _weight(name: str, ending: str, meant: str, *, own: bool) -> int:
    """Return how far a domain is from one that may be meant; 0 for too far."""
    right_name, _dot, right_ending = meant.partition(".")
    coined = meant in _COINED
    if name != right_name and not _is_name_slip(name, right_name, coined=coined or own):
        return 0
    slipped = 2 if name != right_name else 0
    if ending == right_ending:
        return slipped
    if _is_ending_slip(ending, right_ending):
        return slipped + 1
    if coined and right_ending == "com" and ending in _OFTEN_FOR_COM:
        return slipped + 1
    if coined and right_name not in _IN_MANY_COUNTRIES:
        return slipped + 3
    return 0


def _is_name_slip(typed: str, right: str, *, coined: bool) -> bool:
    slip = _slip(typed, right)
    if slip is None or typed in _REAL_NAMES:
        return False
    if slip is not _Slip.OTHER:
        return min(len(right), len(typed)) >= _LONG_ENOUGH - 1
    return coined and len(right) >= _LONG_ENOUGH and typed[0] == right[0]


def _is_ending_slip(typed: str, right: str) -> bool:
    """Say whether an ending is none, and a letter away from one."""
    last = typed.rpartition(".")[2]
    real = last in _REAL_ENDINGS or (len(last) == 2 and last in _countries())
    return not real and _slip(typed, right) is not None


def _slip(typed: str, right: str) -> _Slip | None:
    """Return the one slip between two words; None for none, or for more."""
    if len(typed) == len(right):
        other = [place for place in range(len(right)) if typed[place] != right[place]]
        if len(other) == 1:
            return _Slip.OTHER
        if len(other) == 2 and other[1] == other[0] + 1:
            first, second = other
            swapped = typed[first] == right[second] and typed[second] == right[first]
            return _Slip.SWAPPED if swapped else None
        return None
    short, long = sorted((typed, right), key=len)
    for place in range(len(long)):
        if len(long) == len(short) + 1 and long[:place] + long[place + 1 :] == short:
            return (
                _Slip.DOUBLED
                if long[place] in short[max(0, place - 1) : place + 1]
                else _Slip.OTHER
            )
    return None


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """The endings of countries: their two letters (ISO 3166-1), and the few that differ."""
    territories = {str(code).lower() for code in Locale("en").territories}
    return frozenset({code for code in territories if len(code) == 2} | {"uk", "su"})
