"""Decide who is credited for an application. Pure: no database, no clock, no setting.

The rules, their order and their words are in docs/attribution.md, section "The
resolver".
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.attribution.rule.facts import Choice, Decision, Facts, Outcome, Reason, Touch
from app.attribution.rule.tests import Failure, first_failure, local_date, until, waits
from app.policy.policy import Model, Policy, TouchKind

WHOLE_CREDIT = 10_000  # basis points


class UnknownPolicy(LookupError):
    """A version of the policy that the application or a touch names was not given."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"policy version {version} is missing")


class ConflictingTouches(ValueError):
    """Two touches carry one id and say different things."""

    def __init__(self, touch_id: str) -> None:
        self.touch_id = touch_id
        super().__init__(f"two different touches have the id {touch_id}")


def decide(facts: Facts, touches: Iterable[Touch], policies: Mapping[int, Policy]) -> Decision:
    """Decide who is credited for an application, and why. Pure.

    touches: any order, may be empty; one given twice counts once
    policies: by version, with every version that the facts and a touch name
    raises: UnknownPolicy, ConflictingTouches
    source: docs/attribution.md, "The resolver"
    """
    ordered = in_order(touches)
    policy = _version(policies, facts.policy_version)
    if gate := closed_gate(facts, policy):
        rejected = {touch.id: gate for touch in ordered}
        return Decision(Outcome.NONE, gate, rejected=rejected)
    if not ordered:
        return Decision(Outcome.NONE, Reason.NO_TOUCH)

    passing: list[Touch] = []
    waiting: list[Touch] = []
    failures: dict[str, Failure] = {}
    for touch in ordered:
        if failure := first_failure(facts, touch, _version(policies, touch.policy)):
            failures[touch.id] = failure
        elif waits(touch):
            waiting.append(touch)
        else:
            passing.append(touch)

    rejected = {touch_id: failure.code for touch_id, failure in failures.items()}
    rejected |= {touch.id: Reason.AWAITING_CONFIRMATION for touch in waiting}
    if waiting and (not passing or chosen_one_waits(facts, policy, passing, waiting)):
        return Decision(Outcome.PENDING, Reason.AWAITING_CONFIRMATION, rejected=rejected)
    if not passing:
        return Decision(Outcome.NONE, _furthest(failures.values()).code, rejected=rejected)
    reason, winners = choose(facts, policy, passing)
    return Decision(
        Outcome.CREDITED,
        reason,
        shares=split(winners),
        winners=tuple(touch.id for touch in winners),
        rejected=rejected,
    )


# Order

_RANK = {TouchKind.RECOMMENDATION: 0, TouchKind.DECLARATION: 1, TouchKind.VISIT: 2}


def order(touch: Touch) -> tuple[datetime, int, str]:
    """Sort touches by time, then by what binds most, then by id."""
    return (touch.at, _RANK[touch.kind], touch.id)


def in_order(touches: Iterable[Touch]) -> list[Touch]:
    """Put touches in order, each once.

    raises: ConflictingTouches, since choosing one of two stories would be arbitrary
    """
    by_id: dict[str, Touch] = {}
    for touch in touches:
        known = by_id.setdefault(touch.id, touch)
        if known is not touch and known != touch:
            raise ConflictingTouches(touch.id)
    return sorted(by_id.values(), key=order)


# Gates: what closes an application to any credit


GATES = frozenset({Reason.CANDIDATE_DECLINED, Reason.INTERNAL_MOBILITY, Reason.FORMER_EMPLOYEE})
WITHOUT_TOUCH = GATES | {Reason.NO_TOUCH}  # reasons of a decision that speaks of no touch


def closed_gate(facts: Facts, policy: Policy) -> Reason | None:
    """Name the first reason for which no touch at all can count."""
    if facts.answer and facts.answer.choice is Choice.NONE:
        return Reason.CANDIDATE_DECLINED
    if facts.candidate.employee:
        return Reason.INTERNAL_MOBILITY
    if (left_on := facts.candidate.left_on) and (
        local_date(facts.application.at, policy) < until(left_on, policy.former_employee_months)
    ):
        return Reason.FORMER_EMPLOYEE
    return None


# What a decision speaks of


def deciding_touch(
    facts: Facts,
    touches: Iterable[Touch],
    policies: Mapping[int, Policy],
    decision: Decision,
) -> Touch | None:
    """Find the touch that a decision speaks of: the winner, the waiting or the failed one.

    returns: None where no touch decided, since a gate closed or there was none
    """
    if decision.reason in WITHOUT_TOUCH:
        return None
    ordered = in_order(touches)
    if decision.winners:
        return next(touch for touch in ordered if touch.id == decision.winners[0])
    concerned = [touch for touch in ordered if decision.rejected.get(touch.id) is decision.reason]
    if decision.outcome is Outcome.PENDING:
        chosen = chosen_ambassador(facts, policies[facts.policy_version])
        concerned.sort(key=lambda touch: touch.ambassador != chosen)
    return concerned[0]


# Choice: who, among those whose touch passes


def chosen_one_waits(
    facts: Facts, policy: Policy, passing: Sequence[Touch], waiting: Sequence[Touch]
) -> bool:
    """Tell whether the candidate chose someone who has only a touch to confirm."""
    chosen = chosen_ambassador(facts, policy)
    if chosen is None or any(touch.ambassador == chosen for touch in passing):
        return False
    return any(touch.ambassador == chosen for touch in waiting)


def choose(facts: Facts, policy: Policy, passing: Sequence[Touch]) -> tuple[Reason, list[Touch]]:
    """Choose the winning touches among those that pass.

    passing: in order, at least one
    """
    if policy.model is Model.SHARED:
        return Reason.SHARED_CREDIT, _first_of_each(passing)
    if policy.model is Model.LAST:
        return Reason.LAST_TOUCH, [_last(passing)]
    chosen = chosen_ambassador(facts, policy)
    for touch in passing:
        if touch.ambassador == chosen:
            return Reason.CANDIDATE_CHOICE, [touch]
    return Reason.FIRST_TOUCH, [passing[0]]


def split(winners: Sequence[Touch]) -> tuple[tuple[str, int], ...]:
    """Share the credit evenly in basis points; what is left over goes to the first."""
    share, left_over = divmod(WHOLE_CREDIT, len(winners))
    first, *others = winners
    return (
        (first.ambassador, share + left_over),
        *((touch.ambassador, share) for touch in others),
    )


def chosen_ambassador(facts: Facts, policy: Policy) -> str | None:
    """Name whom the candidate chose, where the policy asks; the other models do not."""
    if policy.model is not Model.DECLARED or facts.answer is None:
        return None
    return facts.answer.ambassador


def _first_of_each(passing: Sequence[Touch]) -> list[Touch]:
    firsts: dict[str, Touch] = {}
    for touch in passing:
        firsts.setdefault(touch.ambassador, touch)
    return list(firsts.values())


def _last(passing: Sequence[Touch]) -> Touch:
    latest = max(touch.at for touch in passing)
    return next(touch for touch in passing if touch.at == latest)


def _furthest(failures: Iterable[Failure]) -> Failure:
    """Find the failure at the highest test; among equals the first, as they come in order."""
    return max(failures, key=lambda failure: failure.test)


def _version(policies: Mapping[int, Policy], version: int) -> Policy:
    try:
        return policies[version]
    except KeyError:
        raise UnknownPolicy(version) from None
