"""When the rules change, what is still in the journal is judged again, and all that follows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from app.core.database import db
from app.tracking.journal.journal import Journal
from app.tracking.journal.lines import decode
from app.tracking.journal.segments import paths_in, put_away
from app.tracking.loading.classified import classify_click
from app.tracking.loading.classify import HUMAN, ROBOT, ClickVerdict
from app.tracking.loading.reclassify import reclassify
from app.tracking.loading.store import Batch
from app.tracking.models import Click, LinkDay, Relay
from app.tracking.rules import VERSION, ClickClass, PreviewFetcher
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.factories.tracking import LINKEDIN, driver_connection, make_line, make_store

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Paris")
SCANNER = "00000000000000aa"
PREVIEW = ClickVerdict(ClickClass.PREVIEW, "preview", PreviewFetcher.SLACK)


@pytest.fixture
def links(app):
    opening, ambassador = make_published_opening(), make_ambassador()
    return [
        make_link(publication=opening, ambassador=ambassador, channel="linkedin", now=NOON)
        for _ in range(4)
    ]


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal", ballast_bytes=0)


@pytest.fixture
def was_judged(app, journal):
    """Journal a click and store it as older rules judged it."""

    def keep(link, old, **values):
        line = make_line(link.code, **values)
        journal.append(line)
        store, connection = make_store(), driver_connection()
        facts = store.links_of(connection, [link.code])[link.code]
        click = classify_click(decode(line.rstrip(b"\n")), facts)._replace(verdict=old)
        store.store(connection, Batch(clicks=[click]))
        db.session.execute(text("UPDATE clicks SET rules_version = 0"))
        return UUID(click.click_id)

    return keep


@pytest.fixture
def judge_again(journal):
    """Run the reclassification; returns what moved."""

    def run(dry_run=False):
        moved = reclassify(driver_connection(), journal.folder, ZONE, dry_run=dry_run)
        db.session.expire_all()
        return moved

    return run


def classes():
    rows = db.session.execute(select(Click.kind, Click.reason).order_by(Click.id))
    return [f"{kind} {reason}" for kind, reason in rows]


def total(kind):
    return db.session.scalar(
        select(func.coalesce(func.sum(LinkDay.clicks), 0)).where(LinkDay.kind == kind)
    )


def test_a_robot_that_was_taken_for_a_human_stops_counting_as_one(links, was_judged, judge_again):
    was_judged(links[0], HUMAN, user_agent="curl/8.14.1")

    moved = judge_again()

    assert classes() == ["robot not_a_browser"]
    assert (total("human"), total("robot")) == (0, 1)
    assert db.session.get(Relay, links[0].id).confirmed_at is None
    assert moved.looked_at == 1
    assert dict(moved.changes) == {("human (human)", "robot (not_a_browser)"): 1}
    assert db.session.scalar(select(Click.rules_version)) == VERSION


def test_a_human_who_was_taken_for_a_robot_is_a_visit(links, was_judged, judge_again):
    click_id = was_judged(links[0], ROBOT)

    judge_again()

    assert classes() == ["human human"]
    assert (total("human"), total("robot")) == (1, 0)
    assert db.session.get(Relay, links[0].id).confirmed_click_id == click_id
    assert db.session.scalar(select(Click.browser)) == "Firefox"


def test_a_preview_of_another_network_than_was_thought_moves_the_grade(
    links, was_judged, judge_again
):
    was_judged(links[0], PREVIEW, user_agent=LINKEDIN)

    moved = judge_again()

    assert db.session.get(Relay, links[0].id).preview_network is PreviewFetcher.LINKEDIN
    assert dict(moved.changes) == {("preview (preview, slack)", "preview (preview, linkedin)"): 1}


def test_a_dry_run_tells_the_same_and_changes_nothing(links, was_judged, judge_again):
    was_judged(links[0], HUMAN, user_agent="curl/8.14.1")

    would = judge_again(dry_run=True)

    assert classes() == ["human human"]
    assert total("human") == 1
    assert would == judge_again()


def test_a_second_run_finds_nothing_to_do(links, was_judged, judge_again):
    was_judged(links[0], HUMAN, user_agent="curl/8.14.1")
    judge_again()

    moved = judge_again()

    assert moved.looked_at == 0
    assert not moved.changes


def test_what_the_present_rules_judged_is_left_alone(links, was_judged, judge_again):
    was_judged(links[0], HUMAN, user_agent="curl/8.14.1")
    db.session.execute(text("UPDATE clicks SET rules_version = :now"), {"now": VERSION})

    assert judge_again().looked_at == 0
    assert classes() == ["human human"]


def test_somebody_who_acted_stays_human(links, was_judged, judge_again):
    was_judged(
        links[0], ClickVerdict(ClickClass.HUMAN, "acted"), headers={"HTTP_PURPOSE": "prefetch"}
    )

    judge_again()

    assert classes() == ["human acted"]


def test_humans_found_late_may_make_a_burst(links, was_judged, judge_again):
    for seconds, link in enumerate(links[:3]):
        at = NOON + timedelta(seconds=seconds)
        was_judged(link, ROBOT if seconds == 1 else HUMAN, at=at, visitor=SCANNER)

    judge_again()

    assert classes() == ["scanner burst"] * 3
    assert (total("human"), total("scanner")) == (0, 3)


def test_a_burst_falls_apart_when_one_of_it_was_no_human(links, was_judged, judge_again):
    for seconds, link in enumerate(links[:3]):
        agent = {"user_agent": "curl/8.14.1"} if seconds == 1 else {}
        at = NOON + timedelta(seconds=seconds)
        was_judged(link, HUMAN, at=at, visitor=SCANNER, **agent)
    assert classes() == ["scanner burst"] * 3

    judge_again()

    assert classes() == ["human human", "robot not_a_browser", "human human"]
    assert (total("human"), total("robot"), total("scanner")) == (2, 1, 0)
    assert db.session.get(Relay, links[0].id).confirmed_at == NOON


def test_segments_that_were_put_away_are_read_too(links, was_judged, judge_again, journal):
    was_judged(links[0], HUMAN, user_agent="curl/8.14.1")
    journal.close()
    for path in paths_in(journal.folder):
        put_away(path)

    assert judge_again().looked_at == 1


def test_a_burst_that_begins_further_off_stays_one(links, was_judged, judge_again):
    was_judged(links[3], HUMAN, at=NOON, visitor=SCANNER, user_agent="curl/8.14.1")
    for seconds, link in zip((15, 22, 23), links, strict=False):
        was_judged(link, HUMAN, at=NOON + timedelta(seconds=seconds), visitor=SCANNER)

    judge_again()

    assert classes() == ["robot not_a_browser"] + ["scanner burst"] * 3


def test_the_report_tells_bursts_that_came_and_went(links, was_judged, judge_again):
    for seconds, link in enumerate(links[:3]):
        agent = {"user_agent": "curl/8.14.1"} if seconds == 1 else {}
        at = NOON + timedelta(seconds=seconds)
        was_judged(link, HUMAN, at=at, visitor=SCANNER, **agent)

    assert dict(judge_again().changes) == {
        ("scanner (burst)", "robot (not_a_browser)"): 1,
        ("scanner (burst)", "human (human)"): 2,
    }
