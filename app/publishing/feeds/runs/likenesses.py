"""“The same?”: a new opening of a feed that looks like one which is there. A person answers.

Until somebody has, it is not made: nothing is doubled without a word. Of a run, `same` holds each
question by identifier: the opening that it looks like, and the answer, once there is one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from app.core.database import db
from app.core.text.fold import fold
from app.publishing.feeds.columns import Known, values_of
from app.publishing.feeds.models import Feed, FeedOpening
from app.publishing.feeds.result import ImportedOpening, Reading
from app.publishing.models import Opening, PublicationState, PublicationText

JOIN, APART = "join", "apart"  # answers
AT_ONCE = 200  # titles in one statement
ROW = "row:"  # begins the identifier of what has none of its own


def is_like(mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Say whether two openings of one title may be one, by their places and teams. Pure.

    One that agrees is enough; where nothing can be compared, they may be.
    """
    compared = [a == b for a, b in zip(mine, theirs, strict=True) if a and b]
    return not compared or any(compared)


def two_of_three(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether two of title, place and contract are the same in two rows. Pure."""
    pairs = list(zip(map(fold, mine), map(fold, theirs), strict=False))
    return sum(bool(a.strip()) and a.strip() == b.strip() for a, b in pairs) >= 2


def questions(
    feed: Feed, some: Sequence[ImportedOpening], reading: Reading, ours: Known
) -> dict[str, Any]:
    """Return what must be asked about some openings which a feed has not brought before."""
    asked: dict[str, Any] = {}
    for first in range(0, len(some), AT_ONCE):
        part = some[first : first + AT_ONCE]
        by_hand = _by_hand({fold(each.title) for each in part})
        for each in part:
            said = values_of(each, ours)
            mine = (said["place"], said["team"])
            found = (
                key for key, *theirs in by_hand.get(fold(each.title), ()) if is_like(mine, theirs)
            )
            if key := next(found, None):
                asked[each.external_id] = {"opening": key, "answer": ""}
    return asked | _renamed_rows(feed, some, reading)


def _by_hand(titles: set[str]) -> Mapping[str, list[tuple[str, str | None, str | None]]]:
    """Return the openings of some folded titles that follow no feed: keys, places, teams."""
    title = func.fold(PublicationText.title)
    rows = db.session.execute(
        select(title, Opening.id, Opening.place_id, Opening.team_id)
        .select_from(PublicationText)
        .join(Opening, Opening.id == PublicationText.publication_id)
        .outerjoin(FeedOpening, FeedOpening.opening_id == Opening.id)
        .where(FeedOpening.id.is_(None), Opening.state != PublicationState.ARCHIVED)
        .where(title.in_(titles))
        .order_by(Opening.id)
    )
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for name, key, place, team in rows:
        found.setdefault(name, []).append((str(key), place and str(place), team and str(team)))
    return found


def _renamed_rows(feed: Feed, some: Sequence[ImportedOpening], reading: Reading) -> dict[str, Any]:
    """Return the rows without an identifier that may be one which the table no longer holds."""
    new = [each.external_id for each in some if each.external_id in reading.likeness]
    if not new:
        return {}
    rows = db.session.execute(
        select(FeedOpening.external_id, FeedOpening.opening_id, FeedOpening.likeness)
        .where(FeedOpening.feed_id == feed.id, FeedOpening.external_id.startswith(ROW))
        .order_by(FeedOpening.id)
    ).all()
    gone = [row for row in rows if row.external_id not in reading.present and row.likeness]
    asked = {}
    for key in new:
        alike = (row for row in gone if two_of_three(reading.likeness[key], row.likeness))
        if row := next(alike, None):
            asked[key] = {"opening": str(row.opening_id), "answer": ""}
    return asked
