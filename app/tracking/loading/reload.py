"""Load again what this node still has of its journal: for a database restored from a backup.

The backup knows nothing of the clicks since; their segments, loaded and put away, are kept for a
week (`loader.KEPT_SECONDS`). A click that is stored already stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from psycopg import Connection
from psycopg.rows import TupleRow

from app.tracking.journal.journal import node_of
from app.tracking.journal.lines import CorruptLine, JournalLine, Loss, decode
from app.tracking.journal.segments import kept_lines
from app.tracking.loading.classified import classify_click
from app.tracking.loading.store import Batch, Store

BATCH = 20_000


@dataclass
class Reloaded:
    """How many clicks the journal still has, and how many of them were missing."""

    found: int = 0
    stored: int = 0


def reload(connection: Connection[TupleRow], folder: Path, zone: tzinfo) -> Reloaded:
    """Store every click of this node's journal that the database lacks; harmless when repeated.

    The loader may run meanwhile. Clicks on links that no longer exist are left out.
    """
    done, store, node = Reloaded(), Store(zone), node_of(folder)
    lines = _lines(folder)
    while read := list(islice(lines, BATCH)):
        clicks = [line for line in read if isinstance(line, JournalLine)]
        links = store.links_of(connection, (click.code for click in clicks))
        batch = Batch(
            clicks=[
                classify_click(click, links[click.code]) for click in clicks if click.code in links
            ],
            losses=[(node, line) for line in read if isinstance(line, Loss)],
        )
        done.found += len(batch.clicks)
        done.stored += store.store(connection, batch)
    return done


def _lines(folder: Path) -> Iterator[JournalLine | Loss]:
    for raw in kept_lines(folder):
        try:
            yield decode(raw.text)
        except CorruptLine:
            continue  # the loader sets it aside, or has done so
