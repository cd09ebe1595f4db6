"""What the editor shows of an opening that follows a source: what follows, what a hand keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.people.permissions import Permission, may
from app.publishing import queries
from app.publishing.feeds.columns import FIELDS
from app.publishing.feeds.models import Feed, FeedOpening
from app.publishing.feeds.runs.by_hand import follow_again, kept_by_hand
from app.publishing.kinds import OPENINGS, family_of
from app.publishing.models import Publication
from app.web.access import allowed
from app.web.imports.words import KEPT
from app.web.writing import bp
from app.web.writing.desk import me

ALL = "all"


@dataclass(frozen=True)
class FollowedSource:
    """An opening and its source.

    feed: None for who may not look at it
    kept: what a hand keeps, by name; follows: what does not differ from what the source says
    """

    name: str
    feed: UUID | None
    kept: Sequence[tuple[str, str]]
    follows: Sequence[str]


def followed_of(publication: Publication) -> FollowedSource | None:
    """Return the source that a publication follows, if it does. One statement."""
    if not family_of(publication).takes_applications:
        return None
    row = db.session.scalar(
        select(FeedOpening)
        .join(Feed)
        .where(FeedOpening.opening_id == publication.id)
        .options(joinedload(FeedOpening.feed).lazyload(Feed.owner))
    )
    if row is None:
        return None
    kept = kept_by_hand(row)
    return FollowedSource(
        name=row.feed.name,
        feed=row.feed_id if may(me(), Permission.IMPORT_OPENINGS) else None,
        kept=[(name, str(KEPT[name])) for name in kept],
        follows=[str(KEPT[name]) for name in FIELDS if name not in kept and row.base.get(name)],
    )


@bp.post("/openings/<uuid:publication_id>/follow-again")
@allowed(Permission.WRITE_OPENINGS)
def follow_source_again(publication_id: UUID) -> ResponseReturnValue:
    """Let one thing of an opening, or all, be as its source says again."""
    now = clock.now()
    opening = queries.publication_seen_by(me(), OPENINGS, publication_id, now=now)
    row = db.session.scalar(
        select(FeedOpening).where(FeedOpening.opening_id == opening.id)
    ) or abort(404)
    asked = request.form.get("name", "")
    names = list(FIELDS) if asked == ALL else [asked]
    try:
        with transaction():
            db.session.refresh(row, with_for_update=True)
            done = follow_again(row, names, by=me(), now=now)
    except Refusal:
        flash(
            _("This cannot follow the source: the opening is online, and would lack something."),
            "warning",
        )
    else:
        if done:
            fields = ", ".join(str(KEPT[name]) for name in done)
            flash(_("As the source says again: %(fields)s.", fields=fields), "success")
    return redirect(f"/openings/{publication_id}", 303)
