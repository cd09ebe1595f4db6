"""The ten tests that a touch must pass to count, and the dates they are made of. Pure.

The first test that a touch fails is the reason it is rejected. Order and numbers are
those of docs/attribution.md, section "The resolver".
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from app.attribution.rule.facts import AgencyClaim, Facts, Prior, Reason, Touch
from app.policy.confirming import last_day_to_confirm
from app.policy.policy import (
    AgencyRule,
    LeaverRule,
    Policy,
    PriorRule,
    Scope,
    TouchKind,
    TouchState,
)


def local_date(instant: datetime, policy: Policy) -> date:
    """Read the date of an instant in the policy's time zone."""
    return policy.local_date(instant)


def days(start: datetime, end: datetime, policy: Policy) -> int:
    """Count the days from one local date to another; negative when it comes before."""
    return (local_date(end, policy) - local_date(start, policy)).days


def until(day: date, months: int) -> date:
    """Add months to a date, kept within the month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def confirm_by(touch: Touch, policy: Policy) -> date:
    """Find the last day on which a declaration can be confirmed."""
    return last_day_to_confirm(touch.at, policy)


def is_late(instant: datetime, facts: Facts, policy: Policy) -> bool:
    """Tell whether an instant is after the application, clocks' disagreement allowed for."""
    return instant - facts.application.at > policy.skew


# The tests, in the order in which they count


def _not_removed(facts: Facts, touch: Touch, _policy: Policy) -> Reason | None:
    return Reason.REMOVED_BY_CANDIDATE if touch.ambassador in facts.removed else None


def _counted(_facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if touch.kind not in policy.kinds or (touch.story and not policy.stories):
        return Reason.KIND_NOT_COUNTED
    return None


def _agreed(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if touch.state is TouchState.REFUSED:
        return Reason.REFUSED
    if touch.kind is TouchKind.RECOMMENDATION:
        return _accepted_in_time(facts, touch, policy)
    if touch.kind is TouchKind.DECLARATION:
        return _confirmed_in_time(facts, touch, policy)
    return None


def _accepted_in_time(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if touch.state is TouchState.PENDING:
        return Reason.NOT_ACCEPTED
    return Reason.ACCEPTED_LATE if is_late(_settled(touch), facts, policy) else None


def _confirmed_in_time(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if days(facts.application.at, touch.at, policy) > policy.declaration_days:
        return Reason.DECLARED_LATE
    settled = facts.decided_at if touch.state is TouchState.PENDING else _settled(touch)
    if local_date(settled, policy) > confirm_by(touch, policy):
        return Reason.DECLARATION_EXPIRED
    return None


def _not_oneself(facts: Facts, touch: Touch, _policy: Policy) -> Reason | None:
    if touch.ambassador == facts.candidate.person:
        return Reason.SELF_REFERRAL
    return Reason.OWN_SESSION if touch.own_session else None


def _before_application(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if touch.link_at and is_late(touch.link_at, facts, policy):
        return Reason.LINK_AFTER_APPLICATION
    if touch.kind is not TouchKind.DECLARATION and is_late(touch.at, facts, policy):
        return Reason.AFTER_APPLICATION
    return None


def _inside_window(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if touch.kind is TouchKind.DECLARATION:
        return None
    age = days(touch.at, facts.application.at, policy)
    return Reason.OUTSIDE_WINDOW if age > policy.window_days else None


def _in_scope(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if policy.scope is not Scope.OPENING or touch.story:
        return None
    return Reason.OTHER_OPENING if touch.opening != facts.application.opening else None


def _eligible(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    if touch.roles & policy.excluded_roles:
        return Reason.EXCLUDED_ROLE
    if policy.exclude_hiring_team and touch.ambassador in facts.hiring_team:
        return Reason.HIRING_TEAM
    last_day = facts.leavers.get(touch.ambassador)
    if policy.leaver_rule is LeaverRule.EXCLUDE and last_day:
        applied_on = local_date(facts.application.at, policy)
        return Reason.LEAVER if applied_on > last_day else None
    return None


def _not_already_known(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    return Reason.ALREADY_KNOWN if known_by(facts, touch, policy) else None


def known_by(facts: Facts, touch: Touch, policy: Policy) -> list[Prior]:
    """Return what made the candidate known to the company before a touch."""
    return [prior for prior in facts.prior if _makes_known(prior, facts, touch, policy)]


def _makes_known(prior: Prior, facts: Facts, touch: Touch, policy: Policy) -> bool:
    if not _kept_by_rule(prior, facts, policy.prior_rule):
        return False
    if prior.at >= facts.application.at or prior.at >= touch.at:
        return False
    applied_on = local_date(facts.application.at, policy)
    if applied_on >= until(local_date(prior.at, policy), policy.prior_months):
        return False
    return touch.ambassador not in prior.credited_to


def _kept_by_rule(prior: Prior, facts: Facts, rule: PriorRule) -> bool:
    if rule is PriorRule.SAME_OPENING:
        return prior.opening == facts.application.opening
    if rule is PriorRule.ACTIVE:
        return prior.active
    return rule is PriorRule.ANY


def _not_an_agencys(facts: Facts, touch: Touch, policy: Policy) -> Reason | None:
    return Reason.AGENCY_OWNED if owned_by(facts, touch, policy) else None


def owned_by(facts: Facts, touch: Touch, policy: Policy) -> list[AgencyClaim]:
    """Return the agencies' claims that prevail over a touch."""
    return [claim for claim in facts.agency if _owns(claim, facts, touch, policy)]


def _owns(claim: AgencyClaim, facts: Facts, touch: Touch, policy: Policy) -> bool:
    if policy.agency_rule is AgencyRule.AMBASSADOR or claim.at > facts.application.at:
        return False
    if claim.until < local_date(facts.application.at, policy):
        return False
    if claim.opening is not None and claim.opening != facts.application.opening:
        return False
    return policy.agency_rule is AgencyRule.AGENCY or claim.at <= touch.at


Test = Callable[[Facts, Touch, Policy], Reason | None]

TESTS: tuple[Test, ...] = (
    _not_removed,
    _counted,
    _agreed,
    _not_oneself,
    _before_application,
    _inside_window,
    _in_scope,
    _eligible,
    _not_already_known,
    _not_an_agencys,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """The first test that a touch failed.

    test: its number, from 1 to 10
    """

    test: int
    code: Reason


def first_failure(facts: Facts, touch: Touch, policy: Policy) -> Failure | None:
    """Run a touch through the tests, and stop at the first that it fails.

    policy: the version in force when the touch happened
    """
    for number, test in enumerate(TESTS, start=1):
        if code := test(facts, touch, policy):
            return Failure(number, code)
    return None


def waits(touch: Touch) -> bool:
    """Tell whether a touch that passes every test still needs its ambassador's word."""
    return touch.kind is TouchKind.DECLARATION and touch.state is TouchState.PENDING


def _settled(touch: Touch) -> datetime:
    return touch.settled_at or touch.at
