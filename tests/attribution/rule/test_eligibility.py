"""What an ambassador is told before sharing: by the rule, and by nothing of any candidate."""

from dataclasses import replace
from datetime import timedelta
from inspect import signature
from itertools import product

import pytest
from flask_babel import force_locale

from app.attribution.eligibility import eligibility_of, in_words
from app.attribution.rule.eligibility import prospect
from app.attribution.rule.facts import Outcome, Reason
from app.attribution.wording.reasons import REASONS
from app.people.models import Role
from app.policy.policy import AgencyRule, LeaverRule, Model, Policy, PriorRule, Scope, TouchKind
from app.policy.versions import publish_policy
from tests.factories.hiring import NOON, make_application
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

RECOMMENDATION = TouchKind.RECOMMENDATION
TODAY = NOON.date()
YESTERDAY = TODAY - timedelta(days=1)
USUAL = {"roles": frozenset({"ambassador"}), "hires": False, "last_day": None, "story": False}


def told(policy, kind=TouchKind.VISIT, **changed):
    """What an ambassador reads, of a relay or a recommendation made at noon."""
    return in_words(prospect(policy, kind, now=NOON, **USUAL | changed), policy)


def promise(policy, kind=TouchKind.VISIT):
    return told(policy, kind).sentence


def conditions(policy, kind=TouchKind.VISIT):
    return told(policy, kind).conditions


def refusal(policy, kind=TouchKind.VISIT, **changed):
    answer = told(policy, kind, **changed)
    return None if answer.possible else answer.sentence


@pytest.fixture(autouse=True)
def _in_english(app):
    with force_locale("en"):
        yield


def test_the_promise_says_what_has_to_happen():
    assert promise(Policy(1)) == (
        "You would be credited if someone followed your link, applied within 180\xa0days and kept"
        " your name on the form."
    )
    assert "nobody had reached them before you" in promise(Policy(1, model=Model.FIRST))
    assert "nobody reached them after you" in promise(Policy(1, model=Model.LAST))
    assert "evenly with any other ambassadors" in promise(Policy(1, model=Model.SHARED))


@pytest.mark.parametrize(
    ("policy", "changed", "reason"),
    [
        (Policy(1, kinds=frozenset({TouchKind.RECOMMENDATION})), {}, "does not count links"),
        (Policy(1, stories=False), {"story": True}, "does not count stories"),
        (Policy(1), {"roles": frozenset({"ambassador", "recruiter"})}, "one of your roles"),
        (Policy(1), {"hires": True}, "the team that hires"),
        (Policy(1), {"last_day": YESTERDAY}, "requires you to work here"),
    ],
)
def test_who_could_never_be_credited_is_told_why(policy, changed, reason):
    assert refusal(policy) is None or not changed
    assert reason in (refusal(policy, **changed) or "")


@pytest.mark.parametrize(
    ("policy", "changed"),
    [
        (Policy(1, excluded_roles=frozenset()), {"roles": frozenset({"recruiter"})}),
        (Policy(1, exclude_hiring_team=False), {"hires": True}),
        (Policy(1, leaver_rule=LeaverRule.CREDIT), {"last_day": YESTERDAY}),
        (Policy(1), {"story": True}),
        (Policy(1), {"last_day": TODAY}),
    ],
)
def test_who_could_be_credited_is_not_discouraged(policy, changed):
    assert refusal(policy, **changed) is None


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (Policy(1), "was not in touch with them in the last 6\xa0months"),
        (Policy(1, prior_rule=PriorRule.SAME_OPENING), "not applied for the same opening"),
        (Policy(1, prior_rule=PriorRule.ACTIVE), "no open application here"),
        (Policy(1, scope=Scope.OPENING), "apply for the opening that you relayed"),
        (Policy(1), "No recruitment agency"),
        (Policy(1), "did not work here in the last 12\xa0months"),
    ],
)
def test_the_conditions_of_the_rule_are_said(policy, said):
    assert any(said in condition for condition in conditions(policy))


@pytest.mark.parametrize(
    ("policy", "unsaid"),
    [
        (Policy(1, prior_rule=PriorRule.NONE), "in touch"),
        (Policy(1, prior_months=0), "in touch"),
        (Policy(1, agency_rule=AgencyRule.AMBASSADOR), "agency"),
        (Policy(1, former_employee_months=0), "did not work here in the last"),
    ],
)
def test_what_the_rule_does_not_ask_is_not_said(policy, unsaid):
    assert not any(unsaid in condition for condition in conditions(policy))


def test_the_answer_is_the_same_whoever_has_applied_already(statements):
    zoe = make_ambassador()
    opening = make_published_opening()
    link = make_link(ambassador=zoe, publication=opening, now=NOON)
    with statements() as sent_before:
        before = eligibility_of(zoe, opening, now=NOON)

    make_application(link=link, email="known@courriel.example", now=NOON + timedelta(days=1))
    with statements() as sent_after:
        after = eligibility_of(zoe, opening, now=NOON)

    assert before == after
    assert sent_before == sent_after
    assert not any("candidates" in sql or "applications" in sql for sql in sent_after)


def test_no_candidate_can_even_be_asked_about():
    asked = set(signature(eligibility_of).parameters)
    assert asked == {"ambassador", "publication", "now", "kind"}


def test_an_ambassador_who_hires_for_an_opening_is_told_so_there_and_not_elsewhere():
    recruiter = make_ambassador()
    theirs = make_published_opening(recruiter=recruiter)

    assert not eligibility_of(recruiter, theirs, now=NOON).possible
    assert eligibility_of(recruiter, make_published_opening(), now=NOON).possible
    assert eligibility_of(recruiter, make_published_story(), now=NOON).possible


def test_the_rule_in_force_is_the_one_that_speaks():
    zoe = make_ambassador()
    publish_policy(
        replace(Policy(0), window_days=7), replaces=1, by=make_person(role=Role.ADMIN), now=NOON
    )

    assert "within 7\xa0days" in eligibility_of(zoe, None, now=NOON).sentence
    assert "within 180\xa0days" in eligibility_of(zoe, None, now=NOON - timedelta(days=1)).sentence


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Model.DECLARED, "named nobody else on the form"),
        (Model.FIRST, "nobody had reached them before you"),
        (Model.LAST, "nobody reached them after you"),
        (Model.SHARED, "evenly with any other ambassadors"),
    ],
)
def test_the_promise_of_a_recommendation_asks_for_an_acceptance_first(model, said):
    found = promise(Policy(1, model=model), RECOMMENDATION)

    assert found.startswith(
        "You would be credited if this person accepted, then applied within 180"
    )
    assert said in found


def test_a_rule_without_recommendations_says_so_and_one_without_links_does_not_matter():
    only_links = Policy(1, kinds=frozenset({TouchKind.VISIT}))
    only_recommendations = Policy(1, kinds=frozenset({RECOMMENDATION}))

    assert "does not count recommendations" in refusal(only_links, RECOMMENDATION)
    assert refusal(only_recommendations, RECOMMENDATION) is None


def test_the_conditions_of_a_recommendation_speak_of_one():
    said = list(conditions(Policy(1, scope=Scope.OPENING), RECOMMENDATION))

    assert said[0] == "They apply for the opening that you recommended them for."
    assert said[-1] == "They accept, and send the form, themselves, from their own browser."


# The resolver's answer is what a reader of the policy would say, whatever the policy


def read_off(policy, kind, roles, hires, last_day, story):
    """Read off a policy, field by field, why nobody could be credited, or what else it asks."""
    if kind not in policy.kinds or (story and not policy.stories):
        return Reason.KIND_NOT_COUNTED, []
    if roles & policy.excluded_roles:
        return Reason.EXCLUDED_ROLE, []
    if hires and policy.exclude_hiring_team:
        return Reason.HIRING_TEAM, []
    if last_day and last_day < TODAY and policy.leaver_rule is LeaverRule.EXCLUDE:
        return Reason.LEAVER, []
    asked = {
        Reason.OTHER_OPENING: policy.scope is Scope.OPENING,
        Reason.ALREADY_KNOWN: policy.prior_rule is not PriorRule.NONE and policy.prior_months > 0,
        Reason.AGENCY_OWNED: policy.agency_rule is not AgencyRule.AMBASSADOR,
        Reason.INTERNAL_MOBILITY: True,
        Reason.FORMER_EMPLOYEE: policy.former_employee_months > 0,
        Reason.OWN_SESSION: True,
    }
    return CREDITS[policy.model], [reason for reason, asks in asked.items() if asks]


CREDITS = {
    Model.DECLARED: Reason.CANDIDATE_CHOICE,
    Model.FIRST: Reason.FIRST_TOUCH,
    Model.LAST: Reason.LAST_TOUCH,
    Model.SHARED: Reason.SHARED_CREDIT,
}
RULES = [
    {"prior_rule": prior, "prior_months": months, "agency_rule": agency, "scope": scope}
    for prior, months, agency, scope in product(PriorRule, (0, 1, 6), AgencyRule, Scope)
]
PEOPLE = [
    {
        "kinds": kinds,
        "stories": stories,
        "excluded_roles": excluded,
        "exclude_hiring_team": exclude_team,
        "leaver_rule": leavers,
    }
    for kinds, stories, excluded, exclude_team, leavers in product(
        (frozenset(TouchKind), frozenset({TouchKind.VISIT}), frozenset({RECOMMENDATION})),
        (True, False),
        (frozenset(), frozenset({"recruiter"})),
        (True, False),
        LeaverRule,
    )
]
SKEWS = [{"former_employee_months": 0, "skew_s": 0, "window_days": 0}, {}]


def answers(policies):
    for fields, kind, story, hires, roles, last_day in product(
        policies,
        (TouchKind.VISIT, RECOMMENDATION),
        (False, True),
        (False, True),
        (frozenset({"ambassador"}), frozenset({"ambassador", "recruiter"})),
        (None, YESTERDAY, TODAY),
    ):
        yield Policy(1, **fields), kind, roles, hires, last_day, story


@pytest.mark.parametrize("model", Model)
@pytest.mark.parametrize("skew", SKEWS, ids=["nothing allowed", "defaults"])
def test_the_answer_is_what_the_policy_says_whatever_it_is(model, skew):
    met = set()
    usual = [({**fields, "model": model, **skew}) for fields in PEOPLE]
    for policy, kind, roles, hires, last_day, story in answers(usual):
        expected = prospect(
            policy, kind, roles=roles, hires=hires, last_day=last_day, story=story, now=NOON
        )
        reason, hurdles = read_off(policy, kind, roles, hires, last_day, story)
        assert (expected.decision.reason, list(expected.hurdles)) == (reason, hurdles)
        assert expected.possible is (expected.decision.outcome is Outcome.CREDITED)
        met |= {reason, *hurdles}
    for fields in RULES:
        policy = Policy(1, **{**fields, "model": model, **skew})
        for kind in (TouchKind.VISIT, RECOMMENDATION):
            expected = prospect(policy, kind, now=NOON, **USUAL)
            reason, hurdles = read_off(policy, kind, **USUAL)
            assert (expected.decision.reason, list(expected.hurdles)) == (reason, hurdles)
            met |= {reason, *hurdles}

    assert met <= {code for code, words in REASONS.items() if words.beforehand}


def test_every_sentence_said_beforehand_can_be_met():
    met = set()
    for model in Model:
        for fields in [*PEOPLE, *RULES]:
            for _, kind, roles, hires, last_day, story in answers([{}]):
                policy = Policy(1, **{**fields, "model": model})
                expected = prospect(
                    policy, kind, roles=roles, hires=hires, last_day=last_day, story=story, now=NOON
                )
                met |= {expected.decision.reason, *expected.hurdles}

    assert met == {code for code, words in REASONS.items() if words.beforehand}


def test_a_story_is_refused_for_its_kind_before_it_is_for_being_one():
    no_links = Policy(1, kinds=frozenset({RECOMMENDATION}), stories=False)

    assert "does not count links" in refusal(no_links, story=True)
    assert "does not count stories" in refusal(Policy(1, stories=False), story=True)
    assert refusal(Policy(1, stories=False)) is None


@pytest.mark.parametrize("hour", [0, 23])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Paris"])
def test_the_answer_does_not_depend_on_the_hour_nor_on_the_zone(hour, zone):
    for fields in RULES:
        policy = Policy(1, **{**fields, "timezone": zone})
        at = NOON.replace(hour=hour, minute=59, second=59)
        expected = prospect(policy, TouchKind.VISIT, now=at, **USUAL)
        assert list(expected.hurdles) == read_off(policy, TouchKind.VISIT, **USUAL)[1]
