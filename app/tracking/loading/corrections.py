"""Correct clicks that turn out to be something else than they seemed: bursts and engagements.

Each changes stored rows, the roll-ups and the grades together, in the caller's transaction.
"""

from collections.abc import Collection
from datetime import tzinfo
from itertools import compress, groupby
from operator import attrgetter
from typing import NamedTuple

from psycopg import Cursor
from psycopg.rows import TupleRow

from app.tracking.loading import grades
from app.tracking.loading.classified import ClassifiedClick, LinkFacts, array
from app.tracking.loading.classify import ClickVerdict, bursts
from app.tracking.loading.rollups import Rollups
from app.tracking.rules import BURST_CODES, BURST_MILLISECONDS, ClickClass, PreviewFetcher

# What a correction needs of a row that is stored already.
ROW = (
    "clicks.id, clicks.at, clicks.link_id, link.publication_id, link.ambassador_id, link.channel,"
    " clicks.class, clicks.reason, clicks.network, clicks.internal, clicks.visitor"
)


def stored_click(row: TupleRow) -> ClassifiedClick:
    """Return a stored click from a row of `ROW`."""
    (click_id, at, link_id, publication_id, ambassador_id, channel,
     kind, reason, network, internal, visitor) = row  # fmt: skip
    return ClassifiedClick(
        click_id.hex,
        int(at.timestamp() * 1000),
        LinkFacts.of(link_id, publication_id, ambassador_id, channel),
        ClickVerdict(ClickClass(kind), reason, PreviewFetcher(network) if network else None),
        browser="",
        referrer="",
        language="",
        internal=internal,
        visitor=visitor.hex(),
    )


# ── bursts ──────────────────────────────────────────────────────────────────────────────────

# By visitor, one after the other (OFFSET 0 keeps it so): without statistics, as those of a month's
# first hours, PostgreSQL would rather search all clicks of those seconds for each visitor.
_NEIGHBOURS = """
SELECT suspect.visitor, near.id, near.link_id
FROM unnest(%s::text[], %s::uuid[], %s::uuid[]) AS suspect (visitor, low, high),
LATERAL (SELECT id, link_id FROM clicks
         WHERE visitor = decode(suspect.visitor, 'hex') AND id >= %s AND id < %s
         AND (class = 'human' OR reason = 'burst') AND reason <> 'acted' OFFSET 0) AS near
WHERE near.id >= suspect.low AND near.id < suspect.high
"""
_BECOME_BURST = f"""
UPDATE clicks SET class = 'scanner', reason = 'burst' FROM referral_links AS link
WHERE clicks.id = ANY(%s::uuid[]) AND clicks.class = 'human' AND link.id = clicks.link_id
RETURNING {ROW}
"""  # noqa: S608
_BE_HUMAN = f"""
UPDATE clicks SET class = 'human',
    reason = CASE WHEN clicks.id = ANY(%s::uuid[]) THEN 'in_app' ELSE 'human' END
FROM referral_links AS link
WHERE clicks.id = ANY(%s::uuid[]) AND clicks.reason = 'burst' AND link.id = clicks.link_id
RETURNING {ROW}
"""  # noqa: S608


class _Suspect(NamedTuple):
    """A human click of a visitor, stored or about to be."""

    visitor: str
    milliseconds: int
    click_id: str
    link_id: str


def find_bursts(cursor: Cursor[TupleRow], clicks: list[ClassifiedClick]) -> set[str]:
    """Return the ids, in the batch and among stored clicks, of those that belong to a burst."""
    suspects = [_suspect(click) for click in clicks if click.verdict.kind is ClickClass.HUMAN]
    return _flagged([*suspects, *_neighbours(cursor, suspects)])


def _suspect(click: ClassifiedClick) -> _Suspect:
    return _Suspect(click.visitor, click.milliseconds, click.click_id, click.link.link_id)


def _flagged(suspects: list[_Suspect]) -> set[str]:
    """Return the ids of those that the rule makes a burst. Pure."""
    found: set[str] = set()
    for _, group in groupby(sorted(suspects), key=attrgetter("visitor")):
        theirs = list(group)
        if len({each.link_id for each in theirs}) >= BURST_CODES:
            flags = bursts([(each.milliseconds, each.link_id) for each in theirs])
            found.update(each.click_id for each in compress(theirs, flags))
    return found


def _neighbours(
    cursor: Cursor[TupleRow], suspects: list[_Suspect], *, reach: int = BURST_MILLISECONDS
) -> list[_Suspect]:
    """Return the stored human clicks of these visitors, so many milliseconds around."""
    spans: dict[str, tuple[int, int]] = {}
    for each in suspects:
        low, high = spans.get(each.visitor, (each.milliseconds, each.milliseconds))
        spans[each.visitor] = min(low, each.milliseconds), max(high, each.milliseconds)
    if not spans:
        return []
    lows = [_id_at(low - reach) for low, _ in spans.values()]
    highs = [_id_at(high + reach + 1) for _, high in spans.values()]
    rows = cursor.execute(
        _NEIGHBOURS, (array(spans), array(lows), array(highs), min(lows), max(highs))
    )
    return [
        _Suspect(visitor, click_id.int >> 80, click_id.hex, link_id.hex)
        for visitor, click_id, link_id in rows.fetchall()
    ]


def _id_at(milliseconds: int) -> str:
    """Return the least click id of an instant, in hexadecimal."""
    return f"{max(0, milliseconds):012x}" + "0" * 20


def become_bursts(
    cursor: Cursor[TupleRow], click_ids: Collection[str], zone: tzinfo
) -> list[ClassifiedClick]:
    """Class stored human clicks as a scanner's after all; returns those that were human."""
    if not click_ids:
        return []
    cursor.execute(_BECOME_BURST, (array(click_ids),))
    changed = [stored_click(row) for row in cursor.fetchall()]
    rollups = Rollups(zone)
    for click in changed:
        rollups.remove(click, ClickClass.HUMAN)
        rollups.add(click)
    rollups.apply(cursor)
    grades.withdraw(cursor, changed)
    return changed


def dissolve_bursts(
    cursor: Cursor[TupleRow],
    clicks: list[ClassifiedClick],
    zone: tzinfo,
    *,
    in_app: Collection[str],
) -> list[ClassifiedClick]:
    """Class clicks as human again that were a burst only because of these; returns them.

    in_app: ids of clicks that an application's own browser made, as far as is known
    """
    suspects = [_suspect(click) for click in clicks]
    # twice as far: a click at the edge may belong to a burst beyond it
    around = _neighbours(cursor, suspects, reach=2 * BURST_MILLISECONDS)
    near = {each.click_id for each in _neighbours(cursor, suspects)}
    cleared = near - _flagged(around)
    cursor.execute(_BE_HUMAN, (array(in_app), array(cleared)))
    changed = [stored_click(row) for row in cursor.fetchall()]
    rollups = Rollups(zone)
    for click in changed:
        rollups.remove(click, ClickClass.SCANNER)
        rollups.add(click)
    rollups.apply(cursor)
    grades.grade(cursor, changed)
    return changed


# ── engagements ─────────────────────────────────────────────────────────────────────────────

_ACT = f"""
UPDATE clicks SET class = 'human', reason = 'acted'
FROM click_acts AS act, referral_links AS link
WHERE clicks.id = act.click_id AND clicks.class = 'prefetch' AND link.id = clicks.link_id
RETURNING {ROW}
"""  # noqa: S608
_FORGET_ACTS = """
DELETE FROM click_acts
WHERE at < now() - interval '30 days'
    OR EXISTS (SELECT FROM clicks WHERE clicks.id = click_acts.click_id)
"""


def apply_engagements(cursor: Cursor[TupleRow], zone: tzinfo) -> int:
    """Class prefetched pages on which somebody acted as visits; returns how many there were.

    An engagement waits up to 30 days for a click that is still in a journal: its loader may be
    down.
    """
    if cursor.execute("SELECT FROM click_acts LIMIT 1").fetchone() is None:
        return 0
    cursor.execute(_ACT)
    changed = [stored_click(row) for row in cursor.fetchall()]
    cursor.execute(_FORGET_ACTS)
    rollups = Rollups(zone)
    for click in changed:
        rollups.remove(click, ClickClass.PREFETCH)
        rollups.add(click)
    rollups.apply(cursor)
    grades.grade(cursor, changed)
    return len(changed)
