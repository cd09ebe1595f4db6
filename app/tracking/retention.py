"""How long clicks and the loader's bookkeeping are kept."""

from datetime import datetime

from sqlalchemy import text

from app.core.database import db, transaction

CLICKS_KEPT_MONTHS = 25
BOOKS_KEPT_DAYS = 90
MONTHS_AHEAD = 2


def keep_partitions(*, now: datetime) -> None:
    """Make the coming months' partitions, drop what is too old; a second run changes nothing."""
    with transaction():
        db.session.execute(
            text(
                "SELECT clicks_make_partition((:now + make_interval(months => month))::date)"
                " FROM generate_series(0, :ahead) AS month"
            ),
            {"now": now, "ahead": MONTHS_AHEAD},
        )
        db.session.execute(
            text("SELECT clicks_drop_before((:now - make_interval(months => :kept))::date)"),
            {"now": now, "kept": CLICKS_KEPT_MONTHS},
        )
        for table, column in (
            ("journal_segments", "finished_at"),
            ("journal_nodes", "seen_at"),
            ("click_quarantine", "at"),
            ("click_losses", "last_at"),
        ):
            db.session.execute(
                text(
                    f"DELETE FROM {table}"  # noqa: S608 - the names above
                    f" WHERE {column} < :now - make_interval(days => :kept)"
                ),
                {"now": now, "kept": BOOKS_KEPT_DAYS},
            )
