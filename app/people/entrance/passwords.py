"""Passwords: what makes one acceptable, and how it is kept and checked (Argon2id)."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.text.fold import fold

SHORTEST, LONGEST = 12, 200  # characters
FEWEST_DIFFERENT = 5  # characters
SHORTEST_NAME = 4  # letters: shorter names occur inside ordinary words
LEFT_OVER = 8  # characters that must stay once names are taken away

FEWEST_GUESSES = 7.0  # their decimal logarithm
PER_FIGURE = 0.5  # of that, for each figure or sign around the words: people put what others expect
MOST_READ = 72  # characters that the estimate looks at
_APART = re.compile(r"[\s._,;:'/-]+")  # what only keeps words apart
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$|\d{2,}")
# What people choose who speak French, by how often; the library knows English.
FRENCH = Path(__file__).with_name("french_passwords.txt")

hasher = PasswordHasher()  # Argon2id, the parameters of RFC 9106's second choice


class WeakPassword(Refusal):
    """A password that someone would guess."""

    code = "weak_password"


def folded(text: str) -> str:
    """Return the letters and figures of a text, folded, without what stands between. Pure."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def weakness(password: str, names: Iterable[str] = ()) -> LazyString | None:
    """Say why a password is refused, or None when it is fine. Pure.

    names: the person's own, their address, the company's: what others would try first
    """
    if len(password) < SHORTEST:
        return _l("Use at least %(num)d characters: a short sentence works well.", num=SHORTEST)
    if len(password) > LONGEST:
        return _l("Use at most %(num)d characters.", num=LONGEST)
    if len(set(password.lower())) < FEWEST_DIFFERENT:
        return _l("This repeats very few characters. Choose something less regular.")
    if _is_mostly(folded(password), _parts(names)):
        return _l("This is little more than your name or the company’s. Choose another.")
    if guesses(password) < FEWEST_GUESSES:
        return _l("This is among the first passwords anyone would try. Choose another.")
    return None


def guesses(password: str) -> float:
    """Return the decimal logarithm of how many guesses a password takes. Pure.

    Read twice: as it is, and as the words left in it once figures and signs are taken off their
    ends, since a common word with a year behind it is guessed as soon as the word.

    source: D. L. Wheeler, zxcvbn: Low-Budget Password Strength Estimation, USENIX Security 2016
    """
    joined = _APART.sub("", fold(password))
    words = _AROUND.sub("", joined)
    whole = _estimate(password)
    if not words:
        return whole
    return min(whole, _estimate(words) + PER_FIGURE * (len(joined) - len(words)))


def _estimate(text: str) -> float:
    # some 14 MB of words, wasted on a process in which nobody chooses a password
    from zxcvbn import matching, zxcvbn

    if "french" not in matching.RANKED_DICTIONARIES:
        matching.add_frequency_lists({"french": FRENCH.read_text().split()})
    return float(zxcvbn(text[:MOST_READ])["guesses_log10"])


def _is_mostly(bare: str, parts: set[str]) -> bool:
    """Return whether little is left once names and figures are taken away. Pure."""
    names = [part for part in parts if part in bare]
    for part in sorted(names, key=len, reverse=True):
        bare = bare.replace(part, "")
    return bool(names) and len(bare.strip("0123456789")) < LEFT_OVER


def _parts(names: Iterable[str]) -> set[str]:
    words = {folded(word) for name in names for word in re.split(r"[\s@.'’-]+", name)}
    words |= {folded(name) for name in names}
    return {word for word in words if len(word) >= SHORTEST_NAME}


def demand_strength(password: str, names: Iterable[str], *, field: str = "password") -> None:
    """Refuse a password that someone would guess.

    raises: WeakPassword that says why
    """
    if sentence := weakness(password, names):
        raise WeakPassword(sentence, field=field)


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return hasher.hash(password)


@cache
def nobodys_hash() -> str:
    """Return a hash that no password matches, so that an unknown account takes as long."""
    return hasher.hash("nobody has this account")


def matches(password: str, kept: str | None) -> bool:
    """Return whether a password is the one that was kept; takes as long without one."""
    try:
        right = hasher.verify(kept or nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Return whether a hash was made with other parameters than today's."""
    return hasher.check_needs_rehash(kept)
