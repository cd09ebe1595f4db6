"""Jobs of attribution: what waits, what is due, and the ledger's daily care."""

from uuid import UUID

from app.attribution import daily_check
from app.attribution.deciding import appeals, confirmations, decide, dry_run
from app.core import clock
from app.core.database import transaction
from jobs import worker_context


def decide_waiting() -> None:
    """Decide again what waits for a confirmation, each hour."""
    with worker_context():
        decide.decide_waiting(now=clock.now())


def remind_ambassadors() -> None:
    """Remind ambassadors whom candidates named and who have yet to answer, each day.

    Those whose time is over are told so, and candidates whom nobody has confirmed at half time;
    each in a transaction of its own.
    """
    with worker_context():
        now = clock.now()
        for tell in (
            confirmations.remind,
            confirmations.tell_over,
            confirmations.tell_candidates,
        ):
            with transaction():
                tell(now=now)


def remind_judges() -> None:
    """Remind managers of appeals whose answer is due, each day."""
    with worker_context(), transaction():
        appeals.remind_judges(now=clock.now())


def verify_ledger() -> None:
    """Verify the whole ledger and keep what was seen, each day."""
    with worker_context(), transaction():
        daily_check.verify_and_note(now=clock.now())


def send_checkpoint() -> None:
    """Sign the ledger's end and send it outside, each day."""
    with worker_context(), transaction():
        daily_check.send_checkpoint(now=clock.now())


def try_policy(run_id: str) -> None:
    """Try a policy on the whole history; a second run gives the same."""
    with worker_context():
        dry_run.run(UUID(run_id))
