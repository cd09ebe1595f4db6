"""Lines of the journal that could not be read: kept as they are, and tried again."""

import json
from collections.abc import Iterator

from psycopg import Connection
from psycopg.rows import TupleRow
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import calendar, locks
from app.core.database import db
from app.core.locks import Lock
from app.tracking.journal.lines import CorruptLine, JournalLine, decode
from app.tracking.loading.classified import classify_click
from app.tracking.loading.store import Batch, Store
from app.tracking.models import JournalSegment, QuarantinedLine

AT_ONCE = 10_000  # lines


def try_again() -> int:
    """Read lines set aside once more, in the caller's transaction; returns how many could be read.

    For after an upgrade that mends the reading. A line that can be read leaves the quarantine and
    is loaded as if it had just come; a click that is stored already is not stored twice.
    """
    connection = _driver_connection(db.session())
    locks.hold(Lock.CLICKS)
    batch, read = Batch(), []
    lines: list[JournalLine] = []
    kept = db.session.scalars(select(QuarantinedLine).order_by(QuarantinedLine.id).limit(AT_ONCE))
    nodes = dict(db.session.execute(select(JournalSegment.id, JournalSegment.node_id)).all())
    for row in kept:
        try:
            line = decode(row.line)
        except CorruptLine:
            continue
        read.append(row.id)
        if isinstance(line, JournalLine):
            lines.append(line)
        elif row.segment_id in nodes:
            batch.losses.append((nodes[row.segment_id], line))
    if not read:
        return 0
    store = Store(calendar.zone())
    links = store.links_of(connection, [line.code for line in lines])
    batch.clicks = [classify_click(line, links[line.code]) for line in lines if line.code in links]
    store.store(connection, batch)
    db.session.execute(delete(QuarantinedLine).where(QuarantinedLine.id.in_(read)))
    return len(read)


def _driver_connection(session: Session) -> Connection[TupleRow]:
    """Return the loader's kind of connection, within the session's transaction."""
    session.flush()
    return session.connection().connection.driver_connection  # type: ignore[return-value]


def as_json_lines() -> Iterator[str]:
    """Yield the lines set aside as JSON objects, one a line: to keep, or to send to somebody.

    `line` holds the bytes as latin-1 text: encoded so again, they are exactly what was found.
    """
    rows = db.session.execute(
        select(QuarantinedLine, JournalSegment.node_id)
        .outerjoin(JournalSegment, JournalSegment.id == QuarantinedLine.segment_id)
        .order_by(QuarantinedLine.id)
        .execution_options(yield_per=1000)
    )
    for kept, node_id in rows:
        yield (
            json.dumps(
                {
                    "at": kept.at.isoformat(),
                    "node": str(node_id) if node_id else None,
                    "segment": str(kept.segment_id),
                    "position": kept.position,
                    "reason": kept.reason,
                    "line": kept.line.decode("latin-1"),
                }
            )
            + "\n"
        )
