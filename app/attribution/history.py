"""A candidate's history, and the facts that one application draws from it. Pure.

Two candidates who turn out to be one person have their histories merged: nothing that either
did is lost, nothing counts twice, and the order of the merges changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.attribution.facts import (
    AgencyClaim,
    Answer,
    Application,
    Candidate,
    Facts,
    Prior,
    Touch,
)


@dataclass(frozen=True, slots=True)
class Submission:
    """One application of a candidate.

    ended_at: when it was hired, refused or withdrawn; None while it is open
    hiring_team: as it was at the application
    credited_to: by the decision in force
    """

    id: str
    at: datetime
    opening: str
    policy_version: int
    candidate: Candidate = Candidate()
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
    leavers: Mapping[str, date] = field(default_factory=dict)


def merge(histories: Iterable[History]) -> History:
    """Join the histories of one person.

    Touches are united; of several open applications to one opening the earliest stays, with
    its answer, and the others are no applications any more.
    """
    every = list(histories)
    submissions = frozenset[Submission]().union(*(each.submissions for each in every))
    return History(
        submissions=submissions - _repeated(submissions),
        touches=frozenset[Touch]().union(*(each.touches for each in every)),
        claims=frozenset[AgencyClaim]().union(*(each.claims for each in every)),
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
        candidate=submission.candidate,
        answer=submission.answer,
        removed=submission.removed,
        hiring_team=submission.hiring_team,
        leavers=history.leavers,
        prior=tuple(_as_prior(each, submission.at) for each in sorted(earlier, key=_order)),
        agency=tuple(sorted(history.claims, key=lambda claim: (claim.at, claim.opening or ""))),
    )


def in_order(history: History) -> list[Submission]:
    """Put a candidate's applications in the order in which they were sent."""
    return sorted(history.submissions, key=_order)


def _repeated(submissions: Iterable[Submission]) -> frozenset[Submission]:
    """Find the open applications that repeat an earlier open one to the same opening."""
    kept: dict[str, Submission] = {}
    repeated = set()
    for each in sorted(submissions, key=_order):
        if each.ended_at is None and kept.setdefault(each.opening, each) is not each:
            repeated.add(each)
    return frozenset(repeated)


def _as_prior(submission: Submission, moment: datetime) -> Prior:
    active = submission.ended_at is None or submission.ended_at > moment
    return Prior(submission.at, submission.opening, active, submission.credited_to)


def _order(submission: Submission) -> tuple[datetime, str]:
    return (submission.at, submission.id)
