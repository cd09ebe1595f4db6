"""Relay grades: declared, preview seen, confirmed; each with the click that gave it.

A grade is given by the first click that deserves it. It is taken back only when that very click
turns out to be something else, and then the next one that deserves it takes its place. Money
never reads grades. The first grade, declared, is written when the link is made
(tracking/relays.py).
"""

from collections.abc import Iterable

from psycopg import Cursor
from psycopg.rows import TupleRow

from app.tracking.loading.classified import ClassifiedClick, array, timestamp
from app.tracking.rules import CHANNEL_NETWORKS, ClickClass


class Firsts:
    """Each link's first click by a human, and its first preview that counts."""

    def __init__(self, clicks: Iterable[ClassifiedClick]) -> None:
        self.humans: dict[str, ClassifiedClick] = {}
        self.previews: dict[str, ClassifiedClick] = {}
        for click in clicks:
            if not click.link.publication_id:
                continue  # somebody's own link: giving it out relays nothing
            kind = click.verdict.kind
            if kind is ClickClass.HUMAN:
                _keep_earlier(self.humans, click)
            elif kind is ClickClass.PREVIEW and click.verdict.network in click.link.networks:
                _keep_earlier(self.previews, click)


def _keep_earlier(firsts: dict[str, ClassifiedClick], click: ClassifiedClick) -> None:
    known = firsts.get(click.link.link_id)
    if known is None or click.click_id < known.click_id:
        firsts[click.link.link_id] = click


# A relay that nobody has declared yet (the activity is on its way) is declared by its link.
_CONFIRM = """
INSERT INTO relays AS relay (link_id, declared_at, confirmed_at, confirmed_click_id)
SELECT link.id, link.created_at, first.at, first.click_id
FROM unnest(%s::uuid[], %s::timestamptz[], %s::uuid[]) AS first (link_id, at, click_id)
JOIN referral_links link ON link.id = first.link_id
WHERE NOT EXISTS (SELECT FROM relays known WHERE known.link_id = first.link_id
                  AND known.confirmed_click_id <= first.click_id)
ON CONFLICT (link_id) DO UPDATE
SET confirmed_at = excluded.confirmed_at, confirmed_click_id = excluded.confirmed_click_id
WHERE relay.confirmed_at IS NULL OR excluded.confirmed_click_id < relay.confirmed_click_id
"""
_SEE_PREVIEW = """
INSERT INTO relays AS relay
    (link_id, declared_at, preview_seen_at, preview_click_id, preview_network)
SELECT link.id, link.created_at, first.at, first.click_id, first.network
FROM unnest(%s::uuid[], %s::timestamptz[], %s::uuid[], %s::text[])
    AS first (link_id, at, click_id, network)
JOIN referral_links link ON link.id = first.link_id
ON CONFLICT (link_id) DO UPDATE
SET preview_seen_at = excluded.preview_seen_at, preview_click_id = excluded.preview_click_id,
    preview_network = excluded.preview_network
WHERE relay.preview_seen_at IS NULL OR excluded.preview_click_id < relay.preview_click_id
"""


def grade(cursor: Cursor[TupleRow], clicks: Iterable[ClassifiedClick]) -> None:
    """Raise the grades of the relays that these clicks came to, in the caller's transaction."""
    firsts = Firsts(clicks)
    for statement, found in ((_CONFIRM, firsts.humans), (_SEE_PREVIEW, firsts.previews)):
        if not found:
            continue
        values = [
            array(found),
            array(f'"{timestamp(click.milliseconds)}"' for click in found.values()),
            array(click.click_id for click in found.values()),
        ]
        if statement is _SEE_PREVIEW:
            values.append(array(click.verdict.network for click in found.values()))
        cursor.execute(statement, values)


_WITHDRAW_HUMAN = """
UPDATE relays SET confirmed_at = NULL, confirmed_click_id = NULL
WHERE link_id = ANY(%(links)s::uuid[]) AND confirmed_click_id = ANY(%(clicks)s::uuid[])
RETURNING link_id
"""
_WITHDRAW_PREVIEW = """
UPDATE relays
SET preview_seen_at = NULL, preview_click_id = NULL, preview_network = NULL
WHERE link_id = ANY(%(links)s::uuid[]) AND preview_click_id = ANY(%(clicks)s::uuid[])
RETURNING link_id
"""
_NEXT_HUMAN = """
UPDATE relays SET confirmed_at = next.at, confirmed_click_id = next.id
FROM unnest(%(links)s::uuid[]) AS affected (link_id),
LATERAL (SELECT at, id FROM clicks
         WHERE link_id = affected.link_id AND class = 'human' ORDER BY id LIMIT 1) AS next
WHERE relays.link_id = affected.link_id
"""
_NEXT_PREVIEW = """
UPDATE relays SET preview_seen_at = next.at, preview_click_id = next.id,
    preview_network = next.network
FROM referral_links link,
LATERAL (SELECT at, id, network FROM clicks
         WHERE link_id = link.id AND class = 'preview'
         AND (link.channel, network) IN (
             SELECT * FROM unnest(%(channels)s::text[], %(networks)s::text[]))
         ORDER BY id LIMIT 1) AS next
WHERE link.id = ANY(%(links)s::uuid[]) AND relays.link_id = link.id
"""


def withdraw(cursor: Cursor[TupleRow], clicks: Iterable[ClassifiedClick]) -> None:
    """Take back the grades that these clicks gave: they are no longer what they seemed.

    Their rows must be corrected already: the next click that deserves the grade is looked up.
    """
    clicks = list(clicks)
    if not clicks:
        return
    gone = {
        "links": array({click.link.link_id for click in clicks}),
        "clicks": array(click.click_id for click in clicks),
    }
    pairs = [(channel, network) for channel, of in CHANNEL_NETWORKS.items() for network in of]
    allowed = {
        "channels": array(channel for channel, _ in pairs),
        "networks": array(network for _, network in pairs),
    }
    for take_back, give in ((_WITHDRAW_HUMAN, _NEXT_HUMAN), (_WITHDRAW_PREVIEW, _NEXT_PREVIEW)):
        affected = [link_id.hex for (link_id,) in cursor.execute(take_back, gone).fetchall()]
        if affected:
            cursor.execute(give, {"links": array(affected), **allowed})
