"""A reading as it is kept between its preview and its end."""

import json
from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal
from typing import Any

from app.publishing.feeds.result import ImportedOpening, Problem, Reading

_DAYS, _AMOUNTS = {"starts_on", "closes_on"}, {"salary_min", "salary_max"}


def written(reading: Reading) -> bytes:
    """Return a reading as bytes. Pure."""
    openings = [
        {
            **each.as_json(),
            "salary_min": _text(each.salary_min),
            "salary_max": _text(each.salary_max),
        }
        for each in reading.openings
    ]
    return json.dumps(
        {
            "openings": openings,
            "problems": [asdict(each) for each in reading.problems],
            "present": sorted(reading.present),
            "closed": list(reading.closed),
            "likeness": {key: list(cells) for key, cells in reading.likeness.items()},
            "carried": sorted(reading.carried),
            "complete": reading.complete,
        },
        ensure_ascii=False,
    ).encode()


def read_again(kept: bytes) -> Reading:
    """Return a reading from its bytes. Pure."""
    found = json.loads(kept)
    return Reading(
        openings=tuple(_opening(each) for each in found["openings"]),
        problems=tuple(Problem(**each) for each in found["problems"]),
        present=frozenset(found["present"]),
        closed=tuple(found["closed"]),
        likeness={key: (cells[0], cells[1], cells[2]) for key, cells in found["likeness"].items()},
        carried=frozenset(found["carried"]),
        complete=found["complete"],
    )


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
