"""Every branch of the resolver, and each bound from both of its sides."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.attribution.rule.facts import AgencyClaim, Candidate, Prior, Reason
from app.attribution.rule.tests import first_failure
from app.policy.policy import AgencyRule, LeaverRule, Model, PriorRule, Scope, TouchKind
from tests.attribution.cases import APPLIED, APPLIED_ON, after, case, decided, touch, verdict

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def prior(at: datetime, opening: str | None = "O2", *, active: bool = False, to: str = "") -> Any:
    return {"prior": (Prior(at, opening, active, frozenset(to)),)}


def claim(at: datetime, until_day: date = APPLIED_ON, opening: str | None = None) -> Any:
    return {"agency": (AgencyClaim(at, until_day, opening),)}


def rule(**fields: Any) -> Any:
    return {"policy": fields}


def roles(*names: str) -> Any:
    return [touch("VA-3d", roles=frozenset(names))]


CREDITED = "A candidate_choice"
FIRST = "A first_touch"

# id: (touches, what differs from the defaults, outcome)
BRANCHES: dict[str, tuple[Any, dict[str, Any], str]] = {
    # gates, in order
    "nobody_wins_over_employee": (
        "VA-3d",
        {"answer": ("none", None), "candidate": Candidate(employee=True)},
        "none candidate_declined",
    ),
    "nobody_without_touch": ("", {"answer": ("none", None)}, "none candidate_declined"),
    "employee_wins_over_former": (
        "VA-3d",
        {"candidate": Candidate(employee=True, left_on=APPLIED_ON)},
        "none internal_mobility",
    ),
    "employee_without_touch": (
        "",
        {"candidate": Candidate(employee=True)},
        "none internal_mobility",
    ),
    "left_twelve_months_ago_but_a_day": (
        "VA-3d",
        {"candidate": Candidate(left_on=date(2026, 3, 16))},
        "none former_employee",
    ),
    "left_twelve_months_ago": (
        "VA-3d",
        {"candidate": Candidate(left_on=date(2026, 3, 15))},
        CREDITED,
    ),
    "will_leave_tomorrow": (
        "VA-3d",
        {"candidate": Candidate(left_on=date(2027, 3, 16))},
        "none former_employee",
    ),
    "former_employees_are_welcome": (
        "VA-3d",
        {"candidate": Candidate(left_on=APPLIED_ON)} | rule(former_employee_months=0),
        CREDITED,
    ),
    # 1 removed
    "removed": ("VA-3d", {"removed": frozenset("A")}, "none removed_by_candidate"),
    "another_removed": ("VA-3d", {"removed": frozenset("B")}, CREDITED),
    # 2 kinds and stories
    "kind_not_counted": (
        "VA-3d",
        rule(kinds=frozenset({TouchKind.RECOMMENDATION})),
        "none kind_not_counted",
    ),
    "story_not_counted": ("VA-3d@S", rule(stories=False), "none kind_not_counted"),
    "stories_off_spares_openings": ("VA-3d", rule(stories=False), CREDITED),
    "removed_comes_before_kind": (
        "VA-3d",
        {"removed": frozenset("A")} | rule(kinds=frozenset()),
        "none removed_by_candidate",
    ),
    # 3 agreement
    "recommendation_refused": ("RA-3dx", {}, "none refused"),
    "declaration_refused": ("DA+0x", {}, "none refused"),
    "visit_refused": ("VA-3dx", {}, "none refused"),
    "visit_pending_needs_nobody": ("VA-3d?", {}, CREDITED),
    "recommendation_pending": ("RA-3d?", {}, "none not_accepted"),
    "recommendation_accepted_at_the_limit": (
        [touch("RA-3d", settled_at=after(seconds=120))],
        {},
        FIRST,
    ),
    "recommendation_accepted_a_moment_late": (
        [touch("RA-3d", settled_at=after(seconds=120, microseconds=1))],
        {},
        "none accepted_late",
    ),
    "recommendation_sent_late_counts_as_accepted_then": ("RA+3h", {}, "none accepted_late"),
    "declared_thirty_days_later": ("DA+30d", {"decided": 30 * DAY}, FIRST),
    "declared_thirty_one_days_later": ("DA+31d", {"decided": 31 * DAY}, "none declared_late"),
    "confirmed_in_fourteen_days": (
        [touch("DA+0", settled_at=after(days=14))],
        {"decided": 14 * DAY},
        FIRST,
    ),
    "confirmed_in_fifteen_days": (
        [touch("DA+0", settled_at=after(days=15))],
        {"decided": 15 * DAY},
        "none declaration_expired",
    ),
    "pending_for_fourteen_days": ("DA+0?", {"decided": 14 * DAY}, "pending awaiting_confirmation"),
    "pending_for_fifteen_days": ("DA+0?", {"decided": 15 * DAY}, "none declaration_expired"),
    "pending_ignores_a_date_of_settlement": (
        [touch("DA+0?", settled_at=after(days=40))],
        {},
        "pending awaiting_confirmation",
    ),
    "declared_late_comes_before_expired": (
        [touch("DA+31d", settled_at=after(days=60))],
        {"decided": 60 * DAY},
        "none declared_late",
    ),
    # 4 oneself
    "oneself": ("VA-3d", {"candidate": Candidate(person="A")}, "none self_referral"),
    "someone_else": ("VA-3d", {"candidate": Candidate(person="B")}, CREDITED),
    "own_session": ([touch("VA-3d", own_session=True)], {}, "none own_session"),
    "oneself_comes_before_own_session": (
        [touch("VA-3d", own_session=True)],
        {"candidate": Candidate(person="A")},
        "none self_referral",
    ),
    # 5 before the application
    "link_made_at_the_limit": ([touch("VA-3d", link_at=after(seconds=120))], {}, CREDITED),
    "link_made_a_moment_late": (
        [touch("VA-3d", link_at=after(seconds=120, microseconds=1))],
        {},
        "none link_after_application",
    ),
    "link_of_a_declaration_made_late": (
        [touch("DA+0", link_at=after(hours=1))],
        {},
        "none link_after_application",
    ),
    "visit_at_the_limit": ([touch("VA+120s", link_at=None)], {}, CREDITED),
    "visit_a_moment_late": ([touch("VA+121s", link_at=None)], {}, "none after_application"),
    "no_disagreement_of_clocks_allowed": ("VA+1s", rule(skew_s=0), "none after_application"),
    "declaration_after_application": ("DA+5d", {"decided": 5 * DAY}, FIRST),
    # 6 window
    "window_of_a_day": ("VA-1d", rule(window_days=1), CREDITED),
    "window_of_a_day_passed": ("VA-2d", rule(window_days=1), "none outside_window"),
    "window_of_no_day": ("VA-11h", rule(window_days=0), CREDITED),
    "window_of_no_day_passed": ("VA-12h", rule(window_days=0), "none outside_window"),
    "window_spares_declarations": (
        [touch("DA-300d", settled_at=after(days=-299))],
        {},
        FIRST,
    ),
    # 7 scope
    "other_opening_in_scope": ("VA-3d@O2", rule(scope=Scope.ORGANISATION), CREDITED),
    "same_opening_in_scope": ("VA-3d", rule(scope=Scope.OPENING), CREDITED),
    "no_opening_is_another": (
        [touch("VA-3d", opening=None)],
        rule(scope=Scope.OPENING),
        "none other_opening",
    ),
    # 8 entitlement
    "recruiter": (roles("ambassador", "recruiter"), {}, "none excluded_role"),
    "programme_manager": (roles("programme_manager"), {}, "none excluded_role"),
    "executive": (roles("executive"), {}, "none excluded_role"),
    "nobody_excluded": (roles("recruiter"), rule(excluded_roles=frozenset()), CREDITED),
    "hiring_team": ("VA-3d", {"hiring_team": frozenset("A")}, "none hiring_team"),
    "hiring_team_credited": (
        "VA-3d",
        {"hiring_team": frozenset("A")} | rule(exclude_hiring_team=False),
        CREDITED,
    ),
    "role_comes_before_hiring_team": (
        roles("recruiter"),
        {"hiring_team": frozenset("A")},
        "none excluded_role",
    ),
    "leaves_that_day": ("VA-3d", {"leavers": {"A": APPLIED_ON}}, CREDITED),
    "left_the_day_before": ("VA-3d", {"leavers": {"A": APPLIED_ON - DAY}}, "none leaver"),
    "another_left": ("VA-3d", {"leavers": {"B": APPLIED_ON - DAY}}, CREDITED),
    "leavers_credited": (
        "VA-3d",
        {"leavers": {"A": APPLIED_ON - DAY}} | rule(leaver_rule=LeaverRule.CREDIT),
        CREDITED,
    ),
    "hiring_team_comes_before_leaver": (
        "VA-3d",
        {"hiring_team": frozenset("A"), "leavers": {"A": APPLIED_ON - DAY}},
        "none hiring_team",
    ),
    # 9 already known
    "known_five_months_ago": ("VA-3d", prior(after(days=-150)), "none already_known"),
    "known_six_months_ago_but_a_day": (
        "VA-3d",
        prior(datetime(2026, 9, 16, 8, tzinfo=UTC)),
        "none already_known",
    ),
    "known_on_that_local_day": ("VA-3d", prior(datetime(2026, 9, 14, 22, tzinfo=UTC)), CREDITED),
    "known_since_the_touch": ("VA-3d", prior(after(days=-2)), CREDITED),
    "known_at_the_touch": ("VA-3d", prior(after(days=-3)), CREDITED),
    "known_a_moment_before_the_touch": (
        "VA-3d",
        prior(after(days=-3, microseconds=-1)),
        "none already_known",
    ),
    "known_at_the_application": ("DA+5d", prior(APPLIED) | {"decided": 5 * DAY}, FIRST),
    "known_before_the_application": (
        "DA+5d",
        prior(APPLIED - MINUTE) | {"decided": 5 * DAY},
        "none already_known",
    ),
    "credited_to_another": ("VA-3d", prior(after(days=-60), to="B"), "none already_known"),
    "credited_among_others": ("VA-3d", prior(after(days=-60), to="AB"), CREDITED),
    "one_prior_of_two_is_enough": (
        "VA-3d",
        {
            "prior": (
                Prior(after(days=-60), "O2", False, frozenset("A")),
                Prior(after(days=-50), "O3", False, frozenset()),
            )
        },
        "none already_known",
    ),
    "same_opening_rule_other_opening": (
        "VA-3d",
        prior(after(days=-60)) | rule(prior_rule=PriorRule.SAME_OPENING),
        CREDITED,
    ),
    "same_opening_rule_same_opening": (
        "VA-3d",
        prior(after(days=-60), "O1") | rule(prior_rule=PriorRule.SAME_OPENING),
        "none already_known",
    ),
    "active_rule_closed": (
        "VA-3d",
        prior(after(days=-60)) | rule(prior_rule=PriorRule.ACTIVE),
        CREDITED,
    ),
    "active_rule_open": (
        "VA-3d",
        prior(after(days=-60), active=True) | rule(prior_rule=PriorRule.ACTIVE),
        "none already_known",
    ),
    "no_prior_rule": (
        "VA-3d",
        prior(after(days=-60), "O1", active=True) | rule(prior_rule=PriorRule.NONE),
        CREDITED,
    ),
    "no_prior_month": ("VA-3d", prior(after(days=-60)) | rule(prior_months=0), CREDITED),
    # 10 agencies
    "claimed_with_the_touch": ("VA-3d", claim(after(days=-3)), "none agency_owned"),
    "claimed_after_the_touch": ("VA-3d", claim(after(days=-3, microseconds=1)), CREDITED),
    "claim_over_the_day_before": ("VA-3d", claim(after(days=-9), APPLIED_ON - DAY), CREDITED),
    "claim_over_that_day": ("VA-3d", claim(after(days=-9)), "none agency_owned"),
    "claim_for_the_opening": (
        "VA-3d",
        claim(after(days=-9), opening="O1"),
        "none agency_owned",
    ),
    "claim_for_another_opening": ("VA-3d", claim(after(days=-9), opening="O2"), CREDITED),
    "agency_prevails": (
        "VA-3d",
        claim(after(days=-1)) | rule(agency_rule=AgencyRule.AGENCY),
        "none agency_owned",
    ),
    "agency_at_the_application": (
        "VA-3d",
        claim(APPLIED) | rule(agency_rule=AgencyRule.AGENCY),
        "none agency_owned",
    ),
    "agency_after_the_application": (
        "VA-3d",
        claim(after(microseconds=1)) | rule(agency_rule=AgencyRule.AGENCY),
        CREDITED,
    ),
    "ambassador_prevails": (
        "VA-3d",
        claim(after(days=-9)) | rule(agency_rule=AgencyRule.AMBASSADOR),
        CREDITED,
    ),
    # choice
    "chosen_first_of_two_touches": ("VA-3d RA-9d", {"answer": ("kept", "A")}, CREDITED),
    "chosen_without_touch": ("VA-3d", {"answer": ("named", "B")}, FIRST),
    "chosen_rejected": ("VA-3d DB+0x", {"answer": ("named", "B")}, FIRST),
    "chosen_waits_though_another_passes": (
        "VA-3d DB+0?",
        {"answer": ("named", "B")},
        "pending awaiting_confirmation",
    ),
    "chosen_passes_and_waits": ("VA-3d DA+0?", {"answer": ("kept", "A")}, CREDITED),
    "unmatched_name": ("VA-3d", {"answer": ("named", None)}, FIRST),
    "no_answer": ("VA-3d", {"answer": None}, FIRST),
    "first_ignores_the_answer": ("RA-9d VB-1d", rule(model=Model.FIRST), FIRST),
    "first_ignores_who_waits": (
        "VA-3d DB+0?",
        {"answer": ("named", "B")} | rule(model=Model.FIRST),
        FIRST,
    ),
    "last_ignores_who_waits": (
        "VA-3d DB+0?",
        {"answer": ("named", "B")} | rule(model=Model.LAST),
        "A last_touch",
    ),
    "nothing_passes_and_one_waits": (
        "VA-200d DB+0?",
        rule(model=Model.SHARED),
        "pending awaiting_confirmation",
    ),
    "shared_by_one": ("VA-3d RA-9d", rule(model=Model.SHARED), "A shared_credit"),
    "shared_in_order_of_first_touches": (
        "VB-1d RA-2d VB-3d",
        rule(model=Model.SHARED),
        "B 5000 A 5000 shared_credit",
    ),
    "last_of_equal_instants_by_rank": (
        "VA-3d RB-3d DC-3d",
        {"answer": None} | rule(model=Model.LAST),
        "B last_touch",
    ),
    "first_of_equal_instants_by_rank": ("VB-3d DA-3d", {"answer": None}, FIRST),
    "first_of_equal_ranks_by_id": ("VB-3d VA-3d", {"answer": None}, FIRST),
    # the reason when nothing passes
    "furthest_test_gives_the_reason": (
        "VA-181d RB-3d?",
        {"answer": None},
        "none outside_window",
    ),
    "first_in_order_gives_the_reason": (
        "RB-3d? DC-4dx",
        {"answer": None},
        "none refused",
    ),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_a_branch_ends_as_the_rule_says(name):
    touches, given, expected = BRANCHES[name]

    assert verdict(decided(case(touches, **given))) == expected


def test_the_table_reaches_every_reason():
    reached = {expected.split()[-1] for _, _, expected in BRANCHES.values()} | {"no_touch"}

    assert reached == {str(reason) for reason in Reason}


def test_each_test_gives_only_its_own_codes():
    built = {name: case(touches, **given) for name, (touches, given, _) in BRANCHES.items()}
    numbers: dict[Reason, set[int]] = {}
    for each in built.values():
        for one in each.touches:
            if failure := first_failure(each.facts, one, each.policies[1]):
                numbers.setdefault(failure.code, set()).add(failure.test)

    assert all(len(tests) == 1 for tests in numbers.values())
    assert {test for tests in numbers.values() for test in tests} == set(range(1, 11))
