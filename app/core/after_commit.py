"""Do something once the current transaction is safely in the database, and only then."""

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)
PENDING = "after_commit"


def after_commit(act: Callable[[], Any]) -> None:
    """Call `act` after the commit of the current session; forget it on rollback."""
    from app.extensions import db

    db.session().info.setdefault(PENDING, []).append(act)


@event.listens_for(Session, "after_commit")
def _run(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for act in session.info.pop(PENDING, []):
        try:
            act()
        except Exception:  # the change is committed: its follow-up must not deny it
            log.exception("after_commit_failed")


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if previous.nested:
        return
    session.info.pop(PENDING, None)
