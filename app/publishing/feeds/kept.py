"""A reading as it is kept between its preview and its end."""

import json
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any

from app.publishing.feeds.result import ImportedOpening, Problem, Reading

_DAYS, _AMOUNTS = {"starts_on", "closes_on"}, {"salary_min", "salary_max"}


def written(reading: Reading) -> bytes:
    """Return a reading as bytes: a line for all that is not an opening, then a line each. Pure."""
    rest = {
        "problems": [asdict(each) for each in reading.problems],
        "present": sorted(reading.present),
        "closed": list(reading.closed),
        "likeness": {key: list(cells) for key, cells in reading.likeness.items()},
        "carried": sorted(reading.carried),
        "complete": reading.complete,
    }
    lines = [rest, *map(_line, reading.openings)]
    return b"\n".join(json.dumps(each, ensure_ascii=False).encode() for each in lines)


def read_again(kept: bytes, first: int = 0, most: int | None = None) -> Reading:
    """Return a reading from its bytes; of its openings only some, when asked for. Pure."""
    lines = BytesIO(kept)
    rest = json.loads(next(lines))
    # of a reading that an earlier version kept, openings stand with the rest
    found = iter(rest["openings"]) if "openings" in rest else map(json.loads, lines)
    some = islice(found, first, None if most is None else first + most)
    return Reading(
        openings=tuple(_opening(each) for each in some),
        problems=tuple(Problem(**each) for each in rest["problems"]),
        present=frozenset(rest["present"]),
        closed=tuple(rest["closed"]),
        likeness={key: (cells[0], cells[1], cells[2]) for key, cells in rest["likeness"].items()},
        carried=frozenset(rest["carried"]),
        complete=rest["complete"],
    )


def _line(opening: ImportedOpening) -> dict[str, Any]:
    amounts = {name: _text(getattr(opening, name)) for name in sorted(_AMOUNTS)}
    return {**opening.as_json(), **amounts}


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _opening(values: dict[str, Any]) -> ImportedOpening:
    given = {each.name: _value(each.name, values[each.name]) for each in fields(ImportedOpening)}
    return ImportedOpening(**given)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    if name in _AMOUNTS:
        return Decimal(value)
    return tuple(value) if name == "other_places" else value
