"""What becomes of openings that a feed no longer holds, and of those that come back. Pure.

source: docs/recruiters/imports.md
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

APART = timedelta(hours=1)  # between the two readings that an opening is absent from
SUSPENDED_AFTER = timedelta(days=3)  # of an address that is gone
LEAST_ASKED = 5  # openings


@dataclass(frozen=True)
class FedOpening:
    """An opening that a feed brought.

    is_open: whether candidates may read it
    closed_by_feed: whether the feed closed it, and nobody else did since
    missing_at: the first complete reading that it was absent from, of those in a row
    """

    external_id: str
    is_open: bool
    closed_by_feed: bool = False
    missing_at: datetime | None = None


@dataclass(frozen=True)
class Vanished:
    """What a complete reading changes.

    missing: absent, when they were first so
    close, ask: to be closed, or closed only once a person agrees; one of them is empty
    reopen: closed by the feed, and there again
    """

    missing: Mapping[str, datetime]
    close: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    reopen: tuple[str, ...] = ()


def vanished(openings: Iterable[FedOpening], present: Set[str], *, now: datetime) -> Vanished:
    """Decide what a complete reading changes: nothing else than such a one closes anything. Pure.

    present: the identifiers of all that it holds, refused ones among them
    """
    openings = sorted(openings, key=lambda each: each.external_id)
    absent = [each for each in openings if each.external_id not in present]
    missing = {each.external_id: each.missing_at or now for each in absent}
    due = tuple(
        each.external_id
        for each in absent
        if each.is_open and each.missing_at and now - each.missing_at >= APART
    )
    reopen = tuple(
        each.external_id
        for each in openings
        if each.external_id in present and each.closed_by_feed and not each.is_open
    )
    count = sum(each.is_open for each in openings)
    asks = not present or (len(due) >= LEAST_ASKED and 2 * len(due) > count)
    return Vanished(missing, () if asks else due, due if asks else (), reopen)


def agreed(asked: Iterable[str], present: Set[str]) -> tuple[str, ...]:
    """Return what a person agreed to close: what they were shown, but what came back. Pure."""
    return tuple(each for each in asked if each not in present)


def is_suspended(first_gone_at: datetime | None, *, now: datetime) -> bool:
    """Say whether an address has been gone for so long that it is no longer asked. Pure."""
    return first_gone_at is not None and now - first_gone_at >= SUSPENDED_AFTER
