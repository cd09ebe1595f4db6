"""Classify stored clicks again when the rules have changed, and say what moved.

The database keeps no User-Agent, so this reads the journal: what a node still has of it (a week,
`loader.KEPT_SECONDS`). Older clicks keep their class, and the version of the rules that gave it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from pathlib import Path

import psycopg
from psycopg import Connection, Cursor
from psycopg.rows import TupleRow

from app.core import locks
from app.core.locks import Lock
from app.tracking.journal.lines import CorruptLine, JournalLine, decode
from app.tracking.journal.segments import kept_lines
from app.tracking.loading import grades
from app.tracking.loading.classified import BURST_VERDICT, ClassifiedClick, array, classify_click
from app.tracking.loading.classify import ACTED, BURST, HUMAN, ClickVerdict
from app.tracking.loading.corrections import (
    ROW,
    become_bursts,
    dissolve_bursts,
    find_bursts,
    stored_click,
)
from app.tracking.loading.rollups import Rollups
from app.tracking.loading.store import Store
from app.tracking.rules import VERSION, ClickClass

BATCH = 20_000

_STORED = f"""
SELECT {ROW} FROM clicks JOIN referral_links AS link ON link.id = clicks.link_id
WHERE clicks.id = ANY(%s::uuid[]) AND clicks.rules_version < %s
FOR UPDATE OF clicks
"""  # noqa: S608
_WRITE_CLASS = """
UPDATE clicks
SET class = new.class, reason = new.reason, network = new.network, browser = new.browser
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS new (id, class, reason, network, browser)
WHERE clicks.id = new.id
"""


@dataclass
class Moved:
    """What a change of the rules has moved: from class and reason to class and reason."""

    looked_at: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, pairs: Iterable[tuple[ClickVerdict, ClickVerdict]]) -> None:
        """Count what clicks were and are."""
        self.changes.update((_words(was), _words(now)) for was, now in pairs if was != now)


def reclassify(
    connection: Connection[TupleRow], folder: Path, zone: tzinfo, *, dry_run: bool
) -> Moved:
    """Classify again every click in this node's journal that has a class by older rules.

    dry_run: report and change nothing
    """
    moved, store = Moved(), Store(zone)
    for lines in _batches(folder):
        with connection.transaction(), connection.cursor() as cursor:
            locks.hold_by(cursor, Lock.CLICKS)
            stored = _classified_before(cursor, lines)
            if not stored:
                continue
            links = store.links_of(connection, (line.code for line in lines))
            classified = {
                line.click_id: classify_click(line, links[line.code])
                for line in lines
                if line.code in links
            }
            _classify_again(cursor, stored, classified, zone, moved)
            if dry_run:
                raise psycopg.Rollback
    return moved


def _classified_before(
    cursor: Cursor[TupleRow], lines: list[JournalLine]
) -> dict[str, ClassifiedClick]:
    """Return the clicks of these lines that have a class by older rules, locked until the end."""
    cursor.execute(_STORED, (array(line.click_id for line in lines), VERSION))
    return {row.click_id: row for row in map(stored_click, cursor.fetchall())}


def _batches(folder: Path) -> Iterator[list[JournalLine]]:
    lines = _clicks(folder)
    while batch := list(islice(lines, BATCH)):
        yield batch


def _clicks(folder: Path) -> Iterator[JournalLine]:
    for raw in kept_lines(folder):
        try:
            line = decode(raw.text)
        except CorruptLine:
            continue  # in quarantine already
        if isinstance(line, JournalLine):
            yield line


def _classify_again(
    cursor: Cursor[TupleRow],
    stored: dict[str, ClassifiedClick],
    classified: dict[str, ClassifiedClick],
    zone: tzinfo,
    moved: Moved,
) -> None:
    """Write what the present rules say of stored clicks, and what follows from it.

    classified: by the present rules, those that need no correction included
    """
    moved.looked_at += len(stored)
    before = [
        old for old in stored.values() if _moves(old.verdict, classified[old.click_id].verdict)
    ]
    after = [classified[old.click_id]._replace(internal=old.internal) for old in before]
    if before:
        _write(cursor, after)
        rollups = Rollups(zone)
        for old, new in zip(before, after, strict=True):
            rollups.remove(old)
            rollups.add(new)
        rollups.apply(cursor)
        grades.withdraw(cursor, before)
        grades.grade(cursor, after)
        # a click that is no longer human may have made others look like a burst, and vice versa
        in_app = [each.click_id for each in classified.values() if each.verdict.reason == "in_app"]
        dissolved = dissolve_bursts(cursor, before, zone, in_app=in_app)
        burst = become_bursts(cursor, find_bursts(cursor, after), zone)
        was = {
            **{each.click_id: BURST_VERDICT for each in dissolved},
            **{click_id: each.verdict for click_id, each in stored.items()},
        }
        now = {each.click_id: each.verdict for each in (*after, *dissolved, *burst)}
        moved.note((was.get(click_id, HUMAN), verdict) for click_id, verdict in now.items())
    cursor.execute(
        "UPDATE clicks SET rules_version = %s WHERE id = ANY(%s::uuid[])",
        (VERSION, array(stored)),
    )


def _moves(old: ClickVerdict, new: ClickVerdict) -> bool:
    """Whether a stored verdict changes by itself: what later clicks or engagements show stands."""
    if old.reason == ACTED or (old.reason == BURST and new.kind is ClickClass.HUMAN):
        return False
    return old != new


def _write(cursor: Cursor[TupleRow], clicks: list[ClassifiedClick]) -> None:
    cursor.execute(
        _WRITE_CLASS,
        (
            [click.click_id for click in clicks],
            [str(click.verdict.kind) for click in clicks],
            [click.verdict.reason for click in clicks],
            [click.verdict.network and str(click.verdict.network) for click in clicks],
            [click.browser for click in clicks],
        ),
    )


def _words(verdict: ClickVerdict) -> str:
    network = f", {verdict.network}" if verdict.network else ""
    return f"{verdict.kind} ({verdict.reason}{network})"
