"""What the rule would say of a relay, or a recommendation, made now. Pure.

The answer is the resolver's own, on an application made up for the purpose: an ambassador acts,
and somebody of whom nothing else is known applies at once and keeps their name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.attribution.rule.facts import (
    AgencyClaim,
    Answer,
    Application,
    Candidate,
    Choice,
    Decision,
    Facts,
    Outcome,
    Prior,
    Reason,
    Touch,
)
from app.attribution.rule.resolve import decide
from app.attribution.rule.tests import local_date
from app.policy.policy import Policy, TouchKind

AMBASSADOR, THIS_OPENING, ANOTHER_OPENING = "ambassador", "this", "another"


@dataclass(frozen=True, slots=True)
class Prospect:
    """What an ambassador can expect of something that they do now.

    touch: what they would do
    decision: who would be credited, if nothing stood in the way
    hurdles: reasons for which nobody could be credited after all, in the order they are said
    """

    touch: Touch
    decision: Decision
    hurdles: tuple[Reason, ...]

    @property
    def possible(self) -> bool:
        """Whether the ambassador can be credited at all."""
        return self.decision.outcome is Outcome.CREDITED


def prospect(
    policy: Policy,
    kind: TouchKind,
    *,
    roles: frozenset[str],
    hires: bool,
    last_day: date | None,
    story: bool,
    now: datetime,
) -> Prospect:
    """Find what an ambassador can expect of a relay, or of a recommendation.

    kind: a visit by their link, or a recommendation
    hires: they are in the team that hires for the opening
    last_day: employed; None for who has not left
    story: what is relayed is a story
    """
    touch = Touch(
        id="made up",
        kind=kind,
        ambassador=AMBASSADOR,
        at=now,
        opening=None if story else THIS_OPENING,
        policy=policy.version,
        story=story,
        roles=roles,
        link_at=now,
    )
    facts = Facts(
        application=Application(now, THIS_OPENING),
        decided_at=now,
        policy_version=policy.version,
        answer=Answer(Choice.KEPT, AMBASSADOR),
        hiring_team=frozenset({AMBASSADOR} if hires else ()),
        leavers={AMBASSADOR: last_day} if last_day else {},
    )
    decision = _decide(facts, touch, policy)
    hurdles = _hurdles(facts, touch, policy) if decision.outcome is Outcome.CREDITED else ()
    return Prospect(touch, decision, tuple(hurdles))


def _hurdles(facts: Facts, touch: Touch, policy: Policy) -> Iterator[Reason]:
    for other_facts, other_touch in _otherwise(facts, touch, policy):
        decision = _decide(other_facts, other_touch, policy)
        if decision.outcome is not Outcome.CREDITED:
            yield decision.reason


def _otherwise(facts: Facts, touch: Touch, policy: Policy) -> Iterator[tuple[Facts, Touch]]:
    """Make up what the ambassador cannot know of whoever applies, one thing at a time."""
    earlier = facts.application.at - timedelta(seconds=1)
    today = local_date(facts.application.at, policy)
    yield facts, replace(touch, opening=ANOTHER_OPENING, story=False)
    yield replace(facts, prior=(Prior(earlier, THIS_OPENING, True, frozenset()),)), touch
    yield replace(facts, agency=(AgencyClaim(earlier, today, None),)), touch
    yield replace(facts, candidate=Candidate(employee=True)), touch
    yield replace(facts, candidate=Candidate(left_on=today)), touch
    yield facts, replace(touch, own_session=True)


def _decide(facts: Facts, touch: Touch, policy: Policy) -> Decision:
    return decide(facts, [touch], {policy.version: policy})
