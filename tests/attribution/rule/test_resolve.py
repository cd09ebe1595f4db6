"""What the table of branches cannot show: rejections, versions, order, repetition, dates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.rule.facts import Candidate, Outcome, Reason
from app.attribution.rule.resolve import ConflictingTouches, UnknownPolicy, decide
from app.attribution.rule.tests import TESTS, Failure, days, first_failure, until
from app.policy.policy import Model, Policy, TouchState
from tests.attribution.cases import APPLIED_ON, case, decided, touch, verdict

# What is rejected


def test_a_gate_is_the_reason_for_every_touch():
    decision = decided(case("VA-3d DB+0? RC-3dx", answer=("none", None)))

    assert set(decision.rejected.values()) == {Reason.CANDIDATE_DECLINED}
    assert len(decision.rejected) == 3


def test_a_waiting_touch_is_told_though_another_is_credited():
    decision = decided(case("VA-3d DB+0?"))

    assert decision.outcome is Outcome.CREDITED
    assert decision.rejected == {"DB+0?": Reason.AWAITING_CONFIRMATION}


def test_a_touch_that_passed_is_not_rejected_because_another_won():
    decision = decided(case("RA-20d VB-1d"))

    assert decision.winners == ("VB-1d",)
    assert decision.rejected == {}


def test_a_pending_credit_rejects_no_touch_that_passed():
    decision = decided(case("VA-3d DB+0?", answer=("named", "B")))

    assert decision.rejected == {"DB+0?": Reason.AWAITING_CONFIRMATION}
    assert (decision.shares, decision.winners) == ((), ())


def test_a_waiting_touch_that_fails_a_test_has_that_tests_code():
    decision = decided(case("DB+0?", removed=frozenset("B")))

    assert decision.rejected == {"DB+0?": Reason.REMOVED_BY_CANDIDATE}


# Versions, order, repetition


def test_a_touch_is_tried_by_the_version_of_its_own_day():
    old = touch("VA-100d", policy=1)
    new = touch("VB-100d", policy=2)
    built = case([old, new], answer=None)
    policies = {1: Policy(1, window_days=180), 2: Policy(2, window_days=30)}

    decision = decide(replace(built.facts, policy_version=2), built.touches, policies)

    assert decision.shares == (("A", 10_000),)
    assert decision.rejected == {"VB-100d": Reason.OUTSIDE_WINDOW}


def test_gates_and_model_come_from_the_version_of_the_application():
    built = case("RA-20d VB-1d")
    policies = {1: Policy(1), 2: Policy(2, model=Model.FIRST, former_employee_months=0)}
    facts = replace(built.facts, policy_version=2, candidate=Candidate(left_on=APPLIED_ON))

    assert verdict(decide(facts, built.touches, policies)) == "A first_touch"


def test_dates_are_read_in_the_touchs_own_time_zone():
    late = touch("VA-3d", at=datetime(2027, 3, 13, 23, 30, tzinfo=UTC))  # the 14th in Paris
    built = case([late])

    for zone, expected in (("Europe/Paris", "A candidate_choice"), ("UTC", "none outside_window")):
        policies = {1: Policy(1, window_days=1, timezone=zone)}
        assert verdict(decide(built.facts, built.touches, policies)) == expected


def test_a_touch_given_twice_counts_once():
    twice = case([touch("VA-3d"), touch("VB-2d"), touch("VA-3d")], policy={"model": Model.SHARED})

    assert decided(twice).shares == (("A", 5000), ("B", 5000))


def test_two_different_touches_with_one_id_are_refused():
    built = case([touch("VA-3d"), touch("VB-3d", id="VA-3d")])

    with pytest.raises(ConflictingTouches):
        decided(built)


def test_a_missing_version_of_the_policy_is_named():
    built = case([touch("VA-3d", policy=7)])

    with pytest.raises(UnknownPolicy) as missing:
        decided(built)

    assert missing.value.version == 7


@given(st.permutations(["RA-20d", "VB-9d", "DB-9d?", "VC-1d", "DA+0?", "VD-190d", "RB-2dx"]))
def test_the_order_in_which_touches_arrive_changes_nothing(notations):
    for model in Model:
        expected = decided(
            case("RA-20d VB-9d DB-9d? VC-1d DA+0? VD-190d RB-2dx", policy={"model": model})
        )
        arrived = case(" ".join(notations), policy={"model": model})

        assert decided(arrived) == expected


@given(st.integers(1, 60))
def test_shares_always_sum_to_the_whole_and_the_first_has_the_rest(count):
    touches = [touch("VA-3d", id=f"{n:02}", ambassador=f"P{n:02}") for n in range(count)]

    shares = decided(case(touches, policy={"model": Model.SHARED})).shares

    assert sum(share for _, share in shares) == 10_000
    assert {share for _, share in shares[1:]} <= {10_000 // count}
    assert shares[0][1] == 10_000 // count + 10_000 % count


# Dates


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2026-12-15", 12, "2027-12-15"),
        ("2026-12-15", 1_000_000_000, "9999-12-31"),
    ],
)
def test_months_are_added_within_the_months_last_day(start, months, end):
    assert until(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_a_day_has_the_local_midnights_bounds_through_a_change_of_hour():
    paris = Policy(1)

    before = datetime(2027, 3, 27, 22, 59, tzinfo=UTC)  # the 27th, 23:59
    after_midnight = datetime(2027, 3, 27, 23, 1, tzinfo=UTC)  # the 28th, 00:01
    next_midnight = datetime(2027, 3, 28, 22, 1, tzinfo=UTC)  # the 29th, 00:01, 23 hours later

    assert days(before, after_midnight, paris) == 1
    assert days(after_midnight, next_midnight, paris) == 1
    assert days(next_midnight, before, paris) == -2


def test_every_touch_meets_ten_tests():
    assert len(TESTS) == 10
    failing = case([touch("VA-3d", state=TouchState.REFUSED)])
    assert first_failure(failing.facts, failing.touches[0], failing.policies[1]) == Failure(
        3, Reason.REFUSED
    )
