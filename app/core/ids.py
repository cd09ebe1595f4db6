"""Identifiers: keys that sort by time, and short codes for links."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils import compat

# What a reader takes for another letter is the same one, whatever its case.
CODE_ALPHABET = "0123456789abcdefghjkmnpqrstwxyz"
CODE_LENGTH = 12
_LOOK_ALIKES = str.maketrans("oilu", "011v")
_ONCE_GIVEN = "v"  # was in the alphabet: codes with one stay, and are read
# Codes given out before those: their case counts, and nothing in them is folded.
EARLIER_ALPHABET = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
EARLIER_LENGTH = 10
CODE_LENGTHS = frozenset({CODE_LENGTH, EARLIER_LENGTH})
_CODE_LETTERS = frozenset(CODE_ALPHABET + _ONCE_GIVEN)
_EARLIER_LETTERS = frozenset(EARLIER_ALPHABET)


def uuid7() -> UUID:
    """Return a fresh key whose first 48 bits are the time in milliseconds (RFC 9562, 5.7)."""
    return compat.uuid7()


def uuid7_at(at: datetime) -> UUID:
    """Return a fresh UUIDv7 that carries the instant `at` instead of the present one."""
    milliseconds = int(at.timestamp() * 1000)
    fresh = compat.uuid7().int & ((1 << 80) - 1)
    return UUID(int=(milliseconds << 80) | fresh)


def time_of(key: UUID) -> datetime:
    """Return the instant, in UTC, that a UUIDv7 carries, to the millisecond."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def short_code() -> str:
    """Return a fresh random code for a link: 12 characters of one case, 59 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str | None:
    """Return the code that a text is, as it was given out; None when it cannot be one. Pure.

    Read without case, and o as 0, i and l as 1, u as v; an earlier code of ten letters as it is.
    """
    if len(text) == EARLIER_LENGTH:
        return text if _EARLIER_LETTERS.issuperset(text) else None
    code = text.lower().translate(_LOOK_ALIKES)
    return code if len(code) == CODE_LENGTH and _CODE_LETTERS.issuperset(code) else None
