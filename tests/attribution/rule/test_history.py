"""Merging candidates loses no credit, doubles none, and does not depend on any order."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.attribution.rule.facts import Answer, Choice, Outcome, Touch
from app.attribution.rule.history import History, Submission, facts_of, in_order, merge
from app.attribution.rule.resolve import decide
from app.policy.policy import Model, Policy, PriorRule, TouchKind, TouchState

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
PEOPLE = ["A", "B", "C"]
OPENINGS = ["O1", "O2"]
POLICIES = [
    Policy(1),
    Policy(1, model=Model.SHARED, prior_rule=PriorRule.NONE),
    Policy(1, model=Model.LAST, prior_rule=PriorRule.ACTIVE),
    Policy(1, model=Model.FIRST, prior_rule=PriorRule.SAME_OPENING),
]


def days(number):
    return START + timedelta(days=number)


def submission(identifier, day, opening="O1", *, ended=None, answer=None, **values):
    return Submission(
        id=identifier,
        at=days(day),
        day=days(day).date(),
        opening=opening,
        policy_version=1,
        ended_at=None if ended is None else days(ended),
        answer=answer and Answer(Choice.KEPT, answer),
        **values,
    )


def visit(identifier, day, ambassador="A", opening="O1"):
    return Touch(
        id=identifier,
        kind=TouchKind.VISIT,
        ambassador=ambassador,
        at=days(day),
        opening=opening,
        policy=1,
        roles=frozenset({"ambassador"}),
    )


def history(submissions=(), touches=()):
    return History(frozenset(submissions), frozenset(touches))


def random_histories(random):
    """Draw the histories of two to four candidates who are one person; some share touches."""
    submissions, touches = [], []
    for number in range(random.randint(1, 6)):
        sent = random.randint(0, 200)
        submissions.append(
            submission(
                f"a{number}",
                sent,
                random.choice(OPENINGS),
                ended=sent + random.randint(1, 60) if random.random() < 0.4 else None,
                answer=random.choice([None, *PEOPLE]),
            )
        )
    for number in range(random.randint(0, 7)):
        touch = visit(f"t{number}", random.randint(-20, 200), random.choice(PEOPLE))
        kind = random.choice(list(TouchKind))
        state = random.choice(list(TouchState)) if kind is TouchKind.DECLARATION else TouchState.OK
        touches.append(replace(touch, kind=kind, state=state))
    count = random.randint(2, 4)
    parts = [([], []) for _ in range(count)]
    for each in submissions:
        random.choice(parts)[0].append(each)
    for each in touches:
        for part in random.sample(parts, random.choice([1, 1, 1, 2])):
            part[1].append(each)
    return [history(*part) for part in parts]


def decisions(merged, policy):
    """Decide every application of a history, the earliest first, as the ledger does."""
    found = {}
    for each in in_order(merged):
        facts = facts_of(merged, each, decided_at=days(400))
        found[each.id] = decide(facts, merged.touches, {1: policy})
        decided = replace(each, credited_to=frozenset(who for who, _ in found[each.id].shares))
        merged = replace(merged, submissions=merged.submissions - {each} | {decided})
    return found


histories = st.randoms(use_true_random=True).map(random_histories)
many = settings(max_examples=400, deadline=None, derandomize=True)


@many
@given(histories)
def test_the_order_of_merges_changes_nothing(parts):
    expected = merge(parts)

    for arranged in permutations(parts):
        assert merge(arranged) == expected
        by_pairs = arranged[0]
        for each in arranged[1:]:
            by_pairs = merge([by_pairs, each])
        assert by_pairs == expected
    assert merge([merge(parts[:2]), merge(parts[2:])]) == expected
    assert merge([expected, expected]) == merge([expected]) == expected


@many
@given(histories)
def test_no_touch_and_no_closed_application_is_lost(parts):
    merged = merge(parts)

    assert merged.touches == frozenset().union(*(part.touches for part in parts))
    every = frozenset().union(*(part.submissions for part in parts))
    assert {each for each in every if each.ended_at} <= merged.submissions
    assert {each.opening for each in every} == {each.opening for each in merged.submissions}


@many
@given(histories)
def test_an_opening_is_applied_for_once_at_a_time_and_credited_once(parts):
    merged = merge(parts)

    still_open = Counter(each.opening for each in merged.submissions if each.ended_at is None)
    assert set(still_open.values()) <= {1}
    for policy in POLICIES:
        for decision in decisions(merged, policy).values():
            whole = 10_000 if decision.outcome is Outcome.CREDITED else 0
            assert sum(share for _, share in decision.shares) == whole


@many
@given(histories, st.randoms(use_true_random=True))
def test_the_order_in_which_evidence_arrives_changes_no_decision(parts, random):
    merged = merge(parts)
    for policy in POLICIES:
        for each in in_order(merged):
            facts = facts_of(merged, each, decided_at=days(400))
            arrived = list(merged.touches)
            random.shuffle(arrived)
            assert decide(facts, arrived, {1: policy}) == decide(facts, merged.touches, {1: policy})


@many
@given(histories)
def test_merging_loses_no_credit_that_the_merged_evidence_supports(parts):
    """Where nothing makes the candidate known already, whoever passed alone still passes."""
    policy = Policy(1, model=Model.SHARED, prior_rule=PriorRule.NONE)
    merged = merge(parts)
    after = decisions(merged, policy)
    for part in parts:
        for identifier, before in decisions(part, policy).items():
            if identifier in after:
                kept = {who for who, _ in after[identifier].shares}
                assert {who for who, _ in before.shares} <= kept


# The rules of merging, one by one


def test_two_open_applications_to_one_opening_become_the_earliest_with_its_answer():
    first = submission("a1", 10, answer="A")
    second = submission("a2", 12, answer="B")

    merged = merge([history([second]), history([first])])

    assert merged.submissions == {first}


def test_a_closed_application_stays_beside_an_open_one_to_the_same_opening():
    closed = submission("a1", 10, ended=11)
    still_open = submission("a2", 12)

    assert merge([history([closed]), history([still_open])]).submissions == {closed, still_open}


def test_an_earlier_application_is_prior_and_active_as_it_was_at_that_moment():
    closed_before = submission("a1", 1, "O2", ended=5)
    closed_after = submission("a2", 2, "O3", ended=50)
    later = submission("a4", 20, "O4")
    this = submission("a3", 10)
    merged = merge([history([closed_before, later]), history([closed_after, this])])

    facts = facts_of(merged, this, decided_at=days(60))

    assert [(prior.opening, prior.active) for prior in facts.prior] == [("O2", False), ("O3", True)]


def test_the_touch_of_one_candidate_credits_the_application_of_the_other():
    through_a_link = history([submission("a1", 10, ended=11, answer="A")], [visit("t1", 9)])
    by_the_career_site = history([submission("a2", 12)])

    apart = decisions(by_the_career_site, POLICIES[0])["a2"]
    together = decisions(merge([through_a_link, by_the_career_site]), POLICIES[0])["a2"]

    assert apart.outcome is Outcome.NONE
    assert together.shares == (("A", 10_000),)


def test_one_touch_known_to_both_counts_once():
    shared = visit("t1", 9)
    merged = merge([history([submission("a1", 10)], [shared]), history((), [shared])])

    decision = decisions(merged, replace(POLICIES[0], model=Model.SHARED))["a1"]

    assert decision.shares == (("A", 10_000),)
