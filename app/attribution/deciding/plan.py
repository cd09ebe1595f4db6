"""What deciding again would write for one person: read once, then planned without writing.

The same plan is written by `credit.py` and shown, before candidates are merged, by `merging.py`.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.attribution.deciding.case_history import history_of
from app.attribution.ledger import entries
from app.attribution.ledger.evidence import read_evidence, versions_in, write_evidence
from app.attribution.ledger.pseudonyms import people_behind
from app.attribution.models import Evidence, LedgerKind, LedgerRow
from app.attribution.rule import history as histories
from app.attribution.rule.facts import Decision, Facts, Ruling, Touch
from app.attribution.rule.history import History, Submission, facts_of, in_order
from app.attribution.rule.resolve import decide
from app.core.database import db
from app.hiring.models import Application
from app.policy import versions


@dataclass(frozen=True)
class CaseFile:
    """All that is known of one person, whichever mailboxes they wrote from.

    repeats: of the applications that are none, the one that each repeats
    candidates: whose application each is
    in_force: the decision in force for each
    answers: the last that a manager took for each
    decided_from: what the decisions by the rule on each rest on, the first first
    """

    history: History
    repeats: Mapping[UUID, UUID]
    candidates: Mapping[UUID, UUID]
    in_force: Mapping[UUID, LedgerRow]
    answers: Mapping[UUID, LedgerRow]
    decided_from: Mapping[UUID, Sequence[str]]


@dataclass(frozen=True)
class PlannedDecision:
    """What becomes of one application.

    before: the decision in force, if there is one
    entry: the row that replaces it; None when it stays
    """

    application: UUID
    before: LedgerRow | None
    entry: entries.Entry | None

    @property
    def shares(self) -> Sequence[tuple[str, int]]:
        """Who is credited then, by pseudonym, with their basis points."""
        if self.entry:
            return self.entry.ambassadors
        return [(who, share) for who, share in self.before.ambassadors] if self.before else []


def read_file(candidate_ids: Sequence[UUID]) -> CaseFile:
    """Read all that is known of the candidates who are one person."""
    rows = db.session.execute(
        select(Application.id, Application.candidate_id, Application.repeats_id).where(
            Application.candidate_id.in_(candidate_ids)
        )
    ).all()
    every = [row.id for row in rows]
    return CaseFile(
        history=history_of(candidate_ids),
        repeats={row.id: row.repeats_id for row in rows if row.repeats_id},
        candidates={row.id: row.candidate_id for row in rows},
        in_force=entries.in_force(every),
        answers=_answers(every),
        decided_from=_decided_from(every),
    )


def joined(one: CaseFile, other: CaseFile) -> CaseFile:
    """Join the files of two who are one person. Pure: what `merging.merge` brings about."""
    both = one.history.submissions | other.history.submissions
    found = {UUID(each): UUID(kept) for each, kept in histories.repeated(both).items()}
    return CaseFile(
        history=histories.merge([one.history, other.history]),
        repeats=shortened({**one.repeats, **other.repeats, **found}),
        candidates={**one.candidates, **other.candidates},
        in_force={**one.in_force, **other.in_force},
        answers={**one.answers, **other.answers},
        decided_from={**one.decided_from, **other.decided_from},
    )


def shortened(repeats: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Let what repeats an application that repeats another repeat that other. Pure."""
    found = dict(repeats)
    for application, kept in repeats.items():
        last = kept
        while last in repeats:
            last = repeats[last]
        found[application] = last
    return found


def plan(file: CaseFile, *, now: datetime) -> list[PlannedDecision]:
    """Decide every application of one person, those that are none first, then as they came.

    Writes nothing. What a manager decided stays; what is in force already is not said again.
    """
    repeating = [_repeating(file, application) for application in sorted(file.repeats)]
    taken_in = {file.repeats[each.application]: each for each in repeating if _is_new(file, each)}
    planned, history = [], file.history
    for submission in in_order(history):
        each = _manager_s(file, submission) or _by_rule(
            file, history, submission, renewed=UUID(submission.id) in taken_in, now=now
        )
        planned.append(each)
        history = _credited(history, submission, each)
    return [*repeating, *planned]


def _repeating(file: CaseFile, application: UUID) -> PlannedDecision:
    """An application that repeats another is credited to nobody: the other one is."""
    before = file.in_force.get(application)
    if before and before.reason == Ruling.REPEATS_EARLIER:
        return PlannedDecision(application, before, None)
    kept = file.repeats[application]
    entry = entries.Entry(
        kind=LedgerKind.MERGE,
        reason=str(Ruling.REPEATS_EARLIER),
        candidate_id=file.candidates[application],
        application=application,
        opening=_opening_of(application),
        outcome="none",
        evidence={"merge": {"repeats": str(kept)}},
        supersedes=before.seq if before else None,
    )
    return PlannedDecision(application, before, entry)


def _is_new(file: CaseFile, repeating: PlannedDecision) -> bool:
    """Tell whether an application was taken in after the decision on the one that it repeats."""
    kept = file.in_force.get(file.repeats[repeating.application])
    if repeating.entry or kept is None or repeating.before is None:
        return True
    return repeating.before.seq > kept.seq


def _manager_s(file: CaseFile, submission: Submission) -> PlannedDecision | None:
    """Keep what a manager decided, of the application itself or of one that repeats it.

    Of several answers the last one given prevails. One that was given for the other application
    holds here as long as it repeats this one; its dismissal moves nothing.
    """
    application = UUID(submission.id)
    own = file.answers.get(application)
    carried = [
        row
        for repeating, kept in file.repeats.items()
        if kept == application
        and (row := file.answers.get(repeating))
        and row.reason == Ruling.APPEAL_GRANTED
    ]
    answer = max([*carried, *([own] if own else [])], key=lambda row: row.seq, default=None)
    if answer is None:
        return None
    before = file.in_force.get(application)
    kind = LedgerKind.OVERRIDE if answer is own else LedgerKind.MERGE
    if before and (before.kind, *_said(before)) == (kind, *_said(answer)):
        return PlannedDecision(application, before, None)
    entry = entries.Entry(
        kind=kind,
        reason=answer.reason,
        candidate_id=file.candidates[application],
        application=application,
        ambassadors=[(who, share) for who, share in answer.ambassadors],
        opening=UUID(submission.opening),
        outcome=answer.outcome,
        evidence=json.loads(db.session.get_one(Evidence, answer.seq).document),
        supersedes=before.seq if before else None,
        actor=answer.actor,
    )
    return PlannedDecision(application, before, entry)


def _by_rule(
    file: CaseFile, history: History, submission: Submission, *, renewed: bool, now: datetime
) -> PlannedDecision:
    """Decide by the rule; said again when it differs, or rests on what is no longer so.

    The credit of somebody who was erased stays: what they did is not there to be weighed any more.
    """
    application = UUID(submission.id)
    before = file.in_force.get(application)
    touches = tuple(history.touches)
    known = [read_evidence(each) for each in file.decided_from.get(application, ())]
    facts = _as_first_known(
        facts_of(history, submission, decided_at=now), [facts for facts, _ in known]
    )
    policy_of = versions.versions(versions_in(facts, touches))
    decision = decide(facts, touches, policy_of)
    if before and before.kind is LedgerKind.DECISION and _said(before) == _said_by(decision):
        outdated = bool(known) and _is_outdated(known[-1], facts, touches)
        if not (renewed or outdated):
            return PlannedDecision(application, before, None)
    if before and before.kind is LedgerKind.DECISION and _credits_someone_erased(before):
        return PlannedDecision(application, before, None)
    entry = entries.Entry(
        kind=LedgerKind.DECISION,
        reason=str(decision.reason),
        candidate_id=file.candidates[application],
        application=application,
        ambassadors=decision.shares,
        opening=UUID(submission.opening),
        outcome=str(decision.outcome),
        policies={version: policy.hash for version, policy in policy_of.items()},
        evidence=write_evidence(facts, touches),
        supersedes=before.seq if before else None,
    )
    return PlannedDecision(application, before, entry)


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


def _credits_someone_erased(row: LedgerRow) -> bool:
    credited = {who for who, _ in row.ambassadors}
    return bool(credited) and not credited <= people_behind(credited).keys()


def _is_outdated(
    before: tuple[Facts, Collection[Touch]], facts: Facts, touches: Collection[Touch]
) -> bool:
    """Tell whether a decision rests on agencies' claims that are others now, or on someone else.

    On someone else once a merge is undone: what they did is not this person's any more.
    """
    known, known_touches = before
    if known.agency != facts.agency:
        return True
    if {touch.id for touch in known_touches} - {touch.id for touch in touches}:
        return True
    return bool(
        {(prior.at, prior.opening) for prior in known.prior}
        - {(prior.at, prior.opening) for prior in facts.prior}
    )


def _credited(history: History, submission: Submission, planned: PlannedDecision) -> History:
    """Let the applications that came later know who is credited for this one."""
    decided = replace(submission, credited_to=frozenset(who for who, _ in planned.shares))
    return replace(history, submissions=history.submissions - {submission} | {decided})


def _said(row: LedgerRow) -> tuple[Any, ...]:
    return row.outcome, row.reason, row.ambassadors


def _said_by(decision: Decision) -> tuple[Any, ...]:
    return decision.outcome, decision.reason, [list(share) for share in decision.shares]


def _answers(applications: Sequence[UUID]) -> dict[UUID, LedgerRow]:
    """Read the last answer of a manager to each application.

    An appeal dismissed while a merge lasted left things as the merge had made them: no longer.
    """
    replaced = aliased(LedgerRow)
    rows = db.session.scalars(
        select(LedgerRow)
        .outerjoin(replaced, replaced.seq == LedgerRow.supersedes)
        .where(
            LedgerRow.application.in_(applications),
            LedgerRow.kind == LedgerKind.OVERRIDE,
            or_(
                LedgerRow.reason == Ruling.APPEAL_GRANTED,
                replaced.kind.is_distinct_from(LedgerKind.MERGE),
            ),
        )
        .order_by(LedgerRow.seq)
    )
    return {row.application: row for row in rows if row.application}


def _decided_from(applications: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = db.session.execute(
        select(LedgerRow.application, Evidence.document)
        .join(Evidence, Evidence.seq == LedgerRow.seq)
        .where(LedgerRow.application.in_(applications), LedgerRow.kind == LedgerKind.DECISION)
        .order_by(LedgerRow.seq)
    )
    for row in rows:
        found.setdefault(row.application, []).append(row.document)
    return found


def _opening_of(application: UUID) -> UUID:
    return db.session.get_one(Application, application).opening_id
