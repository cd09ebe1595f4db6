"""The vocabulary of a decision: what it reads, and what it says.

The same words as in the documents of `flask attribution decide` (`document.py`), in the
ledger and on the screens. People, applications and openings are texts: identifiers in a
document written by hand, pseudonyms in the evidence that is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.policy.policy import TouchKind, TouchState


class Choice(StrEnum):
    """What the candidate said about who brought them."""

    KEPT = "kept"
    NAMED = "named"
    NONE = "none"


class Outcome(StrEnum):
    """What a decision comes to."""

    CREDITED = "credited"
    PENDING = "pending"
    NONE = "none"


class Reason(StrEnum):
    """Why a decision is what it is, or why a touch was rejected."""

    CANDIDATE_CHOICE = "candidate_choice"
    FIRST_TOUCH = "first_touch"
    LAST_TOUCH = "last_touch"
    SHARED_CREDIT = "shared_credit"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    NO_TOUCH = "no_touch"
    CANDIDATE_DECLINED = "candidate_declined"
    INTERNAL_MOBILITY = "internal_mobility"
    FORMER_EMPLOYEE = "former_employee"
    REMOVED_BY_CANDIDATE = "removed_by_candidate"
    KIND_NOT_COUNTED = "kind_not_counted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED_LATE = "accepted_late"
    DECLARED_LATE = "declared_late"
    DECLARATION_EXPIRED = "declaration_expired"
    SELF_REFERRAL = "self_referral"
    OWN_SESSION = "own_session"
    LINK_AFTER_APPLICATION = "link_after_application"
    AFTER_APPLICATION = "after_application"
    OUTSIDE_WINDOW = "outside_window"
    OTHER_OPENING = "other_opening"
    EXCLUDED_ROLE = "excluded_role"
    HIRING_TEAM = "hiring_team"
    LEAVER = "leaver"
    ALREADY_KNOWN = "already_known"
    AGENCY_OWNED = "agency_owned"


class Ruling(StrEnum):
    """Why a row of the ledger says what it says, where no rule decided it."""

    APPEAL_GRANTED = "appeal_granted"
    APPEAL_DISMISSED = "appeal_dismissed"
    REPEATS_EARLIER = "repeats_earlier"  # the application is one with an earlier one


@dataclass(frozen=True, slots=True)
class Application:
    """The application to credit."""

    at: datetime
    opening: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What makes a candidate one of the company's own, or not."""

    person: str | None = None
    employee: bool = False
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the candidate answered on the form, and for whom."""

    choice: Choice
    ambassador: str | None = None


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier application or sourcing of the same candidate."""

    at: datetime
    opening: str | None
    active: bool
    credited_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgencyClaim:
    """A recruitment agency's claim on the candidate, for one opening or for all."""

    at: datetime
    until: date
    opening: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about an application that a decision reads, but its touches."""

    application: Application
    decided_at: datetime
    policy_version: int
    candidate: Candidate = Candidate()
    answer: Answer | None = None
    removed: frozenset[str] = frozenset()
    hiring_team: frozenset[str] = frozenset()
    leavers: Mapping[str, date] = field(default_factory=dict)  # last day employed
    prior: tuple[Prior, ...] = ()
    agency: tuple[AgencyClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that a candidate or an ambassador did, and that links them.

    at: when it happened; for a visit, when the page was reached
    roles: the ambassador's, at that moment
    policy: the version in force at that moment
    settled_at: when it was accepted, confirmed or refused; None on an ok touch is `at`
    link_at: when the link was made; None where there was no link
    own_session: the form was sent from the ambassador's own signed-in browser
    """

    id: str
    kind: TouchKind
    ambassador: str
    at: datetime
    opening: str | None
    policy: int
    story: bool = False
    roles: frozenset[str] = frozenset()
    state: TouchState = TouchState.OK
    settled_at: datetime | None = None
    link_at: datetime | None = None
    own_session: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is credited, and why.

    shares: ambassador and basis points (sum 10000), in the order of their first touches
    winners: the touches that the shares rest on, in the same order
    rejected: why each touch that failed, or still waits, was not counted
    """

    outcome: Outcome
    reason: Reason
    shares: tuple[tuple[str, int], ...] = ()
    winners: tuple[str, ...] = ()
    rejected: Mapping[str, Reason] = field(default_factory=dict)
