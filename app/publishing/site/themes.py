"""The themes that the career site has a page of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.core.database import db
from app.core.text.clean import without_nul
from app.publishing.kinds import OPENINGS, online
from app.publishing.models import Opening, Theme, publication_themes


def theme_of_code(code: str) -> Theme | None:
    """Return the theme that a code names."""
    return db.session.scalar(select(Theme).where(Theme.code == without_nul(code)))


def themes_with_openings(*, now: datetime) -> Sequence[tuple[Theme, int]]:
    """Return the themes of openings that are online with how many there are, most first."""
    count = func.count(Opening.id)
    rows = db.session.execute(
        select(Theme, count)
        .join(publication_themes, publication_themes.c.theme_id == Theme.id)
        .join(Opening, Opening.id == publication_themes.c.publication_id)
        .where(online(OPENINGS, now))
        .group_by(Theme.id)
        .order_by(count.desc(), func.fold(Theme.name_fr))
    )
    return [(theme, number) for theme, number in rows]
