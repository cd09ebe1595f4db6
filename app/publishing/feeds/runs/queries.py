"""What pages ask of imports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.database import db
from app.people.models import Person, PersonRole
from app.people.permissions import GRANTS, Permission, may
from app.publishing.feeds.models import Feed, FeedOpening, FeedRun
from app.publishing.feeds.result import ImportedOpening, Reading
from app.publishing.models import Opening, PublicationText
from app.publishing.queries import colleague_named, colleagues_called

A_PAGE = 50
RUNS_SHOWN = 20
IMPORTERS = [role for role, opened in GRANTS.items() if Permission.IMPORT_OPENINGS in opened]


@dataclass(frozen=True)
class LikeOne:
    """A new opening, and the one which it looks like. answer: "" until there is one"""

    key: str
    title: str
    place: str
    opening_id: UUID
    known_as: str
    answer: str


def feeds() -> Sequence[Feed]:
    """Return where openings come from, by name."""
    query = select(Feed).options(joinedload(Feed.owner)).order_by(Feed.name, Feed.id)
    return db.session.scalars(query.limit(200)).all()


def feed_of(feed_id: UUID) -> Feed | None:
    """Return one source."""
    return db.session.get(Feed, feed_id, options=[joinedload(Feed.owner)])


def latest_runs(feed_id: UUID | None = None) -> Sequence[FeedRun]:
    """Return the latest readings, newest first; of one source, if one is named."""
    query = select(FeedRun).options(joinedload(FeedRun.feed), joinedload(FeedRun.by))
    if feed_id:
        query = query.where(FeedRun.feed_id == feed_id).limit(RUNS_SHOWN)
    return db.session.scalars(query.order_by(FeedRun.id.desc()).limit(RUNS_SHOWN)).all()


def latest_headings(feed_id: UUID) -> UUID | None:
    """Return the latest reading of a source whose columns can be matched."""
    query = select(FeedRun.id).where(FeedRun.feed_id == feed_id, FeedRun.headings != {})
    return db.session.scalar(query.order_by(FeedRun.id.desc()).limit(1))


def importers_called(typed: str) -> list[tuple[UUID, str]]:
    """Return the key and name of those who may import, whose name holds what is typed."""
    rows = colleagues_called(typed, limit=40)
    can = select(PersonRole.person_id).where(
        PersonRole.person_id.in_([key for key, _ in rows]), PersonRole.role.in_(IMPORTERS)
    )
    able = set(db.session.scalars(can))
    return [row for row in rows if row[0] in able]


def importer_named(key: UUID) -> str | None:
    """Return the name of somebody who may import; None for anybody else."""
    person = db.session.get(Person, key)
    able = person is not None and may(person, Permission.IMPORT_OPENINGS)
    return colleague_named(key) if able else None


def likenesses(
    run: FeedRun, reading: Reading, language: str, *, most: int = A_PAGE
) -> list[LikeOne]:
    """Return the first questions of a run whether two openings are the same."""
    asked = [each for each in reading.openings if each.external_id in run.same][:most]
    keys = [UUID(run.same[each.external_id]["opening"]) for each in asked]
    names = _titles(keys, language)
    return [
        LikeOne(
            each.external_id, each.title, each.place or "", key, names[key],
            run.same[each.external_id]["answer"],
        )
        for each, key in zip(asked, keys, strict=True)
        if key in names
    ]  # fmt: skip


def _titles(keys: Sequence[UUID], language: str) -> Mapping[UUID, str]:
    if not keys:
        return {}
    rows = db.session.execute(
        select(Opening.id, PublicationText.title)
        .join(PublicationText, PublicationText.publication_id == Opening.id)
        .where(Opening.id.in_(keys))
        .order_by(PublicationText.language == language)
    )
    return {row.id: row.title for row in rows}


def run_of(run_id: UUID) -> FeedRun | None:
    """Return one reading."""
    return db.session.get(FeedRun, run_id)


def known_ids(feed_id: UUID) -> set[str]:
    """Return the identifiers that a feed has brought before."""
    query = select(FeedOpening.external_id).where(FeedOpening.feed_id == feed_id)
    return set(db.session.scalars(query))


def first_openings(reading: Reading) -> tuple[ImportedOpening, ...]:
    """Return as many openings as one page shows. Pure."""
    return reading.openings[:A_PAGE]
