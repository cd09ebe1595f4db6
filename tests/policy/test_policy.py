"""A policy as a document: its defaults, its fields, and what is refused."""

from dataclasses import fields

import pytest

from app.core.text.documents import WrongDocument
from app.policy.policy import (
    AgencyRule,
    LeaverRule,
    Model,
    Policy,
    PriorRule,
    Scope,
    TouchKind,
    policy_of,
    read_policy,
)


def test_a_policy_that_lists_nothing_has_the_defaults():
    assert policy_of(4, {}) == Policy(version=4)
    assert Policy(version=4).settings() == {
        "version": 4,
        "timezone": "Europe/Paris",
        "model": "declared",
        "window_days": 180,
        "declaration_days": 30,
        "confirm_days": 14,
        "former_employee_months": 12,
        "skew_s": 120,
        "scope": "organisation",
        "stories": True,
        "kinds": ["declaration", "recommendation", "visit"],
        "prior_rule": "any",
        "prior_months": 6,
        "agency_rule": "earliest",
        "excluded_roles": ["executive", "programme_manager", "recruiter"],
        "exclude_hiring_team": True,
        "leaver_rule": "exclude",
    }


EVERY_FIELD_CHANGED = Policy(
    version=7,
    timezone="America/Guadeloupe",
    model=Model.SHARED,
    window_days=30,
    declaration_days=7,
    confirm_days=3,
    former_employee_months=0,
    skew_s=0,
    scope=Scope.OPENING,
    stories=False,
    kinds=frozenset({TouchKind.VISIT}),
    prior_rule=PriorRule.ACTIVE,
    prior_months=3,
    agency_rule=AgencyRule.AGENCY,
    excluded_roles=frozenset({"editor"}),
    exclude_hiring_team=False,
    leaver_rule=LeaverRule.CREDIT,
)


def test_every_field_is_read_back_as_it_was_written():
    assert policy_of(7, EVERY_FIELD_CHANGED.settings()) == EVERY_FIELD_CHANGED
    for field in fields(Policy):
        assert getattr(EVERY_FIELD_CHANGED, field.name) != getattr(Policy(1), field.name)


def test_equal_policies_have_equal_hashes_and_any_change_another_one():
    assert (
        Policy(1).hash == policy_of(1, {"kinds": ["visit", "declaration", "recommendation"]}).hash
    )
    for name, value in EVERY_FIELD_CHANGED.settings().items():
        if name != "version":
            assert policy_of(1, {name: value}).hash != Policy(1).hash
    assert Policy(2).hash != Policy(1).hash


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("window_days", -1, "a whole number from 0 to 1000000000"),
        ("window_days", 1.5, "a whole number from 0 to 1000000000"),
        ("window_days", True, "a whole number from 0 to 1000000000"),
        ("window_days", "180", "a whole number from 0 to 1000000000"),
        ("window_days", None, "a whole number from 0 to 1000000000"),
        ("skew_s", 10**30, "a whole number from 0 to 1000000000"),
        ("model", "best", "one of declared, first, last, shared"),
        ("model", None, "one of declared, first, last, shared"),
        ("model", ["first"], "one of declared, first, last, shared"),
        ("scope", "team", "one of organisation, opening"),
        ("stories", 1, "true or false"),
        ("kinds", "visit", "a list"),
        ("kinds", ["visit", "click"], "one of visit, recommendation, declaration"),
        ("excluded_roles", [""], "a text that is not empty, without lone surrogates"),
        ("timezone", "Paris", "the name of a time zone, such as Europe/Paris"),
        ("timezone", "Europe", "the name of a time zone, such as Europe/Paris"),
        ("timezone", "../etc/passwd", "the name of a time zone, such as Europe/Paris"),
        ("leaver_rule", "maybe", "one of exclude, credit"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(name, value, expected):
    with pytest.raises(WrongDocument) as wrong:
        read_policy({name: value}, 1, "policies.1")

    assert wrong.value.path.startswith(f"policies.1.{name}")
    assert wrong.value.expected == expected


def test_a_misspelt_setting_is_refused():
    with pytest.raises(WrongDocument, match="window_day: expected one of version, timezone"):
        policy_of(1, {"window_day": 30})


def test_a_policy_listed_under_another_version_is_refused():
    with pytest.raises(WrongDocument, match="version: expected 2"):
        policy_of(2, {"version": 3})
