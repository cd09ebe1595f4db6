"""Random histories played through the real verbs: no merge order loses or doubles a credit.

What the database comes to is compared with a naive account of who is with whom and which
application repeats which, with the pure functions, and with the ledger replayed.
"""

import os
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.attribution.deciding import merging
from app.attribution.deciding.case_file import read_case_file
from app.attribution.deciding.decide import decide_candidate
from app.attribution.ledger import entries
from app.attribution.ledger.verify import verify_ledger
from app.attribution.models import LedgerRow
from app.attribution.rule import history as histories
from app.attribution.rule.facts import Ruling
from app.attribution.rule.history import facts_of, in_order
from app.attribution.rule.resolve import decide
from app.core.database import db
from app.hiring.candidates.merge import CannotMerge, group_of
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    ReferrerChoice,
    RefusalReason,
    Touch,
)
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.pipeline import CannotMove
from app.hiring.referrals import declarations
from app.policy import versions
from app.policy.policy import TouchKind, TouchState
from tests.factories.hiring import NOON, landing_of, make_application
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link

MINUTE = timedelta(minutes=1)
MAILBOXES = [f"lina{number}@courriel.example" for number in range(4)]
WHOLE = 10_000

# a seed each: what Hypothesis would draw itself keeps close to nothing happening
randoms = st.integers(0, 2**32).map(Random)
rich = settings(
    max_examples=int(os.environ.get("RELAIS_MERGES", "5")),
    deadline=None,
    derandomize="RELAIS_MERGES" not in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def places(app):
    """Two openings, three ambassadors with a link to each, one recruiter."""
    openings = [make_published_opening() for _ in range(2)]
    ambassadors = [make_ambassador(first_name=name, last_name="Ormel") for name in ("Zoé", "Ali")]
    ambassadors.append(openings[0].recruiter or make_ambassador())
    links = {
        (opening.id, ambassador.id): make_link(
            publication=opening, ambassador=ambassador, now=NOON - timedelta(days=9)
        )
        for opening in openings
        for ambassador in ambassadors
    }
    return openings, ambassadors, links, make_person(role="recruiter")


@contextmanager
def taken_back():
    """Let an example leave nothing behind."""
    savepoint = db.session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        db.session.expire_all()


class World:
    """A few mailboxes of perhaps one person, what they do, and a naive account of it.

    edges: the merges in force, by the two candidates; repeats: as we believe it should be
    """

    def __init__(self, places, random):
        self.openings, self.ambassadors, self.links, self.recruiter = places
        self.random = random
        self.now = NOON - timedelta(days=5)
        self.applications = []
        self.edges = {}
        self.repeats = {}
        self.seen = 0

    def play(self, steps, *acts):
        for _ in range(steps):
            self.now += self.random.randint(1, 90) * MINUTE
            self.random.choice(acts)()
            if self.random.random() < 0.5 and self.applications:  # a worker comes by, or later
                decide_candidate(self.random.choice(self.applications).candidate_id, now=self.now)

    def decide_all(self):
        for candidate in self.candidates():
            decide_candidate(candidate.id, now=self.now)

    def candidates(self):
        return db.session.query(Candidate).order_by(Candidate.id).all()

    # what happens

    def apply(self):
        opening = self.random.choice(self.openings)
        email = self.random.choice(MAILBOXES)
        values = {}
        how = self.random.random()
        if how < 0.6:
            link = self.links[opening.id, self.random.choice(self.ambassadors).id]
            values = {"came_by": landing_of(link, at=self.now - MINUTE)}
            values["choice"] = self.random.choice([*ReferrerChoice, ReferrerChoice.KEPT])
        elif how < 0.8:
            values = {"choice": ReferrerChoice.NAMED}
        if values.get("choice") is ReferrerChoice.NAMED:
            values["named"] = self.random.choice(["Zoé Ormel", "Ali Ormel", "Somebody"])
        with suppress(AssertionError):  # a form that changed nothing
            self.applications.append(
                make_application(opening=opening, email=email, now=self.now, **values)
            )
        self.settle()

    def end(self):
        if not self.applications:
            return
        application = self.random.choice(self.applications)
        reason = db.session.query(RefusalReason).first()
        with suppress(CannotMove):
            at = {"expected": application.stage, "by": self.recruiter, "now": self.now}
            act = self.random.randint(0, 2)
            if act == 0:
                pipeline.hire(application, **at)
            elif act == 1:
                pipeline.refuse(application, reason, **at)
            else:
                pipeline.withdraw(application, now=self.now)

    def answer(self):
        waiting = db.session.query(Touch).filter_by(
            kind=TouchKind.DECLARATION, state=TouchState.PENDING
        )
        touch = waiting.first()
        if touch:
            act = self.random.choice([declarations.confirm, declarations.deny])
            act(touch, by=touch.ambassador, now=self.now)

    def merge(self):
        candidates = self.candidates()
        if len(candidates) > 1:
            self.merge_these(*self.random.sample(candidates, 2))

    def merge_these(self, one, other):
        with suppress(CannotMerge):
            if pair := merging.merge(one, other, by=self.recruiter, now=self.now):
                self.edges[pair] = {one.id, other.id}
                self.settle()

    def undo(self):
        if self.edges:
            self.undo_this(self.random.choice(sorted(self.edges, key=lambda pair: pair.id)))

    def undo_this(self, pair):
        del self.edges[pair]
        merging.undo(pair, by=self.recruiter, now=self.now)
        self.settle()

    # what we believe of it

    def group(self, candidate_id):
        found = {candidate_id}
        for _ in MAILBOXES:
            for edge in self.edges.values():
                if edge & found:
                    found |= edge
        return found

    def settle(self):
        """Of two open applications of one person to one opening, the later repeats the earlier."""
        by_id = {each.id: each for each in self.applications}
        for each in self.applications:
            kept = self.repeats.get(each.id)
            if kept and by_id[kept].candidate_id not in self.group(each.candidate_id):
                del self.repeats[each.id]
        for each in sorted(self.applications, key=lambda each: (each.at, each.id)):
            for other in sorted(self.applications, key=lambda other: (other.at, other.id)):
                if other is each or each.id in self.repeats or other.id in self.repeats:
                    continue
                both_open = {each.state, other.state} == {ApplicationState.OPEN}
                earlier = (other.at, other.id) < (each.at, each.id)
                one_person = other.candidate_id in self.group(each.candidate_id)
                if both_open and earlier and one_person and other.opening_id == each.opening_id:
                    self.repeats[each.id] = other.id
        for each, kept in list(self.repeats.items()):
            self.repeats[each] = self.repeats.get(kept, kept)

    def expected(self):
        """Decide every application purely, from what each mailbox did alone, then merged."""
        policy_of = versions.every_version()
        found = {each: ("none", Ruling.REPEATS_EARLIER, []) for each in self.repeats}
        for candidate in self.candidates():
            parts = [read_case_file([each]).history for each in self.group(candidate.id)]
            merged = histories.merge(parts)
            for each in in_order(merged):
                facts = facts_of(merged, each, decided_at=self.now)
                decision = decide(facts, merged.touches, policy_of)
                shares = [list(share) for share in decision.shares]
                found[application_id(each)] = (decision.outcome, decision.reason, shares)
                decided = replace(each, credited_to=frozenset(who for who, _ in decision.shares))
                merged = replace(merged, submissions=merged.submissions - {each} | {decided})
        return found

    def in_force(self):
        rows = entries.in_force([each.id for each in self.applications])
        return {each: (row.outcome, row.reason, row.ambassadors) for each, row in rows.items()}


def application_id(submission):
    return db.session.get_one(Application, submission.id).id


def check(world):
    """Compare the database with what we believe, count the credits, and replay the ledger."""
    db.session.expire_all()
    assert {each.id: each.repeats_id for each in world.applications if each.repeats_id} == (
        world.repeats
    )
    for candidate in world.candidates():
        assert set(group_of(candidate.id)) == world.group(candidate.id)
    in_force = world.in_force()
    assert in_force == world.expected()

    standing = [each for each in world.applications if not each.repeats_id]
    people = Counter(
        (frozenset(world.group(each.candidate_id)), each.opening_id)
        for each in standing
        if each.state is ApplicationState.OPEN
    )
    assert set(people.values()) <= {1}
    for outcome, _, shares in in_force.values():
        assert sum(share for _, share in shares) == (WHOLE if outcome == "credited" else 0)
    for one, other in combinations(
        [each for each in world.applications if each.state is ApplicationState.HIRED], 2
    ):
        one_person = other.candidate_id in world.group(one.candidate_id)
        same_recruitment = one.opening_id == other.opening_id and (
            one.at < other.ended_at and other.at < one.ended_at
        )
        assert not (one_person and same_recruitment)

    rows = db.session.query(LedgerRow).count()
    world.decide_all()
    assert db.session.query(LedgerRow).count() == rows
    assert verify_ledger(replay=True).finding is None


@rich
@given(randoms)
def test_whatever_happens_in_whatever_order_each_credit_is_the_pure_one(places, random):
    with taken_back():
        world = World(places, random)
        acts = [world.apply, world.apply, world.apply, world.end, world.answer]
        world.play(24, *acts, world.merge, world.merge, world.undo)
        world.decide_all()

        check(world)

        for pair in sorted(world.edges, key=lambda _: random.random()):
            world.undo_this(pair)
        check(world)


@rich
@given(randoms)
def test_no_order_of_merges_changes_the_result_and_undoing_them_all_restores(places, random):
    with taken_back():
        world = World(places, random)
        world.play(14, world.apply, world.apply, world.apply, world.end, world.answer)
        world.decide_all()
        before = world.in_force()
        candidates = world.candidates()
        results = []
        for _ in range(3):
            with taken_back():
                random.shuffle(candidates)
                for one, other in pairwise(candidates):
                    first, second = random.sample([one, other], 2)
                    world.merge_these(first, second)
                joined = {frozenset(world.group(each.id)) for each in candidates}
                results.append((joined, dict(world.repeats), world.in_force()))
                check(world)
                for pair in sorted(world.edges, key=lambda _: random.random()):
                    world.undo_this(pair)
                assert world.in_force() == before
                world.edges.clear()
        if all(len(joined) == 1 for joined, _, _ in results):  # unless a merge was refused
            assert results[0] == results[1] == results[2]
