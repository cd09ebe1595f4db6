"""Random cases as JSON documents, crowded around the bounds of the rules."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

PEOPLE = ["A", "B", "C"]
OPENINGS = ["O1", "O2"]
KINDS = ["visit", "recommendation", "declaration"]
# A plain day; clocks that change in Paris; months that are clamped; leap years; a new year.
APPLIED = [
    datetime(2027, 3, 15, 10, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 59, 59, 999999, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    datetime(2027, 8, 30, 22, tzinfo=UTC),
    datetime(2028, 2, 28, 23, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2027, 2, 28, 22, 59, 59, tzinfo=UTC),
    datetime(2027, 12, 31, 23, tzinfo=UTC),
]
# As texts, "10" comes before "2", and "Z" before "a".
IDS = ["10", "2", "a", "Z", "é", "visit-1", "\U0001f600"]
ZONES = ["Europe/Paris", "Europe/Paris", "UTC", "Pacific/Kiritimati", "America/St_Johns"]
DAY = timedelta(days=1)
NUDGES = [
    *[timedelta(0)] * 6,
    timedelta(microseconds=1),
    timedelta(microseconds=-1),
    timedelta(hours=5),
    timedelta(hours=-11),
    DAY,
    -DAY,
]
MARKS = [timedelta(days=n) for n in (-180, -30, -3, 0, 7, 14)] + [timedelta(seconds=120)]
CHOICES: dict[str, list[Any]] = {
    "timezone": ZONES,
    "model": ["declared", "first", "last", "shared"],
    "window_days": [0, 1, 30, 180],
    "declaration_days": [0, 7, 30],
    "confirm_days": [0, 3, 14],
    "former_employee_months": [0, 1, 12],
    "skew_s": [0, 120, 3600],
    "scope": ["organisation", "opening"],
    "stories": [True, False],
    "kinds": [KINDS, KINDS, ["recommendation", "declaration"]],
    "prior_rule": ["any", "same_opening", "active", "none"],
    "prior_months": [0, 1, 6],
    "agency_rule": ["earliest", "agency", "ambassador"],
    "excluded_roles": [["recruiter"], ["recruiter", "executive"], []],
    "exclude_hiring_team": [True, False],
    "leaver_rule": ["exclude", "credit"],
}


def history(random: Random) -> dict[str, Any]:
    """Draw a whole document: as many as five touches, two versions of the policy.

    Half of them are calm, with little that rejects, so that touches also compete.
    """
    calm = random.random() < 0.5
    applied = random.choice(APPLIED)
    ids = random.sample(IDS, random.randint(0, 5))
    touches = [_touch(random, applied, each, calm) for each in ids]
    if touches and random.random() < 0.2:
        touches.append(dict(random.choice(touches)))
    random.shuffle(touches)
    return {
        "facts": _facts(random, applied, calm),
        "touches": touches,
        "policies": {"1": _policy(random), "2": _policy(random)},
    }


def _policy(random: Random) -> dict[str, Any]:
    return {name: random.choice(c) for name, c in CHOICES.items() if random.random() < 0.4}


def _touch(random: Random, applied: datetime, identifier: str, calm: bool) -> dict[str, Any]:
    return {
        "id": identifier,
        "kind": random.choice(KINDS),
        "ambassador": random.choice(PEOPLE),
        "at": _near(random, applied, MARKS),
        "link_at": _near(random, applied, MARKS) if random.random() < 0.15 else None,
        "opening": random.choice(OPENINGS),
        "story": random.random() < 0.15,
        "roles": ["ambassador"] + ["recruiter"] * (random.random() < 0.1),
        "policy": random.choice([1, 2]),
        "state": "ok" if calm else random.choice(["ok", "ok", "ok", "pending", "refused"]),
        "settled_at": None if calm or random.random() < 0.5 else _near(random, applied, MARKS),
        "own_session": random.random() < 0.1,
    }


def _facts(random: Random, applied: datetime, calm: bool) -> dict[str, Any]:
    few = 0.03 if calm else 0.2
    left = _day(random, applied, [-366, -365, -31, -29]) if random.random() < 0.1 else None
    gone = _some(random, PEOPLE, few)
    return {
        "application": {"id": "app-1", "at": _text(applied), "opening": random.choice(OPENINGS)},
        "decided_at": _near(random, applied, [DAY / 24, 3 * DAY, 14 * DAY]),
        "policy_version": random.choice([1, 2]),
        "candidate": {
            "person": random.choice(PEOPLE) if random.random() < 0.15 else None,
            "employee": random.random() < 0.05,
            "left_on": left,
        },
        "answer": _answer(random),
        "removed": _some(random, PEOPLE, few),
        "hiring_team": _some(random, PEOPLE, few),
        "leavers": {person: _day(random, applied, [0, -30]) for person in gone},
        "prior": [_prior(random, applied) for _ in range(random.choice([0, 0, 0, 1, 2]))],
        "agency": [_claim(random, applied) for _ in range(random.choice([0, 0, 0, 1, 2]))],
    }


def _answer(random: Random) -> dict[str, Any] | None:
    choice = random.choice(["kept", "kept", "named", "named", "none", None, None])
    return choice and {"choice": choice, "ambassador": random.choice([None, *PEOPLE])}


def _prior(random: Random, applied: datetime) -> dict[str, Any]:
    return {
        "at": _near(random, applied, [-n * DAY for n in (0, 3, 28, 29, 30, 31, 181, 182, 184)]),
        "opening": random.choice([*OPENINGS, None]),
        "active": random.random() < 0.5,
        "credited_to": _some(random, PEOPLE, 0.4),
    }


def _claim(random: Random, applied: datetime) -> dict[str, Any]:
    return {
        "at": _near(random, applied, [-3 * DAY, -30 * DAY, timedelta(0)]),
        "until": _day(random, applied, [0]),
        "opening": random.choice([*OPENINGS, None]),
    }


def _some(random: Random, values: Sequence[str], likely: float) -> list[str]:
    return [value for value in values if random.random() < likely]


def _near(random: Random, applied: datetime, marks: Sequence[timedelta]) -> str:
    """Draw an instant close to a mark counted from the application, or anywhere around."""
    if random.random() < 0.4:
        gap = timedelta(seconds=random.randint(-400 * 86_400, 60 * 86_400))
    else:
        gap = random.choice(marks)
    return _text(applied + gap + random.choice(NUDGES))


def _day(random: Random, applied: datetime, marks: Sequence[int]) -> str:
    gap = random.choice([*marks, random.randint(-500, 60)]) + random.randint(-1, 1)
    return (applied.date() + gap * DAY).isoformat()


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
