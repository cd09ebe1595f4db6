"""Partitions: made ahead, dropped when their clicks are too old, by a role that owns nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.core import clock
from app.core.database import db
from app.tracking.models import Click
from app.tracking.retention import CLICKS_KEPT_MONTHS, keep_partitions
from tests.factories.sharing import make_link
from tests.factories.tracking import follow


def partitions():
    return set(
        db.session.scalars(
            text(
                "SELECT inhrelid::regclass::text FROM pg_inherits"
                " WHERE inhparent = 'clicks'::regclass"
            )
        )
    )


@pytest.mark.own_database
def test_the_coming_months_have_their_partition(app):
    ahead = clock.now() + timedelta(days=65)

    keep_partitions(now=clock.now() + timedelta(days=35))

    assert f"clicks_{ahead:%Y_%m}" in partitions()


@pytest.mark.own_database
def test_a_second_run_changes_nothing(app):
    keep_partitions(now=clock.now())
    before = partitions()

    keep_partitions(now=clock.now())

    assert partitions() == before


@pytest.mark.own_database
def test_clicks_past_retention_go_with_their_partition_and_the_others_stay(app):
    link = make_link()
    long_ago = clock.now() - timedelta(days=31 * (CLICKS_KEPT_MONTHS + 2))
    follow(link, at=long_ago)
    follow(link, at=clock.now() - timedelta(days=20_000))  # in the default partition
    kept = follow(link)
    db.session.commit()

    keep_partitions(now=clock.now())

    assert db.session.scalars(select(Click.id)).all() == [kept]
    assert f"clicks_{long_ago:%Y_%m}" not in partitions()


def test_recent_clicks_cannot_be_dropped_even_by_mistake(app):
    follow(make_link())

    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text("SELECT clicks_drop_before(now()::date)"))

    assert db.session.scalar(select(func.count()).select_from(Click)) == 1


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE clicks", "TRUNCATE clicks", "ALTER TABLE clicks DISABLE TRIGGER ALL"],
)
def test_the_program_owns_no_click(app, statement):
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(statement))
