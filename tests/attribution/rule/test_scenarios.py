"""The thirty worked scenarios of docs/attribution.md, by their numbers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.attribution.rule.facts import AgencyClaim, Candidate, Prior
from app.policy.policy import Model, Scope
from tests.attribution.cases import after, case, decided, touch, verdict

REMOVED = frozenset({"A"})
B_INSTEAD: dict[str, Any] = {"answer": ("named", "B"), "removed": REMOVED}
LATER = timedelta(days=15)


def prior(at: datetime, *, credited_to: str = "") -> dict[str, Any]:
    return {"prior": (Prior(at, "O2", False, frozenset(credited_to)),)}


def agency(claimed: timedelta) -> dict[str, Any]:
    until = after(days=180).date()
    return {"agency": (AgencyClaim(after() + claimed, until, None),)}


def model(name: Model) -> dict[str, Any]:
    return {"policy": {"model": name}}


SCENARIOS: dict[int, tuple[Any, dict[str, Any], str]] = {
    1: ("VA-3d", {}, "A candidate_choice"),
    2: ("", {}, "none no_touch"),
    3: ("VA-3d", {"answer": ("none", None)}, "none candidate_declined"),
    4: ("VA-1d DB+0", B_INSTEAD, "B candidate_choice"),
    5: ("VA-1d DB+0?", B_INSTEAD, "pending awaiting_confirmation"),
    6: ("VA-1d DB+0?", B_INSTEAD | {"decided": LATER}, "none declaration_expired"),
    7: ("RA-20d DB+0x", {"answer": ("named", "B")}, "A first_touch"),
    8: ("RA-20d VB-1d", {}, "B candidate_choice"),
    9: ("RA-20d VB-1d", model(Model.FIRST), "A first_touch"),
    10: ("RA-20d VB-1d", model(Model.LAST), "B last_touch"),
    11: ("RA-20d VB-9d VC-1d", model(Model.SHARED), "A 3334 B 3333 C 3333 shared_credit"),
    12: ("VA-180d", {}, "A candidate_choice"),
    13: ("VA-181d", {}, "none outside_window"),
    14: ("VA-3d@O2", {}, "A candidate_choice"),
    15: ("VA-3d@O2", {"policy": {"scope": Scope.OPENING}}, "none other_opening"),
    16: ("VA-3d@S", {"policy": {"scope": Scope.OPENING}}, "A candidate_choice"),
    17: ("VA-3d", {"candidate": Candidate(person="A")}, "none self_referral"),
    18: ("VA-3d", {"candidate": Candidate(employee=True)}, "none internal_mobility"),
    19: ("VA-3d", {"candidate": Candidate(left_on=date(2026, 4, 20))}, "none former_employee"),
    20: ([touch("VA-3d", roles=frozenset({"recruiter"}))], {}, "none excluded_role"),
    21: ("VA-3d", {"hiring_team": frozenset({"A"})}, "none hiring_team"),
    22: ("VA-3d", {"leavers": {"A": date(2027, 3, 14)}}, "none leaver"),
    23: ("VA-3d", prior(after(days=-60)), "none already_known"),
    24: ("VA-3d", prior(after(days=-60), credited_to="A"), "A candidate_choice"),
    25: ("VA-3d", prior(datetime(2026, 9, 15, 8, tzinfo=UTC)), "A candidate_choice"),
    26: ("VA-3d", agency(timedelta(days=-4)), "none agency_owned"),
    27: ("VA-3d", agency(timedelta(days=-2)), "A candidate_choice"),
    28: ([touch("VA+1h", link_at=after(hours=1))], {}, "none link_after_application"),
    29: ("VA+90s", {}, "A candidate_choice"),
    30: ("RA-5d? VB-2d", model(Model.FIRST) | {"answer": None}, "B first_touch"),
}


@pytest.mark.parametrize("number", SCENARIOS)
def test_a_scenario_ends_as_the_documentation_says(number):
    touches, given, expected = SCENARIOS[number]

    assert verdict(decided(case(touches, **given))) == expected


def test_every_scenario_is_here():
    assert list(SCENARIOS) == list(range(1, 31))
