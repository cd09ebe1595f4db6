"""Identifiers: keys that sort by time, and short codes for links."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils import compat

# No 0 O 1 l I: a code is sometimes read aloud or copied from a poster.
CODE_ALPHABET = "23456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10
_CODE_LETTERS = frozenset(CODE_ALPHABET)


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
    """Return a fresh random code for a link: 10 characters, 58 bits, none that look alike."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Say whether a text has the shape of a code. Pure."""
    return len(text) == CODE_LENGTH and _CODE_LETTERS.issuperset(text)
