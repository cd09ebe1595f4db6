"""Three versions of an opening from elsewhere: what its feed said, what it is, what it says.

What a person changed stays; what nobody changed follows the feed. Pure.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Merge:
    """What comes of the three.

    values: the opening
    base: what the next reading is compared with
    kept: what a person's hand keeps, whichever side changed since
    """

    values: dict[str, Any]
    base: dict[str, Any]
    kept: frozenset[str]


def merged(base: Values, current: Values, new: Values, *, carried: Set[str]) -> Merge:
    """Put what a feed says now over what it said, where nobody else wrote. Pure.

    base: the feed's last values, or the defaults that its settings gave
    current: the opening; of the names in it, and no others, the feed may say something
    new: what it says now; None says nothing, unless the feed always carries it: then it is empty
    """
    moved = {name: _told(name, base, new, carried) for name in current}
    values = {
        name: moved[name] if value == base.get(name) else value for name, value in current.items()
    }
    kept = frozenset(name for name, value in values.items() if value != moved[name])
    return Merge(values, moved, kept)


def followed(base: Values, current: Values, names: Iterable[str]) -> dict[str, Any]:
    """Return an opening of which some things follow the feed again. Pure."""
    return {**current, **{name: base.get(name) for name in names}}


def _told(name: str, base: Values, new: Values, carried: Set[str]) -> Any:
    value = new.get(name)
    return base.get(name) if value is None and name not in carried else value
