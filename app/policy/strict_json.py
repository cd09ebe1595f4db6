"""Read a value that came from outside, and say where it is wrong and what was expected.

One small cursor over parsed JSON. Every document that a person may write by hand (a case
for `flask attribution decide`, a policy) is read through it, so that all of them are
refused in the same words.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

# RFC 3339, whose letters may be small; finer than a microsecond would not be kept.
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:[Zz]|[+-]\d\d:[0-5]\d)", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_PLAIN_KEY = re.compile(r"\w+", re.ASCII)

# A day each side of these years still fits every calendar computation.
FIRST_YEAR, LAST_YEAR = 1900, 9998
# As seconds, some thirty years; as canonical JSON, exact.
MOST = 1_000_000_000


class WrongDocument(ValueError):
    """A document that cannot be read: `path` says where, `expected` what belongs there."""

    def __init__(self, path: str, expected: str) -> None:
        self.path = path
        self.expected = expected
        super().__init__(f"{path or 'document'}: expected {expected}")


class Node:
    """A value and where it stands in its document.

    path: as `touches[2].kind`; empty for the document itself
    """

    __slots__ = ("path", "value")

    def __init__(self, value: Any, path: str = "") -> None:
        self.value = value
        self.path = path

    def refuse(self, expected: str) -> WrongDocument:
        """Build the error for this place, for the caller to raise."""
        return WrongDocument(self.path, expected)

    def field(self, name: str) -> "Node":
        """Step into a field that must be there."""
        if name not in self._object():
            raise WrongDocument(self._below(name), "this field, which is missing")
        return Node(self.value[name], self._below(name))

    def maybe(self, name: str) -> "Node | None":
        """Step into a field, or None where it is absent or null."""
        value = self._object().get(name)
        return None if value is None else Node(value, self._below(name))

    def fields(self) -> Iterator[tuple[str, "Node"]]:
        """Walk an object whose keys are data."""
        for key, value in self._object().items():
            yield key, Node(value, self._below(key))

    def only(self, *names: str) -> "Node":
        """Refuse any other field: a misspelt one would silently change a decision."""
        for name in self._object():
            if name not in names:
                raise WrongDocument(self._below(name), "one of " + ", ".join(names))
        return self

    def items(self) -> Iterator["Node"]:
        """Walk a list."""
        if not isinstance(self.value, list):
            raise self.refuse("a list")
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{index}]")

    def text(self) -> str:
        """Read a text that is not empty and can be written back."""
        if not isinstance(self.value, str) or not self.value:
            raise self.refuse("a text that is not empty")
        if not _is_unicode(self.value):
            raise self.refuse("a text without lone surrogates")
        return self.value

    def flag(self) -> bool:
        """Read true or false, never 0 or 1."""
        if not isinstance(self.value, bool):
            raise self.refuse("true or false")
        return self.value

    def whole(self) -> int:
        """Read a whole number that is not negative; to JSON 1.0 is one, true is not."""
        value = self.value
        if type(value) not in (int, float) or value != value // 1 or not 0 <= value <= MOST:
            raise self.refuse(f"a whole number from 0 to {MOST}")
        return int(value)

    def one_of(self, choices: type[Choice]) -> Choice:
        """Read one word of an enumeration."""
        try:
            return choices(self.value)
        except ValueError:
            raise self.refuse("one of " + ", ".join(choices)) from None

    def instant(self) -> datetime:
        """Read a moment that says its offset from UTC."""
        expected = "a moment such as 2027-03-15T10:00:00.000000Z"
        if not isinstance(self.value, str) or not _INSTANT.fullmatch(self.value):
            raise self.refuse(expected)
        try:
            moment = datetime.fromisoformat(self.value.upper())
        except ValueError:
            raise self.refuse(expected) from None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise self.refuse(f"a moment from {FIRST_YEAR} to {LAST_YEAR}")
        return moment.astimezone(UTC)

    def day(self) -> date:
        """Read a calendar date."""
        if not isinstance(self.value, str) or not _DATE.fullmatch(self.value):
            raise self.refuse("a date such as 2027-03-15")
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            raise self.refuse("a date such as 2027-03-15") from None

    def _object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise self.refuse("an object")
        return self.value

    def _below(self, name: str) -> str:
        if not _PLAIN_KEY.fullmatch(name):
            return f"{self.path}[{name!a}]"
        return f"{self.path}.{name}" if self.path else name


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
