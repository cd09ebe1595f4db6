"""What a run did to an opening, kept so that it can be undone; an opening as a feed sees it."""

from typing import Any

from app.core.database import db
from app.core.ids import uuid7
from app.publishing.content import content_of
from app.publishing.feeds.models import ChangeKind, FeedChange, FeedRun
from app.publishing.kinds import OpeningContent
from app.publishing.models import Opening


def note(
    run: FeedRun, opening: Opening, kind: ChangeKind, *,
    before: dict[str, Any] | None = None, base: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Keep what a run did. before, base: the values of the opening and of its feed, until then"""
    db.session.add(
        FeedChange(
            id=uuid7(), run_id=run.id, opening_id=opening.id, kind=kind, before=before or {},
            base=base or {}, version=opening.version,
        )
    )  # fmt: skip
    db.session.flush()


def opening_content(opening: Opening) -> OpeningContent:
    """Return what an opening holds now."""
    content = content_of(opening)
    assert isinstance(content, OpeningContent)
    return content
