"""Every advisory lock of PostgreSQL that Relais takes, in the order in which they are taken.

A transaction that takes several takes them in the order of `Lock`, and takes them before it locks
a row of candidates or applications: so no two transactions wait for each other. Two exceptions
harm nobody: `CREDIT` is only ever taken under `GROUPS`, so who holds that alone takes several
credits; and the demonstration is loaded where nobody works yet. The tests hold transactions to
this (tests/lock_order.py).

All end with their transaction, but the scheduler's, which ends with its connection.
"""

from enum import Enum
from typing import TYPE_CHECKING

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow

if TYPE_CHECKING:
    from sqlalchemy import Select


class Lock(Enum):
    """What one transaction does while another one waits.

    A number is PostgreSQL's key of the lock; a word is the beginning of one key for each thing of
    its kind. Neither changes: during an upgrade programs of two versions run side by side.
    """

    #: migrating the schema: of two nodes that start together, the second finds it done
    MIGRATIONS = 5_247_001
    #: enqueueing what is due, as long as a connection lives: two schedulers enqueue once
    SCHEDULER = 5_247_002
    #: loading the demonstration: of two loads, the second finds the first one's company
    DEMONSTRATION = 5_247_020
    #: taking an administrator away: two who close each other's account leave one
    ADMINISTRATORS = 7_201
    #: inviting people: of two lists at once, the second finds whom the first one invited
    INVITATIONS = 5_247_014
    #: putting a policy in force: two managers publish one after the other
    POLICY = 5_247_010
    #: publishing the charter: of two versions, the second is compared with the first
    CHARTER = 5_247_013
    #: recording the agency claim of a form (its id), which may be sent twice
    AGENCY_CLAIM = "agency_claim"
    #: asking a recommended mailbox (folded), or taking its answer
    RECOMMENDED_MAILBOX = "recommendation"
    #: which candidates are one person: shared by who relies on it, held alone to change it
    GROUPS = 5_247_012
    #: deciding the credits of one person (the first candidate of their group)
    CREDIT = "attribution"
    #: appending to the ledger, or erasing what its rows rest on
    LEDGER = 5_247_011
    #: writing clicks and their roll-ups: a loader, a correction or a new classification
    CLICKS = 5_247_006
    #: making or dropping a month of clicks; taken by the functions of migration 0005
    PARTITIONS = 5_247_005


def taking(lock: Lock, key: object = None, *, shared: bool = False) -> "Select[tuple[object]]":
    """Return the statement that waits for a lock, and holds it until the transaction ends. Pure.

    key: which thing of its kind, of a lock that is a word
    shared: with others who share it, and never with one who holds it alone
    """
    from sqlalchemy import func, select  # the loader, which takes locks by itself, does without

    if (key is None) is isinstance(lock.value, str):
        raise ValueError(f"{lock.name}: a lock that is a word has a key, and no other")
    number = lock.value if key is None else func.hashtextextended(f"{lock.value}:{key}", 0)
    take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    return select(take(number))


def hold(lock: Lock, key: object = None, *, shared: bool = False) -> None:
    """Wait for a lock, and hold it until the transaction of the session ends; see `taking`."""
    from app.core.database import db

    db.session.execute(taking(lock, key, shared=shared))


def hold_by(connection: Connection[TupleRow] | Cursor[TupleRow], lock: Lock) -> None:
    """Wait for a lock, and hold it until the transaction of a driver's connection ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock.value,))


def try_to_hold(connection: Connection[TupleRow], lock: Lock) -> bool:
    """Hold a lock as long as a connection lives; False when somebody else holds it."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (lock.value,)).fetchone()
    return row is not None and row[0] is True
