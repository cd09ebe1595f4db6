"""Hold the transactions of the tests to the order of app/core/locks.py.

Those of requests, and those of tests with a database of their own: elsewhere a test calls one verb
after the other in a single transaction, which nothing but a test does.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from flask import has_request_context
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from app.core.locks import Lock

ORDER = {lock: place for place, lock in enumerate(Lock)}
HELD = "locks held"
#: rows that one who holds `Lock.GROUPS` alone writes: nobody waits for it while holding them
ROWS_OF_GROUPS = ("candidates", "applications")


class WrongOrder(AssertionError):
    """Two such transactions could wait for each other."""


@dataclass
class Held:
    """What one transaction holds: the locks with their keys, in the order of taking."""

    locks: dict[tuple[Lock, object], str] = field(default_factory=dict)
    alone: set[Lock] = field(default_factory=set)
    rows: str = ""

    def take(self, lock: Lock, key: object, *, shared: bool) -> None:
        """Note a lock. raises: WrongOrder"""
        if (lock, key) in self.locks:
            if not shared and lock not in self.alone:
                raise WrongOrder(f"{lock.name} is shared already: two who share it would wait")
            return
        if lock is Lock.GROUPS and self.rows:
            raise WrongOrder(f"{lock.name} after rows were locked: {self.rows}")
        everything_is_ours = Lock.DEMONSTRATION in self.alone
        groups_are_ours = lock is Lock.CREDIT and Lock.GROUPS in self.alone
        if not (everything_is_ours or groups_are_ours):
            for before, other in self.locks:
                if ORDER[before] > ORDER[lock]:
                    raise WrongOrder(f"{lock.name} after {before.name}")
                if before is lock:
                    raise WrongOrder(f"{lock.name} of two things: {other} and {key}")
        self.locks[lock, key] = lock.name
        if not shared:
            self.alone.add(lock)


def _watch(state: ORMExecuteState) -> None:
    if not state.is_select or not _is_real(state.session):
        return
    text = str(state.statement)
    held: Held = state.session.info.setdefault(HELD, Held())
    if "pg_advisory_xact_lock" in text:
        lock, key = _lock_in(state.statement)
        held.take(lock, key, shared="xact_lock_shared" in text)
    elif _table_locked(text) in ROWS_OF_GROUPS:
        held.rows = held.rows or text


def _is_real(session: Session) -> bool:
    """Tell whether a transaction is one that a program would have, too."""
    return has_request_context() or session.join_transaction_mode != "create_savepoint"


def _table_locked(text: str) -> str:
    """Return the table whose rows a statement waits for and locks; empty when there is none."""
    if " FOR UPDATE" not in text or "SKIP LOCKED" in text:
        return ""
    named = re.search(r"FOR UPDATE OF (\w+)", text) or re.search(r"FROM (\w+)", text)
    return named[1] if named else ""


def _lock_in(statement: Any) -> tuple[Lock, object]:
    values = list(statement.compile().params.values())
    word = next((value for value in values if isinstance(value, str)), None)
    if word is None:
        return Lock(values[0]), None
    kind, _, key = word.partition(":")
    return Lock(kind), key


def _forget(session: Session, *_: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop(HELD, None)


def _forget_after_rollback(session: Session, previous: Any) -> None:
    if not previous.nested:
        session.info.pop(HELD, None)


def watch() -> None:
    """Fail whatever takes its locks in another order, from now on."""
    event.listen(Session, "do_orm_execute", _watch)
    event.listen(Session, "after_commit", _forget)
    event.listen(Session, "after_soft_rollback", _forget_after_rollback)
