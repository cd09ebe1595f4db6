"""While one batch is stored the next is made ready: each click once, whichever of them fails."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import func, select

from app.core.database import db
from app.tracking.journal.journal import Journal
from app.tracking.journal.segments import KEPT_SUFFIX, paths_in
from app.tracking.loading import loader as loading
from app.tracking.loading.loader import Loader, connect
from app.tracking.models import Click, JournalSegment, LinkDay
from tests.factories.sharing import make_link
from tests.factories.tracking import make_line

pytestmark = pytest.mark.own_database

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BATCH = 4
CLICKS = 10  # three batches
LONG = 60  # seconds until a test gives up


class Watched(Loader):
    """A loader that ends when the journal is empty, and has a test act at its seams.

    while_storing: called in place of storing the first batch, once the next one is prepared
    while_preparing: called before the second batch is prepared, with the connection that reads
    """

    while_storing = None
    while_preparing = None

    def __post_init__(self):
        super().__post_init__()
        self.prepared = self.stored = 0
        self.was_empty = False
        self.two_are_prepared = threading.Event()

    def _prepare(self, look):
        self.prepared += 1
        if self.prepared == 2 and self.while_preparing:
            self.while_preparing(look)
        batch = super()._prepare(look)
        if self.prepared == 2:
            self.two_are_prepared.set()
        if batch.is_empty and self.was_empty:  # and so nothing is being stored
            self.stop()
        self.was_empty = batch.is_empty
        return batch

    def _store_in(self, write, batch):
        self.stored += 1
        if self.stored == 1 and self.while_storing:
            assert self.two_are_prepared.wait(LONG), "nothing was prepared meanwhile"
            return self.while_storing(write, batch)
        return super()._store_in(write, batch)


@pytest.fixture
def link(app):
    found = make_link()
    db.session.commit()
    return found


@pytest.fixture
def journal(tmp_path, link):
    """A journal of ten clicks on one link."""
    found = Journal(tmp_path / "journal", ballast_bytes=0)
    for _ in range(CLICKS):
        found.append(make_line(link.code))
    return found


@pytest.fixture
def loader(app, journal, monkeypatch):
    monkeypatch.setattr(loading, "RETRY_AFTER", 0)
    monkeypatch.setattr(loading, "LOOK_EVERY", 0)
    return Watched(
        journal.folder, app.config["DATABASE_URL"], ZoneInfo("Europe/Paris"), batch=BATCH
    )


def stored():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Click))


def assert_each_once(journal, link):
    assert stored() == CLICKS
    assert db.session.scalar(select(func.sum(LinkDay.clicks)).filter_by(link_id=link.id)) == CLICKS
    sizes = {path.stem: path.stat().st_size for path in paths_in(journal.folder)}
    offsets = {each.id: each.loaded for each in db.session.scalars(select(JournalSegment))}
    assert {str(each): offset for each, offset in offsets.items()} == sizes


def cut(connection, app):
    """End the server process behind a connection, as a database that dies does."""
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", (connection.info.backend_pid,))


def test_the_next_batch_is_prepared_while_one_is_stored(loader, journal, link):
    loader.while_storing = super(Watched, loader)._store_in  # only once two are prepared

    loader.run()

    assert_each_once(journal, link)


def test_a_database_that_dies_while_a_batch_is_stored_takes_the_next_one_along(
    loader, journal, link, app
):
    def die(write, batch):
        cut(write, app)
        return super(Watched, loader)._store_in(write, batch)

    loader.while_storing = die

    loader.run()

    assert_each_once(journal, link)


def test_a_batch_that_was_stored_without_an_answer_is_not_stored_again(loader, journal, link):
    def store_and_hear_nothing(write, batch):
        super(Watched, loader)._store_in(write, batch)
        raise psycopg.OperationalError("gone")

    loader.while_storing = store_and_hear_nothing

    loader.run()

    assert_each_once(journal, link)


def test_a_database_that_dies_while_a_batch_is_prepared_loses_none_of_the_other(
    loader, journal, link, app, tmp_path
):
    other = Journal(journal.folder, ballast_bytes=0)
    other.append(make_line(link.code))
    loader.batch = CLICKS  # the second batch asks the database about the other segment
    loader.while_preparing = lambda look: cut(look, app)

    loader.run()

    assert loader.prepared > 3  # it began anew
    assert stored() == CLICKS + 1


def test_somebody_else_who_loads_the_segment_meanwhile_stores_each_click_once(
    loader, journal, link, app
):
    def be_late(write, batch):
        other = Loader(journal.folder, "", ZoneInfo("Europe/Paris"), batch=BATCH)
        with connect(app.config["DATABASE_URL"]) as connection:
            other.load_once(connection)
        return super(Watched, loader)._store_in(write, batch)  # OutOfStep

    loader.while_storing = be_late

    loader.run()

    assert_each_once(journal, link)


def test_one_that_is_stopped_ends_with_the_batch_at_hand_and_the_next_one_has_the_rest(
    loader, journal, link, app
):
    def be_stopped(write, batch):
        loader.stop()
        return super(Watched, loader)._store_in(write, batch)

    loader.while_storing = be_stopped

    loader.run()

    assert stored() == BATCH
    loader = Watched(journal.folder, loader.database_url, loader.zone)
    loader.run()
    assert_each_once(journal, link)


def test_a_link_that_is_erased_between_judging_and_storing_takes_only_its_own_clicks(
    loader, journal, link
):
    erased = make_link()
    db.session.commit()
    erased_id = erased.id
    journal.append(make_line(erased.code))
    loader.batch = CLICKS // 2 + 1  # its click is in the second batch

    def erase(write, batch):
        with psycopg.connect(loader.database_url) as other:
            other.execute("DELETE FROM referral_links WHERE id = %s", (erased_id,))
        return super(Watched, loader)._store_in(write, batch)

    loader.while_storing = erase

    loader.run()

    assert_each_once(journal, link)


def test_a_burst_that_two_batches_share_is_found(loader, journal, link, app):
    links = [make_link(), make_link()]
    db.session.commit()
    for number, each in enumerate([*links, link]):
        at = NOON + timedelta(seconds=number)
        journal.append(make_line(each.code, at=at, visitor="00000000000000ab"))
    loader.batch = CLICKS + 1  # one of the three, then two
    loader.while_storing = super(Watched, loader)._store_in

    loader.run()

    db.session.rollback()
    reasons = select(Click.reason).filter_by(visitor=bytes.fromhex("00000000000000ab"))
    assert db.session.scalars(reasons).all() == ["burst"] * 3


def test_segments_that_end_in_batches_that_follow_each_other_are_put_away(loader, journal, link):
    journal.close()
    journal.append(make_line(link.code))
    journal.close()
    loader.batch = CLICKS + 1  # the first ends in one batch, the second may only be seen in it
    loader.while_storing = super(Watched, loader)._store_in

    loader.run()

    assert stored() == CLICKS + 1
    assert paths_in(journal.folder) == []
    assert len(list(journal.folder.glob(f"*{KEPT_SUFFIX}"))) == 2
