"""Try a policy on the whole history before it applies: how many decisions would differ, and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.attribution.ledger.replay import Replayed, ReplayResult, count_decisions, replay_under
from app.attribution.models import DryRun
from app.core import clock, jobs
from app.core.database import db, transaction
from app.people.models import Person
from app.policy.policy import Policy, policy_of

EACH = 1000  # decisions between two notes of progress
KEPT = 200  # differences kept; all of them are counted
UNSAVED = 0  # the version of a policy that is only tried


def ask(policy: Policy, *, by: Person, now: datetime) -> DryRun:
    """Ask for a policy to be tried, in the caller's transaction; a job does it."""
    run_asked = DryRun(
        settings=policy.settings(),
        asked_by_id=by.id,
        asked_at=now,
        total=count_decisions(in_force=True),
    )
    db.session.add(run_asked)
    db.session.flush()
    jobs.enqueue("jobs.attribution.try_policy", str(run_asked.id))
    return run_asked


def run(run_id: UUID) -> None:
    """Try it, noting progress as it goes; does nothing when it was done. Commits."""
    with transaction():
        asked = db.session.get(DryRun, run_id)
        if asked is None or asked.finished_at:
            return
        policy = tried(asked)
    done, differing, kept = 0, 0, list[dict[str, Any]]()
    for replayed in replay_under(policy):
        done += 1
        if replayed.moves_credit:
            differing += 1
            if len(kept) < KEPT:
                kept.append(_as_json(replayed))
        if done % EACH == 0:
            _note(run_id, done, differing, kept)
    _note(run_id, done, differing, kept, finished_at=clock.now())


def tried(asked: DryRun) -> Policy:
    """Return the policy that a dry run tries."""
    return policy_of(UNSAVED, {**asked.settings, "version": UNSAVED})


def _note(
    run_id: UUID,
    done: int,
    differing: int,
    kept: list[dict[str, Any]],
    *,
    finished_at: datetime | None = None,
) -> None:
    with transaction():
        asked = db.session.get_one(DryRun, run_id)
        asked.done = done
        asked.differing = differing
        asked.differences = list(kept)
        asked.finished_at = finished_at


def _as_json(replayed: Replayed) -> dict[str, Any]:
    return {
        "seq": replayed.row.seq,
        "application": str(replayed.row.application),
        "before": _result(replayed.before),
        "after": _result(replayed.after),
    }


def _result(result: ReplayResult) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "reason": result.reason,
        "shares": [list(share) for share in result.shares],
    }
