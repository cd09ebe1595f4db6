"""Reads of links and of what became of them."""

from sqlalchemy import select

from app.extensions import db
from app.sharing.models import ReferralLink
from app.tracking.pages import FrontLink


def front_link(code: str) -> FrontLink | None:
    """Return the link of a code, as the front needs it."""
    link = ReferralLink
    row = db.session.execute(
        select(
            link.id,
            link.code,
            link.publication_id,
            link.ambassador_id,
            link.channel,
            link.language,
            link.words,
            link.created_at,
        ).where(link.code == code)
    ).one_or_none()
    return FrontLink(*row) if row else None
