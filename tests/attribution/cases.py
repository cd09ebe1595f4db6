"""Write a case as docs/attribution.md writes its scenarios: `RA-20d VB-1d?@O2`.

A touch is its kind (V visit, R recommendation, D declaration), its ambassador, when it
happened counted from the application (d days of 24 hours, h hours, s seconds), its state
(nothing ok, ? pending, x refused) and what it was for (nothing the same opening, @O2 another,
@S a story).
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.attribution.ledger.document import Case
from app.attribution.rule.facts import Answer, Application, Choice, Decision, Facts, Touch
from app.attribution.rule.resolve import decide
from app.policy.policy import Policy, TouchKind, TouchState

APPLIED = datetime(2027, 3, 15, 10, tzinfo=UTC)
APPLIED_ON = date(2027, 3, 15)

_KINDS = {
    "V": TouchKind.VISIT,
    "R": TouchKind.RECOMMENDATION,
    "D": TouchKind.DECLARATION,
}
_STATES = {"": TouchState.OK, "?": TouchState.PENDING, "x": TouchState.REFUSED}
_UNITS = {"d": "days", "h": "hours", "s": "seconds"}
_TOUCH = re.compile(r"([VRD])(\w)([+-]\d+)([dhs]?)([?x]?)(?:@(\w+))?")


def after(**gap: float) -> datetime:
    """Return a moment counted from the application."""
    return APPLIED + timedelta(**gap)


def touch(notation: str, **other: Any) -> Touch:
    """Read one touch; `other` replaces any of its fields."""
    match = _TOUCH.fullmatch(notation)
    assert match, notation
    kind, ambassador, amount, unit, state, target = match.groups()
    at = after(**{_UNITS[unit or "d"]: int(amount)})
    read = Touch(
        id=notation,
        kind=_KINDS[kind],
        ambassador=ambassador,
        at=at,
        opening={None: "O1", "S": None}.get(target, target),
        policy=1,
        story=target == "S",
        roles=frozenset({"ambassador"}),
        state=_STATES[state],
        link_at=at - timedelta(days=1) if kind == "V" else None,
    )
    return replace(read, **other)


def case(
    touches: str | list[Touch] = "VA-3d",
    *,
    answer: tuple[str, str | None] | str | None = "default",
    decided: timedelta = timedelta(hours=1),
    policy: dict[str, Any] | None = None,
    **facts: Any,
) -> Case:
    """Build a case: defaults of the scenarios, but for what is given.

    answer: (choice, ambassador), None for no answer; by default the last visit's is kept
    """
    read = [touch(each) for each in touches.split()] if isinstance(touches, str) else touches
    return Case(
        Facts(
            application=Application(at=APPLIED, opening="O1", id="app-1"),
            decided_at=APPLIED + decided,
            policy_version=1,
            answer=_answer(answer, read),
            **facts,
        ),
        tuple(read),
        {1: Policy(version=1, **(policy or {}))},
    )


def decided(built: Case) -> Decision:
    """Decide a case."""
    return decide(built.facts, built.touches, built.policies)


def _answer(answer: tuple[str, str | None] | str | None, touches: list[Touch]) -> Answer | None:
    if answer is None:
        return None
    if isinstance(answer, tuple):
        return Answer(Choice(answer[0]), answer[1])
    visits = [each for each in touches if each.kind is TouchKind.VISIT]
    if not visits:
        return None
    return Answer(Choice.KEPT, max(visits, key=lambda visit: visit.at).ambassador)


def verdict(decision: Decision) -> str:
    """Write a decision as the scenarios do: `A 3334 B 3333 C 3333 shared_credit`."""
    if not decision.shares:
        return f"{decision.outcome} {decision.reason}"
    if len(decision.shares) == 1:
        ((ambassador, share),) = decision.shares
        assert share == 10_000
        return f"{ambassador} {decision.reason}"
    shares = " ".join(f"{ambassador} {share}" for ambassador, share in decision.shares)
    return f"{shares} {decision.reason}"
