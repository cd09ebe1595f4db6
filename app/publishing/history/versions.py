"""Keeping versions, and reading them.

Saves of one draft by one person within a while are one version; what is online, planned or
submitted is never folded: each correction stays by itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer
from werkzeug.exceptions import NotFound

from app.core.database import db
from app.core.pagination import Page, paginate
from app.people.models import Person
from app.publishing.content import changed_names
from app.publishing.history.models import Cause, PublicationVersion
from app.publishing.history.snapshots import as_json, content_from
from app.publishing.kinds import Content
from app.publishing.models import Publication, PublicationState

FOLDED_FOR = timedelta(minutes=10)
PER_PAGE = 20
LARGEST = 2**63 - 1


def keep(
    publication: Publication,
    before: Content,
    after: Content,
    *,
    cause: Cause,
    by: Person | None,
    now: datetime,
) -> None:
    """Keep what a publication has become, once its version has grown, in the caller's transaction.

    before: kept too, where nothing of the publication was yet
    """
    last = _last(publication)
    if last is None:
        last = _first(publication, before, now=now)
    if _folds(last, publication, cause, by, now):
        earlier = _last(publication, before=last.number)
        last.number, last.at, last.content = publication.version, now, as_json(after)
        base = content_from(earlier.content) if earlier else None
        last.changed = changed_names(base, after) if base else last.changed
    else:
        db.session.add(
            PublicationVersion(
                publication_id=publication.id,
                number=publication.version,
                since=now,
                at=now,
                by_id=by.id if by else None,
                cause=cause,
                changed=changed_names(before, after),
                content=as_json(after),
            )
        )
    db.session.flush()


def _first(publication: Publication, content: Content, *, now: datetime) -> PublicationVersion:
    """Keep how a publication stood before its first change that is kept."""
    at = min(publication.created_at, now)
    first = PublicationVersion(
        publication_id=publication.id,
        number=publication.version - 1,
        since=at,
        at=at,
        by_id=publication.author_id,
        cause=Cause.SAVED,
        changed=[],
        content=as_json(content),
    )
    db.session.add(first)
    db.session.flush()
    return first


def _folds(
    last: PublicationVersion,
    publication: Publication,
    cause: Cause,
    by: Person | None,
    now: datetime,
) -> bool:
    return (
        publication.state is PublicationState.DRAFT
        and cause is last.cause is Cause.SAVED
        and bool(last.changed)
        and by is not None
        and last.by_id == by.id
        and timedelta(0) <= now - last.since < FOLDED_FOR
        and (publication.state_since is None or publication.state_since <= last.since)
    )


def _last(publication: Publication, before: int = LARGEST) -> PublicationVersion | None:
    return db.session.scalar(
        select(PublicationVersion)
        .where(
            PublicationVersion.publication_id == publication.id,
            PublicationVersion.number < before,
        )
        .options(undefer(PublicationVersion.content))
        .order_by(PublicationVersion.number.desc())
        .limit(1)
    )


def versions_of(publication: Publication, *, page: int) -> Page[PublicationVersion]:
    """Return a page of the versions of a publication, the latest first, without what they say."""
    statement = (
        select(PublicationVersion)
        .where(PublicationVersion.publication_id == publication.id)
        .options(joinedload(PublicationVersion.by))
        .order_by(PublicationVersion.number.desc())
    )
    return paginate(statement, page=page, per_page=PER_PAGE)


def pair_of(
    publication: Publication, number: int
) -> tuple[PublicationVersion, PublicationVersion | None]:
    """Return a version and the one before it, with what they say. raises: NotFound"""
    if number > LARGEST:
        raise NotFound
    found: Sequence[PublicationVersion] = db.session.scalars(
        select(PublicationVersion)
        .where(
            PublicationVersion.publication_id == publication.id,
            PublicationVersion.number <= number,
        )
        .options(undefer(PublicationVersion.content), joinedload(PublicationVersion.by))
        .order_by(PublicationVersion.number.desc())
        .limit(2)
    ).all()
    if not found or found[0].number != number:
        raise NotFound
    return found[0], found[1] if len(found) > 1 else None


def version_at(publication: Publication, number: int) -> PublicationVersion | None:
    """Return the version in force when a publication had a number, with what it says."""
    return _last(publication, before=number + 1)


def latest_number(publication_id: UUID) -> int | None:
    """Return the number of the latest version that was kept."""
    return db.session.scalar(
        select(PublicationVersion.number)
        .where(PublicationVersion.publication_id == publication_id)
        .order_by(PublicationVersion.number.desc())
        .limit(1)
    )
