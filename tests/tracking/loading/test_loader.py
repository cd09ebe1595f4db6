"""From the journal to rows: each click once, whatever happens in between."""

import gzip
import os
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from app.core import clock
from app.core.database import db
from app.tracking.journal.journal import Journal
from app.tracking.journal.lines import Loss, encode_loss
from app.tracking.journal.segments import KEPT_SUFFIX, drop_unfinished, kept_lines, paths_in
from app.tracking.loading.loader import Loader
from app.tracking.loading.reload import reload
from app.tracking.loading.store import OutOfStep
from app.tracking.models import (
    Click,
    ClickLoss,
    JournalNode,
    JournalSegment,
    LinkDay,
    PublicationDay,
    QuarantinedLine,
)
from app.tracking.rules import ClickClass
from bench.user_agents import cases
from tests.factories.people import make_person
from tests.factories.sharing import make_link
from tests.factories.tracking import LINKEDIN, driver_connection, make_line

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def link(app):
    return make_link(channel="linkedin")


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal", ballast_bytes=0)


@pytest.fixture
def load(app, journal):
    """Load what the journal has, with a loader that has just been started."""

    def load_all(batch=100):
        loader = Loader(journal.folder, "", ZoneInfo("Europe/Paris"), batch=batch)
        lines = 0
        while loaded := loader.load_once(driver_connection()):
            lines += loaded
        db.session.expire_all()
        return lines

    journal.folder.mkdir()
    return load_all


def stored():
    return db.session.scalar(select(func.count()).select_from(Click))


def counts(table, key):
    """The roll-ups of a link or a publication: by class, with colleagues apart."""
    column = table.link_id if table is LinkDay else table.publication_id
    rows = db.session.execute(
        select(table.kind, table.internal, func.sum(table.clicks))
        .where(column == key)
        .group_by(table.kind, table.internal)
    )
    return {(str(kind), internal): int(total) for kind, internal, total in rows}


def test_a_journalled_click_becomes_a_row(load, journal, link):
    journal.append(
        make_line(
            link.code,
            at=NOON,
            visitor="00000000000000ab",
            headers={"HTTP_REFERER": "https://www.linkedin.com/", "HTTP_ACCEPT_LANGUAGE": "fr"},
        )
    )

    assert load() == 1

    click = db.session.scalars(select(Click)).one()
    assert click.at == NOON
    assert click.link_id == link.id
    assert (click.kind, click.reason) == (ClickClass.HUMAN, "human")
    assert click.browser == "Firefox"
    assert click.referrer == "www.linkedin.com"
    assert click.language == "fr"
    assert click.visitor == bytes.fromhex("00000000000000ab")
    assert not click.internal


def test_a_growing_segment_is_loaded_as_it_grows(load, journal, link):
    journal.append(make_line(link.code))
    load()
    journal.append(make_line(link.code))

    assert load() == 1
    assert stored() == 2


def test_loading_again_loads_nothing(load, journal, link):
    for _ in range(10):
        journal.append(make_line(link.code))

    assert load() == 10
    assert load() == 0
    assert stored() == 10
    assert counts(LinkDay, link.id) == {("human", False): 10}


def test_batches_of_any_size_store_the_same(load, journal, link):
    for _ in range(25):
        journal.append(make_line(link.code))

    assert load(batch=7) == 25
    assert stored() == 25


def test_a_torn_last_line_waits_until_it_is_complete(load, journal, link):
    whole, torn = make_line(link.code), make_line(link.code)
    journal.append(whole)
    journal.append(torn[:40])

    assert load() == 1
    journal.append(torn[40:])
    assert load() == 1
    assert stored() == 2


def test_the_torn_last_line_of_a_dead_process_is_dropped(load, journal, link):
    journal.append(make_line(link.code))
    journal.append(make_line(link.code)[:40])
    journal.close()

    assert load() == 1
    assert paths_in(journal.folder) == []
    assert db.session.scalar(select(func.count()).select_from(QuarantinedLine)) == 0


def test_a_segment_copied_while_it_grows_costs_the_original_nothing(load, journal, link, tmp_path):
    journal.append(make_line(link.code))
    torn = make_line(link.code)
    journal.append(torn[:40])
    (path,) = paths_in(journal.folder)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / path.name).write_bytes(path.read_bytes())

    # the copy has no writer: it is loaded as if it were whole
    Loader(copy, "", ZoneInfo("Europe/Paris")).load_once(driver_connection())
    journal.append(torn[40:])
    load()

    assert stored() == 2
    assert db.session.scalar(select(func.count()).select_from(QuarantinedLine)) == 0


def test_what_a_killed_process_was_making_is_cleared_away(load, journal, link):
    journal.append(make_line(link.code))
    litter = ["a.new", "b.clicks.tmp", "node.123", "ballast.123"]
    for name in [*litter, "fresh.new"]:
        (journal.folder / name).write_bytes(b"x")
    for name in litter:
        os.utime(journal.folder / name, (1, 1))

    drop_unfinished(journal.folder, older_than=3600)

    left = {path.name for path in journal.folder.iterdir()}
    assert left == {"node", "fresh.new", paths_in(journal.folder)[0].name}


def reload_all(journal):
    done = reload(driver_connection(), journal.folder, ZoneInfo("Europe/Paris"))
    db.session.expire_all()
    return done.found, done.stored


def test_after_a_backup_is_restored_the_journal_gives_back_the_clicks_since(load, journal, link):
    for _ in range(3):
        journal.append(make_line(link.code))
    journal.close()
    load()
    # the backup knows of one click, and of none of this node's segments
    db.session.execute(
        text("DELETE FROM clicks WHERE id > (SELECT min(id::text)::uuid FROM clicks)")
    )
    db.session.execute(text("DELETE FROM journal_segments"))
    db.session.execute(text("UPDATE link_days SET clicks = 1"))
    db.session.execute(text("UPDATE publication_days SET clicks = 1"))

    assert reload_all(journal) == (3, 2)
    assert reload_all(journal) == (3, 0)

    assert stored() == 3
    assert counts(LinkDay, link.id) == {("human", False): 3}
    assert counts(PublicationDay, link.publication_id) == {("human", False): 3}


def test_a_loss_that_is_read_again_is_still_one(load, journal, link):
    journal.append(encode_loss(Loss(7, 1_700_000_000_000, 1_700_000_001_000)))
    journal.close()
    load()

    reload_all(journal)

    assert [loss.clicks for loss in db.session.scalars(select(ClickLoss))] == [7]


def test_a_kept_segment_that_is_damaged_gives_what_can_be_read_of_it(load, journal, link):
    for _ in range(2):
        journal.append(make_line(link.code))
        journal.close()
    load()
    first, _ = sorted(journal.folder.glob(f"*{KEPT_SUFFIX}"))
    first.write_bytes(first.read_bytes()[:40])
    (journal.folder / f"zero{KEPT_SUFFIX}").write_bytes(b"")

    assert len(list(kept_lines(journal.folder))) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda line: line.replace(b"GET", b"PET"),
        lambda line: line[:30] + b"\n" + line[30:],
        lambda line: b"\0" * 50 + b"\n",
        lambda line: b"z" * 20_000 + b"\n",
        lambda line: b"\n",
    ],
    ids=["changed", "cut", "zeros", "long", "empty"],
)
def test_a_corrupt_line_is_set_aside_with_its_bytes_and_the_others_load(
    load, journal, link, damage
):
    corrupt = damage(make_line(link.code))
    before = make_line(link.code)
    journal.append(before)
    journal.append(corrupt)
    journal.append(make_line(link.code))

    load()

    assert stored() == 2
    found = db.session.scalars(select(QuarantinedLine).order_by(QuarantinedLine.position)).all()
    assert found[0].line == corrupt.split(b"\n")[0][:8192]
    (path,) = paths_in(journal.folder)
    assert path.read_bytes()[found[0].position :].startswith(found[0].line)


def test_a_finished_segment_is_put_away_once_it_is_loaded(load, journal, link):
    journal.append(make_line(link.code))
    load()
    assert len(paths_in(journal.folder)) == 1
    journal.close()

    load()

    assert paths_in(journal.folder) == []
    (kept,) = journal.folder.glob(f"*{KEPT_SUFFIX}")
    assert link.code.encode() in gzip.decompress(kept.read_bytes())
    assert len(list(kept_lines(journal.folder))) == 1
    assert db.session.scalars(select(JournalSegment)).one().finished_at is not None


def test_a_loader_killed_between_commit_and_putting_away_loses_nothing(load, journal, link):
    journal.append(make_line(link.code))
    (path,) = paths_in(journal.folder)
    before = path.read_bytes()
    journal.close()
    load()
    path.write_bytes(before)  # as if it had not come so far

    assert load() == 0
    assert stored() == 1
    assert paths_in(journal.folder) == []


def test_clicks_whose_offset_was_lost_are_stored_once(load, journal, link):
    for _ in range(5):
        journal.append(make_line(link.code))
    load()
    db.session.execute(text("DELETE FROM journal_segments"))
    for _ in range(3):
        journal.append(make_line(link.code))

    load()

    assert stored() == 8
    assert counts(LinkDay, link.id) == {("human", False): 8}
    assert counts(PublicationDay, link.publication_id) == {("human", False): 8}


def test_two_loaders_on_one_segment_do_not_store_it_twice(load, journal, link, app):
    journal.append(make_line(link.code))
    slow = Loader(journal.folder, "", ZoneInfo("Europe/Paris"))
    slow.load_once(driver_connection())
    journal.append(make_line(link.code))
    load()

    with pytest.raises(OutOfStep):
        slow.load_once(driver_connection())

    db.session.expire_all()
    assert stored() == 2


def test_several_nodes_load_side_by_side(app, tmp_path, link):
    loaders = []
    for name in ("one", "two"):
        journal = Journal(tmp_path / name, ballast_bytes=0)
        for _ in range(4):
            journal.append(make_line(link.code))
        loaders.append(Loader(journal.folder, "", ZoneInfo("Europe/Paris")))

    for loader in loaders:
        loader.load_once(driver_connection())
        loader._tell(driver_connection())

    db.session.expire_all()
    assert stored() == 8
    assert counts(LinkDay, link.id) == {("human", False): 8}
    assert {node.id for node in db.session.scalars(select(JournalNode))} == {
        loader.node for loader in loaders
    }


def test_a_file_that_is_no_segment_stops_nothing(load, journal, link):
    journal.append(make_line(link.code))
    (journal.folder / "notes.clicks").write_text("shopping list\n")
    (journal.folder / "empty.clicks").write_text("")

    assert load() == 1


def test_a_click_on_a_link_that_was_erased_is_dropped(load, journal, link):
    journal.append(make_line("zzzzzzzzzz"))
    journal.append(make_line(link.code))

    assert load() == 2
    assert stored() == 1


def test_a_link_that_is_erased_takes_its_clicks_with_it(load, journal, link):
    journal.append(make_line(link.code))
    load()

    db.session.execute(text("DELETE FROM referral_links WHERE id = :id"), {"id": link.id})

    assert stored() == 0
    assert counts(LinkDay, link.id) == {}


def test_what_could_not_be_written_is_told(load, journal, link):
    journal.append(encode_loss(Loss(12, 1_700_000_000_000, 1_700_000_060_000)))

    load()

    loss = db.session.scalars(select(ClickLoss)).one()
    assert loss.clicks == 12
    assert loss.last_at - loss.first_at == timedelta(minutes=1)


def test_roll_ups_have_each_class_and_keep_colleagues_apart(load, journal, link):
    colleague = make_person()
    journal.append(make_line(link.code))
    journal.append(make_line(link.code, person=colleague))
    journal.append(make_line(link.code, person=link.ambassador))
    journal.append(make_line(link.code, user_agent=LINKEDIN))
    journal.append(make_line(link.code, user_agent="curl/8.14.1"))
    journal.append(make_line(link.code, method="HEAD"))

    load()

    expected = {
        ("human", False): 1,
        ("human", True): 1,
        ("own", False): 1,
        ("preview", False): 1,
        ("robot", False): 1,
        ("head", False): 1,
    }
    assert counts(LinkDay, link.id) == expected
    assert counts(PublicationDay, link.publication_id) == expected


def test_a_day_begins_at_midnight_where_the_company_is(load, journal, link):
    journal.append(make_line(link.code, at=datetime(2026, 11, 20, 22, 59, tzinfo=UTC)))
    journal.append(make_line(link.code, at=datetime(2026, 11, 20, 23, 1, tzinfo=UTC)))

    load()

    days = db.session.scalars(select(LinkDay.day).order_by(LinkDay.day)).all()
    assert [day.isoformat() for day in days] == ["2026-11-20", "2026-11-21"]


def partition_of(click_id):
    return db.session.scalar(
        text("SELECT tableoid::regclass::text FROM clicks WHERE id = :id"), {"id": click_id}
    )


@pytest.mark.parametrize(
    ("days", "partition"),
    [
        (0, lambda at: f"clicks_{at:%Y_%m}"),
        (-200, lambda at: f"clicks_{at:%Y_%m}"),
        (-20_000, lambda at: "clicks_default"),
        (4000, lambda at: "clicks_default"),
    ],
    ids=["now", "months ago", "a clock at 1970", "a clock far ahead"],
)
def test_a_click_goes_to_its_months_partition_unless_its_clock_is_wrong(
    load, journal, link, days, partition
):
    at = clock.now() + timedelta(days=days)
    journal.append(make_line(link.code, at=at))

    load()

    assert partition_of(db.session.scalars(select(Click.id)).one()) == partition(at)


def test_clicks_move_out_of_the_default_partition_when_theirs_is_made(load, journal, link):
    at = clock.now() + timedelta(days=100)
    journal.append(make_line(link.code, at=at))
    load()
    click_id = db.session.scalars(select(Click.id)).one()

    assert partition_of(click_id) == f"clicks_{at:%Y_%m}"


def test_a_mixed_day_gives_exactly_the_expected_counts(load, journal):
    link = make_link()
    expected = {}
    for case in cases():
        mode = {"HTTP_SEC_FETCH_MODE": case.fetch_mode} if case.fetch_mode else {}
        journal.append(make_line(link.code, user_agent=case.user_agent, headers=mode))
        expected[case.kind, False] = expected.get((case.kind, False), 0) + 1

    load(batch=50)

    assert counts(LinkDay, link.id) == expected
    assert stored() == sum(expected.values())


@pytest.mark.parametrize("years", [-56, -2, 2, 400])
def test_clicks_of_a_clock_that_was_wrong_for_a_while_are_counted_once_each(
    load, journal, link, years
):
    wrong = NOON + timedelta(days=365 * years)
    for at in (NOON, wrong, wrong + timedelta(seconds=1), NOON + timedelta(seconds=2)):
        journal.append(make_line(link.code, at=at))
    journal.close()

    load()
    db.session.execute(text("DELETE FROM journal_segments"))
    reload_all(journal)

    assert stored() == 4
    assert counts(LinkDay, link.id) == {("human", False): 4}
