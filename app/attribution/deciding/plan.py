"""What deciding again would write for one person. Pure: a case file in, planned decisions out.

The same plan is written by `decide.py` and shown, before candidates are merged, by `merging.py`.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.attribution.deciding.case_file import CaseFile
from app.attribution.ledger.entries import Entry
from app.attribution.ledger.evidence import Unreadable, read_evidence, versions_in, write_evidence
from app.attribution.models import LedgerKind, LedgerRow
from app.attribution.rule.facts import Decision, Facts, Outcome, Ruling, Touch
from app.attribution.rule.history import History, Submission, facts_of, in_order
from app.attribution.rule.resolve import decide


@dataclass(frozen=True)
class PlannedDecision:
    """What becomes of one application.

    in_force: the decision as it stands, if there is one
    afterwards: the row that is to replace it, or itself where it stays
    """

    application: UUID
    in_force: LedgerRow | None
    afterwards: Entry | LedgerRow

    @property
    def entry(self) -> Entry | None:
        """The row to write; None where nothing changes."""
        return self.afterwards if isinstance(self.afterwards, Entry) else None

    @property
    def credited(self) -> list[str]:
        """Who is credited then, by pseudonym."""
        return [who for who, _ in self.afterwards.ambassadors]


def plan(case_file: CaseFile, *, now: datetime) -> list[PlannedDecision]:
    """Decide every application of one person: first those that repeat another, then as they came.

    What a manager decided stays; what is in force already is not said again.

    raises: Unreadable, UnknownPolicy, ConflictingTouches when something was altered
    """
    repeating = [_repeating(case_file, application) for application in sorted(case_file.repeats)]
    taken_in = {
        case_file.repeats[each.application] for each in repeating if _is_new(case_file, each)
    }
    standing, history = [], case_file.history
    for submission in in_order(history):
        renewed = UUID(submission.id) in taken_in
        planned = _as_answered(case_file, submission) or _by_rule(
            case_file, history, submission, renewed=renewed, now=now
        )
        standing.append(planned)
        history = _credited(history, submission, planned)
    return [*repeating, *standing]


def _repeating(case_file: CaseFile, application: UUID) -> PlannedDecision:
    """Credit nobody for an application that repeats another: that one is credited."""
    in_force = case_file.in_force.get(application)
    if in_force and in_force.reason == Ruling.REPEATS_EARLIER:
        return PlannedDecision(application, in_force, in_force)
    entry = replace(
        _entry(case_file, application, LedgerKind.MERGE, Ruling.REPEATS_EARLIER),
        outcome=str(Outcome.NONE),
        evidence={"merge": {"repeats": str(case_file.repeats[application])}},
    )
    return PlannedDecision(application, in_force, entry)


def _is_new(case_file: CaseFile, repeating: PlannedDecision) -> bool:
    """Tell whether an application was taken in after the decision on the one that it repeats."""
    kept = case_file.in_force.get(case_file.repeats[repeating.application])
    if repeating.entry or kept is None or repeating.in_force is None:
        return True
    return repeating.in_force.seq > kept.seq


def _as_answered(case_file: CaseFile, submission: Submission) -> PlannedDecision | None:
    """Keep what a manager decided, of the application itself or of one that repeats it.

    Of several answers the last one given prevails. One that was given for the other application
    holds here as long as it repeats this one; its dismissal moves nothing.
    """
    application = UUID(submission.id)
    own = case_file.answers.get(application)
    carried = [
        answer
        for repeating, kept in case_file.repeats.items()
        if kept == application
        and (answer := case_file.answers.get(repeating))
        and answer.row.reason == Ruling.APPEAL_GRANTED
    ]
    answers = [*carried, *([own] if own else [])]
    if not answers:
        return None
    last = max(answers, key=lambda answer: answer.row.seq)
    kind = LedgerKind.OVERRIDE if last is own else LedgerKind.MERGE
    in_force = case_file.in_force.get(application)
    if in_force and in_force.kind is kind and _result_of(in_force) == _result_of(last.row):
        return PlannedDecision(application, in_force, in_force)
    if last.document is None:
        raise Unreadable(f"row {last.row.seq} has lost what it rests on")
    entry = replace(
        _entry(case_file, application, kind, last.row.reason),
        ambassadors=[(who, share) for who, share in last.row.ambassadors],
        outcome=last.row.outcome,
        evidence=json.loads(last.document),
        actor=last.row.actor,
    )
    return PlannedDecision(application, in_force, entry)


def _by_rule(
    case_file: CaseFile,
    history: History,
    submission: Submission,
    *,
    renewed: bool,
    now: datetime,
) -> PlannedDecision:
    """Decide by the rule; said again when it differs, or rests on what is no longer so.

    The credit of somebody who was erased stays: what they did is not there to be weighed any more.
    """
    application = UUID(submission.id)
    in_force = case_file.in_force.get(application)
    touches = tuple(history.touches)
    earlier = [read_evidence(each) for each in case_file.decided_from.get(application, ())]
    facts = _as_first_known(
        facts_of(history, submission, decided_at=now), [facts for facts, _ in earlier]
    )
    decision = decide(facts, touches, case_file.policies)
    if in_force and in_force.kind is LedgerKind.DECISION:
        outdated = bool(earlier) and _is_outdated(earlier[-1], facts, touches)
        same = _result_of(in_force) == _result_of_decision(decision)
        if (same and not (renewed or outdated)) or _credits_someone_erased(case_file, in_force):
            return PlannedDecision(application, in_force, in_force)
    policies = case_file.policies
    entry = replace(
        _entry(case_file, application, LedgerKind.DECISION, decision.reason),
        ambassadors=decision.shares,
        outcome=str(decision.outcome),
        policies={
            version: policies[version].hash
            for version in versions_in(facts, touches)
            if version in policies
        },
        evidence=write_evidence(facts, touches),
    )
    return PlannedDecision(application, in_force, entry)


def _entry(case_file: CaseFile, application: UUID, kind: LedgerKind, reason: str) -> Entry:
    """Begin the row that replaces the decision in force; who is credited is yet to be said."""
    in_force = case_file.in_force.get(application)
    return Entry(
        kind=kind,
        reason=str(reason),
        candidate=case_file.pseudonyms.of_candidate(case_file.candidates[application]),
        application=application,
        opening=case_file.openings[application],
        supersedes=in_force.seq if in_force else None,
    )


def _as_first_known(facts: Facts, earlier: Sequence[Facts]) -> Facts:
    """Keep what was so when an application was first decided: what came later changes no credit.

    The hiring team and the version of the policy; whether the candidate worked here, from the
    first decision that knew them; which earlier applications were open, each from the first
    decision that knew it.

    earlier: of the decisions already taken, the first first
    """
    if not earlier:
        return facts
    candidate = next(
        (each.candidate for each in earlier if each.candidate.person == facts.candidate.person),
        facts.candidate,
    )
    active = {
        (prior.at, prior.opening): prior.active
        for each in reversed(earlier)
        for prior in each.prior
    }
    return replace(
        facts,
        policy_version=earlier[0].policy_version,
        hiring_team=earlier[0].hiring_team,
        candidate=candidate,
        prior=tuple(
            replace(prior, active=active.get((prior.at, prior.opening), prior.active))
            for prior in facts.prior
        ),
    )


def _credits_someone_erased(case_file: CaseFile, row: LedgerRow) -> bool:
    return not {who for who, _ in row.ambassadors} <= case_file.pseudonyms.explained


def _is_outdated(
    decided_from: tuple[Facts, Collection[Touch]], facts: Facts, touches: Collection[Touch]
) -> bool:
    """Tell whether a decision rests on agencies' claims that are others now, or on someone else.

    On someone else once a merge is undone: what they did is not this person's any more.
    """
    old_facts, old_touches = decided_from
    if old_facts.agency != facts.agency:
        return True
    if {touch.id for touch in old_touches} - {touch.id for touch in touches}:
        return True
    return bool(
        {(prior.at, prior.opening) for prior in old_facts.prior}
        - {(prior.at, prior.opening) for prior in facts.prior}
    )


def _credited(history: History, submission: Submission, planned: PlannedDecision) -> History:
    """Let the applications that came later know who is credited for this one."""
    decided = replace(submission, credited_to=frozenset(planned.credited))
    return replace(history, submissions=history.submissions - {submission} | {decided})


def _result_of(row: LedgerRow) -> tuple[Any, ...]:
    return row.outcome, row.reason, row.ambassadors


def _result_of_decision(decision: Decision) -> tuple[Any, ...]:
    return decision.outcome, decision.reason, [list(share) for share in decision.shares]
