"""Cases and decisions as JSON: the words that tools, evidence and people exchange.

Described for other programs by docs/attribution-document.schema.json. A case that is read
here is complete: every version of the policy that it names is in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.attribution.rule.facts import (
    AgencyClaim,
    Answer,
    Application,
    Candidate,
    Choice,
    Decision,
    Facts,
    Prior,
    Touch,
)
from app.policy.policy import Policy, TouchKind, TouchState, read_policy
from app.policy.strict_json import Node

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


def read_case(document: Any, path: str = "") -> Case:
    """Read a case, whoever wrote it.

    path: where the document stands in what holds it, such as `[3]`
    raises: WrongDocument
    """
    node = Node(document, path).only("facts", "touches", "policies")
    policies = _read_policies(node.field("policies"))
    facts = _read_facts(node.field("facts"))
    version = node.field("facts").field("policy_version")
    _must_be_listed(version, policies)
    return Case(facts, _read_touches(node.field("touches"), policies), policies)


def _read_policies(node: Node) -> dict[int, Policy]:
    policies = {}
    for key, policy in node.fields():
        if not _VERSION.fullmatch(key):
            raise policy.refuse("a version number as the name of this field")
        policies[int(key)] = read_policy(policy, int(key))
    return policies


def _read_facts(node: Node) -> Facts:
    node.only(
        "application",
        "decided_at",
        "policy_version",
        "candidate",
        "answer",
        "removed",
        "hiring_team",
        "leavers",
        "prior",
        "agency",
    )
    return Facts(
        application=_read_application(node.field("application")),
        decided_at=node.field("decided_at").instant(),
        policy_version=node.field("policy_version").whole(),
        candidate=_read_candidate(node.field("candidate")),
        answer=_read_answer(answer) if (answer := node.maybe("answer")) else None,
        removed=_texts(node.field("removed")),
        hiring_team=_texts(node.field("hiring_team")),
        leavers=_read_leavers(node.field("leavers")),
        prior=tuple(_read_prior(item) for item in node.field("prior").items()),
        agency=tuple(_read_claim(item) for item in node.field("agency").items()),
    )


def _read_leavers(node: Node) -> dict[str, date]:
    return {Node(person, last.path).text(): last.day() for person, last in node.fields()}


def _read_application(node: Node) -> Application:
    node.only("id", "at", "opening")
    return Application(
        at=node.field("at").instant(),
        opening=node.field("opening").text(),
        id=_maybe_text(node, "id"),
    )


def _read_candidate(node: Node) -> Candidate:
    node.only("person", "employee", "left_on")
    return Candidate(
        person=_maybe_text(node, "person"),
        employee=node.field("employee").flag(),
        left_on=left.day() if (left := node.maybe("left_on")) else None,
    )


def _read_answer(node: Node) -> Answer:
    node.only("choice", "ambassador")
    return Answer(node.field("choice").one_of(Choice), _maybe_text(node, "ambassador"))


def _read_prior(node: Node) -> Prior:
    node.only("at", "opening", "active", "credited_to")
    return Prior(
        at=node.field("at").instant(),
        opening=_maybe_text(node, "opening"),
        active=node.field("active").flag(),
        credited_to=_texts(node.field("credited_to")),
    )


def _read_claim(node: Node) -> AgencyClaim:
    node.only("at", "until", "opening")
    return AgencyClaim(
        at=node.field("at").instant(),
        until=node.field("until").day(),
        opening=_maybe_text(node, "opening"),
    )


def _read_touches(node: Node, policies: Mapping[int, Policy]) -> tuple[Touch, ...]:
    touches: dict[str, Touch] = {}
    for item in node.items():
        touch = _read_touch(item)
        _must_be_listed(item.field("policy"), policies)
        if touches.setdefault(touch.id, touch) != touch:
            raise item.refuse(f"the same as the other touch whose id is {touch.id!a}")
    return tuple(touches.values())


def _read_touch(node: Node) -> Touch:
    node.only(
        "id",
        "kind",
        "ambassador",
        "at",
        "link_at",
        "opening",
        "story",
        "roles",
        "policy",
        "state",
        "settled_at",
        "own_session",
    )
    return Touch(
        id=node.field("id").text(),
        kind=node.field("kind").one_of(TouchKind),
        ambassador=node.field("ambassador").text(),
        at=node.field("at").instant(),
        opening=_maybe_text(node, "opening"),
        policy=node.field("policy").whole(),
        story=node.field("story").flag(),
        roles=_texts(node.field("roles")),
        state=node.field("state").one_of(TouchState),
        settled_at=settled.instant() if (settled := node.maybe("settled_at")) else None,
        link_at=made.instant() if (made := node.maybe("link_at")) else None,
        own_session=node.field("own_session").flag(),
    )


def _must_be_listed(version: Node, policies: Mapping[int, Policy]) -> None:
    if version.whole() not in policies:
        raise version.refuse("the version of a policy that stands in `policies`")


def _maybe_text(node: Node, name: str) -> str | None:
    return found.text() if (found := node.maybe(name)) else None


def _texts(node: Node) -> frozenset[str]:
    return frozenset(item.text() for item in node.items())


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
