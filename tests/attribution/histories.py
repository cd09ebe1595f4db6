"""Random cases as JSON documents, crowded around the bounds of the rules."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

PEOPLE = ["A", "B", "C"]
OPENINGS = ["O1", "O2"]
KINDS = ["visit", "recommendation", "declaration"]
APPLIED = datetime(2027, 3, 15, 10, tzinfo=UTC)
ZONES = ["Europe/Paris", "UTC", "Pacific/Auckland", "America/St_Johns"]
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
    touches = [_touch(random, f"t{number}", calm) for number in range(random.randint(0, 5))]
    if touches and random.random() < 0.2:
        touches.append(dict(random.choice(touches)))
    random.shuffle(touches)
    return {
        "facts": _facts(random, calm),
        "touches": touches,
        "policies": {"1": _policy(random), "2": _policy(random)},
    }


def _policy(random: Random) -> dict[str, Any]:
    return {name: random.choice(c) for name, c in CHOICES.items() if random.random() < 0.4}


def _touch(random: Random, identifier: str, calm: bool) -> dict[str, Any]:
    return {
        "id": identifier,
        "kind": random.choice(KINDS),
        "ambassador": random.choice(PEOPLE),
        "at": _near(random, MARKS),
        "link_at": _near(random, MARKS) if random.random() < 0.15 else None,
        "opening": random.choice(OPENINGS),
        "story": random.random() < 0.15,
        "roles": ["ambassador"] + ["recruiter"] * (random.random() < 0.1),
        "policy": random.choice([1, 2]),
        "state": "ok" if calm else random.choice(["ok", "ok", "ok", "pending", "refused"]),
        "settled_at": None if calm or random.random() < 0.5 else _near(random, MARKS),
        "own_session": random.random() < 0.1,
    }


def _facts(random: Random, calm: bool) -> dict[str, Any]:
    few = 0.03 if calm else 0.2
    return {
        "application": {"id": "app-1", "at": _text(APPLIED), "opening": random.choice(OPENINGS)},
        "decided_at": _near(random, [DAY / 24, 3 * DAY, 14 * DAY]),
        "policy_version": random.choice([1, 2]),
        "candidate": {
            "person": random.choice(PEOPLE) if random.random() < 0.15 else None,
            "employee": random.random() < 0.05,
            "left_on": _day(random, [-365, -31]) if random.random() < 0.1 else None,
        },
        "answer": _answer(random),
        "removed": _some(random, PEOPLE, few),
        "hiring_team": _some(random, PEOPLE, few),
        "leavers": {person: _day(random, [0, -30]) for person in _some(random, PEOPLE, few)},
        "prior": [_prior(random) for _ in range(random.choice([0, 0, 0, 1, 2]))],
        "agency": [_claim(random) for _ in range(random.choice([0, 0, 0, 1, 2]))],
    }


def _answer(random: Random) -> dict[str, Any] | None:
    choice = random.choice(["kept", "kept", "named", "named", "none", None, None])
    return choice and {"choice": choice, "ambassador": random.choice([None, *PEOPLE])}


def _prior(random: Random) -> dict[str, Any]:
    return {
        "at": _near(random, [-181 * DAY, -28 * DAY, -3 * DAY, timedelta(0)]),
        "opening": random.choice([*OPENINGS, None]),
        "active": random.random() < 0.5,
        "credited_to": _some(random, PEOPLE, 0.4),
    }


def _claim(random: Random) -> dict[str, Any]:
    return {
        "at": _near(random, [-3 * DAY, -30 * DAY, timedelta(0)]),
        "until": _day(random, [0]),
        "opening": random.choice([*OPENINGS, None]),
    }


def _some(random: Random, values: Sequence[str], likely: float) -> list[str]:
    return [value for value in values if random.random() < likely]


def _near(random: Random, marks: Sequence[timedelta]) -> str:
    """Draw an instant close to a mark counted from the application, or anywhere around."""
    if random.random() < 0.4:
        gap = timedelta(seconds=random.randint(-400 * 86_400, 60 * 86_400))
    else:
        gap = random.choice(marks)
    return _text(APPLIED + gap + random.choice(NUDGES))


def _day(random: Random, marks: Sequence[int]) -> str:
    gap = random.choice([*marks, random.randint(-500, 60)]) + random.randint(-1, 1)
    return (APPLIED.date() + gap * DAY).isoformat()


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
