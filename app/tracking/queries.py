"""Read links, what became of them, and where the loaders stand."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from app.core.database import db
from app.sharing.models import ReferralLink
from app.tracking.models import (
    ClickLoss,
    JournalNode,
    LinkDay,
    LinkTotal,
    PublicationDay,
    QuarantinedLine,
    Relay,
)
from app.tracking.rules import ClickClass


@dataclass(frozen=True, slots=True)
class FrontLink:
    """A referral link, as far as its landing page shows it."""

    publication_id: UUID
    ambassador_id: UUID
    language: str  # of the words
    words: str


def front_link(code: str) -> FrontLink | None:
    """Return the link of a code, as the front needs it."""
    link = ReferralLink
    row = db.session.execute(
        select(link.publication_id, link.ambassador_id, link.language, link.words).where(
            link.code == code
        )
    ).one_or_none()
    return FrontLink(*row) if row else None


def relays_of(link_ids: Collection[UUID]) -> dict[UUID, Relay]:
    """Return the relays of links, by link; a link made a moment ago may have none yet."""
    relays = db.session.scalars(select(Relay).where(Relay.link_id.in_(link_ids)))
    return {relay.link_id: relay for relay in relays}


def visits_of(link_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many visits links had, colleagues' not counted; none for those without any."""
    rows = db.session.execute(
        select(LinkTotal.link_id, LinkTotal.visits).where(
            LinkTotal.link_id.in_(link_ids), LinkTotal.visits > 0
        )
    )
    return {row.link_id: row.visits for row in rows}


@dataclass(frozen=True)
class Arrivals:
    """Every request that came to a link, by what made it. Only visits count."""

    visits: int = 0
    colleagues: int = 0
    own: int = 0
    previews: int = 0
    machines: int = 0  # robots, scanners, and pages fetched ahead that nobody looked at


def arrivals_at(link_id: UUID) -> Arrivals:
    """Return all that came to a link."""
    rows = db.session.execute(
        select(LinkDay.kind, LinkDay.internal, func.sum(LinkDay.clicks))
        .where(LinkDay.link_id == link_id)
        .group_by(LinkDay.kind, LinkDay.internal)
    )
    found: Counter[str] = Counter()
    for kind, internal, clicks in rows:
        human = "colleagues" if internal else "visits"
        found[human if kind is ClickClass.HUMAN else _ARRIVALS.get(kind, "machines")] += int(clicks)
    return Arrivals(**found)


_ARRIVALS = {ClickClass.OWN: "own", ClickClass.PREVIEW: "previews"}


def journal_nodes() -> Sequence[JournalNode]:
    """Return every node that has a journal, the one seen last first."""
    return db.session.scalars(select(JournalNode).order_by(JournalNode.seen_at.desc())).all()


def quarantined_lines(limit: int = 100) -> Sequence[QuarantinedLine]:
    """Return the lines set aside, newest first."""
    return db.session.scalars(
        select(QuarantinedLine).order_by(QuarantinedLine.id.desc()).limit(limit)
    ).all()


def quarantined_count() -> int:
    """Return how many lines are set aside."""
    return db.session.scalar(select(func.count()).select_from(QuarantinedLine)) or 0


def losses(limit: int = 100) -> Sequence[ClickLoss]:
    """Return when clicks were answered and could not be written, the latest first."""
    return db.session.scalars(
        select(ClickLoss).order_by(ClickLoss.last_at.desc()).limit(limit)
    ).all()


def counted_since(day: date) -> dict[tuple[ClickClass, bool], int]:
    """Return how many clicks came since a day, by class and whether a colleague made them."""
    rows = db.session.execute(
        select(PublicationDay.kind, PublicationDay.internal, func.sum(PublicationDay.clicks))
        .where(PublicationDay.day >= day)
        .group_by(PublicationDay.kind, PublicationDay.internal)
    )
    return {(kind, internal): int(clicks) for kind, internal, clicks in rows}
