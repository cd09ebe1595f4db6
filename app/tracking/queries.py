"""Reads of links, of what became of them, and of where the loaders stand."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.extensions import db
from app.sharing.models import ReferralLink
from app.tracking.models import JournalNode, LinkDay, QuarantinedLine, Relay
from app.tracking.pages import FrontLink
from app.tracking.rules import ClickClass


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
    found = db.session.scalars(select(Relay).where(Relay.link_id.in_(link_ids)))
    return {relay.link_id: relay for relay in found}


def visits_of(link_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many visits links had, colleagues' not counted; none for those without any."""
    rows = db.session.execute(
        select(LinkDay.link_id, func.sum(LinkDay.clicks))
        .where(
            LinkDay.link_id.in_(link_ids),
            LinkDay.kind == ClickClass.HUMAN,
            LinkDay.internal.is_(False),
        )
        .group_by(LinkDay.link_id)
    )
    return {link_id: int(visits) for link_id, visits in rows}


def journal_nodes() -> Sequence[JournalNode]:
    """Return every node that has a journal, the one seen last first."""
    return db.session.scalars(select(JournalNode).order_by(JournalNode.seen_at.desc())).all()


def quarantined_lines(limit: int = 100) -> Sequence[QuarantinedLine]:
    """Return the lines set aside, newest first."""
    return db.session.scalars(
        select(QuarantinedLine).order_by(QuarantinedLine.id.desc()).limit(limit)
    ).all()
