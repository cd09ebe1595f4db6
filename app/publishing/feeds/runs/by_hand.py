"""What a person's hand keeps of an opening that follows a feed, and following it again."""

from collections.abc import Collection
from datetime import datetime

from app.people.models import Person
from app.publishing import write
from app.publishing.feeds.columns import FIELDS, content_with, current_values
from app.publishing.feeds.models import FeedOpening
from app.publishing.feeds.runs.changes import opening_content
from app.publishing.feeds.same_again import followed
from app.publishing.history.models import Cause


def kept_by_hand(row: FeedOpening) -> list[str]:
    """Name what of an opening a person's hand keeps."""
    current = current_values(opening_content(row.opening), row.base["language"])
    return [name for name in FIELDS if current[name] != row.base.get(name)]


def follow_again(
    row: FeedOpening, names: Collection[str], *, by: Person, now: datetime
) -> list[str]:
    """Let some things of an opening follow their feed again; returns those that were kept.

    names: of `FIELDS`; others, and what follows already, are left as they are
    raises: NotReady where an opening that is online would lack something
    """
    wanted = [name for name in kept_by_hand(row) if name in names]
    if wanted:
        language = row.base["language"]
        content = opening_content(row.opening)
        values = followed(row.base, current_values(content, language), wanted)
        write.save(
            row.opening, content_with(content, values, language), version=row.opening.version,
            by=by, now=now, cause=Cause.IMPORTED,
        )  # fmt: skip
    return wanted
