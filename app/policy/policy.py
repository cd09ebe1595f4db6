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

import msgspec
import rfc8785

from app.core.calendar import date_in
from app.core.text.documents import Text, Whole, WrongDocument, below, read


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
    timezone: Text = "Europe/Paris"
    model: Model = Model.DECLARED
    window_days: Whole = 180
    declaration_days: Whole = 30
    confirm_days: Whole = 14
    former_employee_months: Whole = 12
    skew_s: Whole = 120
    scope: Scope = Scope.ORGANISATION
    stories: bool = True
    kinds: frozenset[TouchKind] = frozenset(TouchKind)
    prior_rule: PriorRule = PriorRule.ANY
    prior_months: Whole = 6
    agency_rule: AgencyRule = AgencyRule.EARLIEST
    excluded_roles: frozenset[Text] = frozenset({"recruiter", "programme_manager", "executive"})
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


# As a document: only what differs from the defaults has to be there.
_Settings = msgspec.defstruct(
    "_Settings",
    [
        ("version", Whole | None, None),
        *((each.name, each.type, each.default) for each in fields(Policy)[1:]),
    ],
    forbid_unknown_fields=True,
)


def read_policy(document: Any, version: int, path: str = "") -> Policy:
    """Read a policy that lists only what differs from the defaults.

    path: where the policy stands in what holds it, such as `policies.1`
    raises: WrongDocument with the path of the first wrong field
    """
    written = msgspec.structs.asdict(read(document, _Settings, path))
    if written.pop("version") not in (None, version):
        expected = f"{version}, the version that this policy is listed under"
        raise WrongDocument(below(path, "version"), expected)
    if written["timezone"] not in timezones():
        expected = "the name of a time zone, such as Europe/Paris"
        raise WrongDocument(below(path, "timezone"), expected)
    return Policy(version, **written)


def policy_of(version: int, settings: Mapping[str, Any]) -> Policy:
    """Build a version from its stored settings.

    raises: WrongDocument
    """
    return read_policy(settings, version)


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
