"""A candidate's history, and the facts that one application draws from it. Pure.

Two candidates who turn out to be one person have their histories merged: nothing that either
did is lost, nothing counts twice, and the order of the merges changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from app.attribution.rule.facts import (
    AgencyClaim,
    Answer,
    Application,
    Candidate,
    Facts,
    Prior,
    Touch,
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a candidate has with the company: they work here, or did.

    left_on: last day employed
    """

    person: str
    since: datetime
    employee: bool = True
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One application of a candidate.

    day: of `at`, where the company is
    ended_at: when it was hired, refused or withdrawn; None while it is open
    hiring_team: as it was at the application
    credited_to: by the decision in force
    """

    id: str
    at: datetime
    day: date
    opening: str
    policy_version: int
    ended_at: datetime | None = None
    answer: Answer | None = None
    removed: frozenset[str] = frozenset()
    hiring_team: frozenset[str] = frozenset()
    credited_to: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """All that one candidate did, and that the company knew of them.

    leavers: last day employed of each ambassador who has left
    """

    submissions: frozenset[Submission] = frozenset()
    touches: frozenset[Touch] = frozenset()
    claims: frozenset[AgencyClaim] = frozenset()
    accounts: frozenset[Account] = frozenset()
    leavers: Mapping[str, date] = field(default_factory=dict)


def merge(histories: Iterable[History]) -> History:
    """Join the histories of one person.

    Touches are united; of several open applications to one opening the earliest stays, with
    its answer, and the others are no applications any more.
    """
    every = list(histories)
    submissions = frozenset[Submission]().union(*(each.submissions for each in every))
    repeats = repeated(submissions)
    return History(
        submissions=frozenset(each for each in submissions if each.id not in repeats),
        touches=frozenset[Touch]().union(*(each.touches for each in every)),
        claims=frozenset[AgencyClaim]().union(*(each.claims for each in every)),
        accounts=frozenset[Account]().union(*(each.accounts for each in every)),
        leavers={person: day for each in every for person, day in each.leavers.items()},
    )


def facts_of(history: History, submission: Submission, *, decided_at: datetime) -> Facts:
    """Draw from a history the facts of one of its applications.

    What came before it is known already (`prior`): still active if it was open at that moment.
    """
    earlier = (each for each in history.submissions if each.at < submission.at)
    return Facts(
        application=Application(submission.at, submission.opening, submission.id),
        decided_at=decided_at,
        policy_version=submission.policy_version,
        candidate=_as_known(history.accounts, submission),
        answer=submission.answer,
        removed=submission.removed,
        hiring_team=submission.hiring_team,
        leavers=history.leavers,
        prior=tuple(_as_prior(each, submission.at) for each in sorted(earlier, key=_order)),
        agency=tuple(
            sorted(history.claims, key=lambda claim: (claim.at, claim.until, claim.opening or ""))
        ),
    )


def in_order(history: History) -> list[Submission]:
    """Put a candidate's applications in the order in which they were sent."""
    return sorted(history.submissions, key=_order)


class DatedApplication(Protocol):
    """An application, as it is read here or in the database."""

    @property
    def id(self) -> Any: ...
    @property
    def at(self) -> datetime: ...
    @property
    def opening(self) -> Any: ...
    @property
    def ended_at(self) -> datetime | None: ...


def repeated(submissions: Iterable[DatedApplication]) -> dict[Any, Any]:
    """Name the open applications that repeat an earlier open one to the same opening, and which."""
    kept: dict[Any, DatedApplication] = {}
    repeats = {}
    for each in sorted(submissions, key=_order):
        if each.ended_at is None:
            earlier = kept.setdefault(each.opening, each)
            if earlier is not each:
                repeats[each.id] = earlier.id
    return repeats


def _as_known(accounts: Iterable[Account], submission: Submission) -> Candidate:
    """Say what a candidate was to the company when they applied.

    An account made after the application, for somebody who was hired, says nothing of it. Of
    several, the one that they still had counts, else the one that they had last.
    """
    then = [_on_the_day(each, submission) for each in accounts if each.since <= submission.at]
    if not then:
        return Candidate()
    return max(then, key=lambda each: (each.employee, each.left_on or date.min, each.person or ""))


def _on_the_day(account: Account, submission: Submission) -> Candidate:
    left = account.left_on is not None and account.left_on < submission.day
    return Candidate(
        person=account.person,
        employee=account.employee and not left,
        left_on=account.left_on if left else None,
    )


def _as_prior(submission: Submission, moment: datetime) -> Prior:
    active = submission.ended_at is None or submission.ended_at > moment
    return Prior(submission.at, submission.opening, active, submission.credited_to)


def _order(submission: DatedApplication) -> tuple[datetime, Any]:
    return (submission.at, submission.id)
