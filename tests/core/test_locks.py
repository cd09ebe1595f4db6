"""Every advisory lock stands in one file, and is taken in its order."""

import re
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from app.core import locks
from app.core.database import db
from app.core.locks import Lock
from config import ROOT
from tests.lock_order import WrongOrder


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield
        db.session.rollback()


def test_no_other_file_takes_an_advisory_lock_by_itself():
    files = [
        path
        for folder in ("app", "jobs", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if path != ROOT / "app/core/locks.py"
    ]

    assert [path for path in (*files, ROOT / "migrations/env.py") if takes(path)] == []


def takes(path) -> bool:
    return "pg_advisory" in path.read_text() or "pg_try_advisory" in path.read_text()


def test_what_migrations_lock_by_number_stands_there_too():
    numbers = {
        int(number)
        for path in (ROOT / "migrations/versions").glob("*.py")
        for number in re.findall(r"advisory\w*\((\d+)\)", path.read_text())
    }

    assert numbers == {Lock.PARTITIONS.value}


def test_no_two_locks_have_one_number_or_word():
    assert len({lock.value for lock in Lock}) == len(Lock) == len(Lock.__members__)


@pytest.mark.parametrize(
    ("lock", "key"), [(Lock.LEDGER, "a key"), (Lock.CREDIT, None)], ids=["number", "word"]
)
def test_a_lock_of_one_thing_of_its_kind_needs_its_key(lock, key):
    with pytest.raises(ValueError, match=lock.name):
        locks.taking(lock, key)


def test_locks_in_their_order_may_be_taken_in_one_transaction():
    for lock in Lock:
        locks.hold(lock, "one" if isinstance(lock.value, str) else None)


def test_a_lock_taken_again_waits_for_nobody():
    locks.hold(Lock.GROUPS, shared=True)
    locks.hold(Lock.LEDGER)

    locks.hold(Lock.GROUPS, shared=True)
    locks.hold(Lock.LEDGER)


def test_a_lock_that_comes_earlier_in_the_order_is_refused_after_a_later_one():
    locks.hold(Lock.LEDGER)

    with pytest.raises(WrongOrder, match="GROUPS after LEDGER"):
        locks.hold(Lock.GROUPS, shared=True)


def test_two_things_of_one_kind_are_not_held_at_once():
    locks.hold(Lock.RECOMMENDED_MAILBOX, "a@example.org")

    with pytest.raises(WrongOrder, match="of two things"):
        locks.hold(Lock.RECOMMENDED_MAILBOX, "b@example.org")


def test_a_lock_that_is_shared_cannot_then_be_held_alone():
    locks.hold(Lock.GROUPS, shared=True)

    with pytest.raises(WrongOrder, match="shared already"):
        locks.hold(Lock.GROUPS)


def test_a_holder_of_the_groups_alone_may_decide_the_credits_of_several_people():
    locks.hold(Lock.GROUPS)
    locks.hold(Lock.CREDIT, uuid4())
    locks.hold(Lock.LEDGER)

    locks.hold(Lock.CREDIT, uuid4())


def test_a_transaction_that_ends_gives_its_locks_back():
    locks.hold(Lock.LEDGER)
    db.session.commit()

    locks.hold(Lock.GROUPS, shared=True)


def test_taking_locks_costs_the_loader_no_sqlalchemy():
    program = "import sys, app.tracking.loading.loader; sys.exit('sqlalchemy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0
