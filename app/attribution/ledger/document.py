"""Cases and decisions as JSON: the words that tools, evidence and people exchange.

Described for other programs by docs/attribution-document.schema.json. A case that is read
here is complete: every version of the policy that it names is in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from msgspec import Struct

from app.attribution.rule.facts import (
    AgencyClaim,
    Choice,
    Decision,
    Facts,
    Prior,
    Touch,
)
from app.core.text.documents import Day, Moment, Text, Whole, WrongDocument, below, read, value_of
from app.policy.policy import Policy, TouchKind, TouchState, read_policy

_VERSION = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Case:
    """All that one decision needs.

    touches: each once, in the order they were given
    policies: by version
    """

    facts: Facts
    touches: tuple[Touch, ...]
    policies: Mapping[int, Policy]


class _Application(Struct, forbid_unknown_fields=True, kw_only=True):
    id: Text | None = None
    at: Moment
    opening: Text


class _Candidate(Struct, forbid_unknown_fields=True, kw_only=True):
    person: Text | None = None
    employee: bool
    left_on: Day | None = None


class _Answer(Struct, forbid_unknown_fields=True, kw_only=True):
    choice: Choice
    ambassador: Text | None = None


class _Prior(Struct, forbid_unknown_fields=True, kw_only=True):
    at: Moment
    opening: Text | None = None
    active: bool
    credited_to: frozenset[Text]


class _AgencyClaim(Struct, forbid_unknown_fields=True, kw_only=True):
    at: Moment
    until: Day
    opening: Text | None = None


class _Facts(Struct, forbid_unknown_fields=True, kw_only=True):
    application: _Application
    decided_at: Moment
    policy_version: Whole
    candidate: _Candidate
    answer: _Answer | None = None
    removed: frozenset[Text]
    hiring_team: frozenset[Text]
    leavers: dict[Text, Day]
    prior: tuple[_Prior, ...]
    agency: tuple[_AgencyClaim, ...]


class _Touch(Struct, forbid_unknown_fields=True, kw_only=True):
    id: Text
    kind: TouchKind
    ambassador: Text
    at: Moment
    link_at: Moment | None = None
    opening: Text | None = None
    story: bool
    roles: frozenset[Text]
    policy: Whole
    state: TouchState
    settled_at: Moment | None = None
    own_session: bool


class _Case(Struct, forbid_unknown_fields=True):
    """A case as it is written: what may be null may be left out, anything else must be there."""

    facts: _Facts
    touches: list[_Touch]
    policies: dict[str, Any]


def read_case(document: Any, path: str = "") -> Case:
    """Read a case, whoever wrote it.

    path: where the document stands in what holds it, such as `[3]`
    raises: WrongDocument
    """
    written = read(document, _Case, path)
    policies = _read_policies(written.policies, below(path, "policies"))
    facts_path = below(path, "facts")
    facts = value_of(written.facts, Facts, facts_path)
    _must_be_listed(facts.policy_version, policies, below(facts_path, "policy_version"))
    touches: dict[str, Touch] = {}
    for index, touch_written in enumerate(written.touches):
        touch_path = f"{below(path, 'touches')}[{index}]"
        touch = value_of(touch_written, Touch, touch_path)
        _must_be_listed(touch.policy, policies, below(touch_path, "policy"))
        if touches.setdefault(touch.id, touch) != touch:
            expected = f"the same as the other touch whose id is {touch.id!a}"
            raise WrongDocument(touch_path, expected)
    return Case(facts, tuple(touches.values()), policies)


def _read_policies(written: Mapping[str, Any], path: str) -> dict[int, Policy]:
    policies = {}
    for version, settings in written.items():
        if not _VERSION.fullmatch(version):
            expected = "a version number as the name of this field"
            raise WrongDocument(below(path, version), expected)
        policies[int(version)] = read_policy(settings, int(version), below(path, version))
    return policies


def _must_be_listed(version: int, policies: Mapping[int, Policy], path: str) -> None:
    if version not in policies:
        raise WrongDocument(path, "the version of a policy that stands in `policies`")


def write_case(case: Case) -> dict[str, Any]:
    """Write a case with every field, lists in order, so that equal cases are equal bytes."""
    return {
        "facts": write_facts(case.facts),
        "touches": [write_touch(touch) for touch in sorted(case.touches, key=_id)],
        "policies": {str(version): policy.settings() for version, policy in case.policies.items()},
    }


def write_facts(facts: Facts) -> dict[str, Any]:
    """Write the facts of an application."""
    return {
        "application": {
            "id": facts.application.id,
            "at": write_instant(facts.application.at),
            "opening": facts.application.opening,
        },
        "decided_at": write_instant(facts.decided_at),
        "policy_version": facts.policy_version,
        "candidate": {
            "person": facts.candidate.person,
            "employee": facts.candidate.employee,
            "left_on": _maybe_day(facts.candidate.left_on),
        },
        "answer": facts.answer
        and {"choice": str(facts.answer.choice), "ambassador": facts.answer.ambassador},
        "removed": sorted(facts.removed),
        "hiring_team": sorted(facts.hiring_team),
        "leavers": {person: day.isoformat() for person, day in facts.leavers.items()},
        "prior": [_write_prior(prior) for prior in sorted(facts.prior, key=_prior_order)],
        "agency": [_write_claim(claim) for claim in sorted(facts.agency, key=_claim_order)],
    }


def write_touch(touch: Touch) -> dict[str, Any]:
    """Write one touch."""
    return {
        "id": touch.id,
        "kind": str(touch.kind),
        "ambassador": touch.ambassador,
        "at": write_instant(touch.at),
        "link_at": _maybe_instant(touch.link_at),
        "opening": touch.opening,
        "story": touch.story,
        "roles": sorted(touch.roles),
        "policy": touch.policy,
        "state": str(touch.state),
        "settled_at": _maybe_instant(touch.settled_at),
        "own_session": touch.own_session,
    }


def write_decision(decision: Decision) -> dict[str, Any]:
    """Write a decision."""
    return {
        "outcome": str(decision.outcome),
        "reason": str(decision.reason),
        "shares": [[ambassador, share] for ambassador, share in decision.shares],
        "winners": list(decision.winners),
        "rejected": {touch: str(code) for touch, code in decision.rejected.items()},
    }


def write_instant(moment: datetime) -> str:
    """Write a moment in UTC with six decimals and Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _write_prior(prior: Prior) -> dict[str, Any]:
    return {
        "at": write_instant(prior.at),
        "opening": prior.opening,
        "active": prior.active,
        "credited_to": sorted(prior.credited_to),
    }


def _write_claim(claim: AgencyClaim) -> dict[str, Any]:
    return {
        "at": write_instant(claim.at),
        "until": claim.until.isoformat(),
        "opening": claim.opening,
    }


def _id(touch: Touch) -> str:
    return touch.id


def _prior_order(prior: Prior) -> tuple[datetime, str, bool, list[str]]:
    return (prior.at, prior.opening or "", prior.active, sorted(prior.credited_to))


def _claim_order(claim: AgencyClaim) -> tuple[datetime, date, str]:
    return (claim.at, claim.until, claim.opening or "")


def _maybe_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _maybe_instant(moment: datetime | None) -> str | None:
    return write_instant(moment) if moment else None
