"""The policy: what the company decided about credit, as versioned data.

A version never changes once it is saved: a touch keeps the version that was in force
when it happened, an application the one in force when it was sent. Every field is
explained in docs/attribution.md, section "The policy".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import rfc8785

from app.core.calendar import date_in
from app.policy.strict_json import Node


class TouchKind(StrEnum):
    """How a candidate and an ambassador came to be linked."""

    VISIT = "visit"
    RECOMMENDATION = "recommendation"
    DECLARATION = "declaration"


class TouchState(StrEnum):
    """Whether a touch was accepted or confirmed by the one it depends on."""

    OK = "ok"
    PENDING = "pending"
    REFUSED = "refused"


class Model(StrEnum):
    """Who is chosen among the touches that pass every test."""

    DECLARED = "declared"
    FIRST = "first"
    LAST = "last"
    SHARED = "shared"


class Scope(StrEnum):
    """Whether a touch for one opening serves the others."""

    ORGANISATION = "organisation"
    OPENING = "opening"


class PriorRule(StrEnum):
    """Which earlier application makes a candidate already known."""

    ANY = "any"
    SAME_OPENING = "same_opening"
    ACTIVE = "active"
    NONE = "none"


class AgencyRule(StrEnum):
    """Who prevails between an agency's claim and an ambassador."""

    EARLIEST = "earliest"
    AGENCY = "agency"
    AMBASSADOR = "ambassador"


class LeaverRule(StrEnum):
    """What becomes of the credit of an ambassador who has left."""

    EXCLUDE = "exclude"
    CREDIT = "credit"


@dataclass(frozen=True)
class Policy:
    """One version of the rules of credit.

    Fields have the names of the documents and of the screens; units stand in the names
    (days, months, s for seconds).
    """

    version: int
    timezone: str = "Europe/Paris"
    model: Model = Model.DECLARED
    window_days: int = 180
    declaration_days: int = 30
    confirm_days: int = 14
    former_employee_months: int = 12
    skew_s: int = 120
    scope: Scope = Scope.ORGANISATION
    stories: bool = True
    kinds: frozenset[TouchKind] = frozenset(TouchKind)
    prior_rule: PriorRule = PriorRule.ANY
    prior_months: int = 6
    agency_rule: AgencyRule = AgencyRule.EARLIEST
    excluded_roles: frozenset[str] = frozenset({"recruiter", "programme_manager", "executive"})
    exclude_hiring_team: bool = True
    leaver_rule: LeaverRule = LeaverRule.EXCLUDE

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are read."""
        return ZoneInfo(self.timezone)

    def local_date(self, instant: datetime) -> date:
        """Read the date of an instant in the policy's time zone."""
        return date_in(self.zone, instant)

    @cached_property
    def skew(self) -> timedelta:
        """How much clocks may disagree."""
        return timedelta(seconds=self.skew_s)

    def settings(self) -> dict[str, Any]:
        """Write every field as JSON, sets in order, so that equal policies are equal bytes."""
        return {field.name: _as_json(getattr(self, field.name)) for field in fields(self)}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical bytes of every field, lower-case hexadecimal."""
        return sha256(rfc8785.dumps(self.settings())).hexdigest()


SETTINGS = tuple(field.name for field in fields(Policy) if field.name != "version")
WHOLE_NUMBERS = (
    "window_days",
    "declaration_days",
    "confirm_days",
    "former_employee_months",
    "skew_s",
    "prior_months",
)
CHOICES: Mapping[str, type[StrEnum]] = {
    "model": Model,
    "scope": Scope,
    "prior_rule": PriorRule,
    "agency_rule": AgencyRule,
    "leaver_rule": LeaverRule,
}
FLAGS = ("stories", "exclude_hiring_team")


def read_policy(node: Node, version: int) -> Policy:
    """Read a policy that lists only what differs from the defaults.

    raises: WrongDocument with the path of the first wrong field
    """
    node.only("version", *SETTINGS)
    if (written := node.maybe("version")) is not None and written.whole() != version:
        raise written.refuse(f"{version}, the version that this policy is listed under")
    values: dict[str, Any] = {}
    for name in SETTINGS:
        if name in node.value:
            values[name] = _read_setting(name, node.field(name))
    return Policy(version=version, **values)


def policy_of(version: int, settings: Mapping[str, Any]) -> Policy:
    """Build a version from its stored settings."""
    return read_policy(Node(dict(settings)), version)


def _read_setting(name: str, node: Node) -> Any:
    if name in WHOLE_NUMBERS:
        return node.whole()
    if name in FLAGS:
        return node.flag()
    if name in CHOICES:
        return node.one_of(CHOICES[name])
    if name == "kinds":
        return frozenset(item.one_of(TouchKind) for item in node.items())
    if name == "excluded_roles":
        return frozenset(item.text() for item in node.items())
    return _read_timezone(node)


def _read_timezone(node: Node) -> str:
    name = node.text()
    if name not in timezones():
        raise node.refuse("the name of a time zone, such as Europe/Paris")
    return name


@cache
def timezones() -> frozenset[str]:
    """Return the names of the time zones that this system knows."""
    return frozenset(available_timezones())


def _as_json(value: object) -> object:
    if isinstance(value, frozenset):
        return _sorted_texts(value)
    return str(value) if isinstance(value, StrEnum) else value


def _sorted_texts(values: Iterable[object]) -> list[str]:
    return sorted(str(value) for value in values)
