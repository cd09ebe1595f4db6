"""Requests to links: every kind of them, told apart by the same rules as real ones."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.core.ids import short_code, time_of
from app.demo.chance import chance
from app.demo.traffic import BROWSERS, FETCHERS, IN_APP, ROBOTS, SCANNERS, Link, Traffic
from app.sharing.models import Channel
from app.tracking.journal.lines import JournalLine, decode
from app.tracking.loading.classified import LinkFacts, classify_click
from app.tracking.loading.classify import ClickEvidence, classify
from app.tracking.rules import CHANNEL_NETWORKS, ClickClass

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER, COLLEAGUE = uuid4(), uuid4()


def link(channel: Channel, at: datetime = NOW - timedelta(days=30)) -> Link:
    return Link(short_code(), channel, at, OWNER)


def lines_of(traffic: Traffic) -> list[JournalLine]:
    read = [decode(line.rstrip(b"\n")) for line in traffic.sorted_lines()]
    assert all(isinstance(line, JournalLine) for line in read)
    return read


@pytest.mark.parametrize("agent", [*BROWSERS, *(each for all_ in IN_APP.values() for each in all_)])
def test_browsers_are_people(agent):
    verdict = classify(ClickEvidence("GET", True, agent, fetch_mode="navigate"))

    assert verdict.kind is ClickClass.HUMAN


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_are_robots(agent):
    assert classify(ClickEvidence("GET", True, agent)).kind is ClickClass.ROBOT


@pytest.mark.parametrize("agent", SCANNERS)
def test_scanners_are_scanners(agent):
    assert classify(ClickEvidence("GET", True, agent)).kind is ClickClass.SCANNER


@pytest.mark.parametrize("channel", FETCHERS)
def test_a_channels_fetcher_shows_that_the_post_is_out(channel):
    verdict = classify(ClickEvidence("GET", True, FETCHERS[channel]))

    assert verdict.kind is ClickClass.PREVIEW
    assert verdict.network in CHANNEL_NETWORKS[channel]


def test_a_month_of_posts_brings_every_class_of_requests():
    traffic = Traffic(chance("test"), until=NOW)
    for channel in (Channel.LINKEDIN, Channel.EMAIL, Channel.WHATSAPP) * 30:
        traffic.follow(link(channel), appeal=1, colleagues=(COLLEAGUE,))

    judged = [
        classify_click(line, LinkFacts("", "", OWNER.hex, frozenset()))
        for line in lines_of(traffic)
    ]

    classes = Counter(click.verdict.kind for click in judged)
    assert set(classes) == set(ClickClass)
    assert classes.most_common(1)[0][0] is ClickClass.HUMAN
    assert any(click.internal for click in judged)


def test_nothing_comes_before_its_link_nor_after_today():
    posted = NOW - timedelta(hours=30)
    traffic = Traffic(chance("test"), until=NOW)
    for _ in range(40):
        traffic.follow(link(Channel.LINKEDIN, posted), appeal=2, colleagues=())

    times = [line.milliseconds for line in lines_of(traffic)]

    assert times == sorted(times)
    assert posted.timestamp() * 1000 <= times[0]
    assert times[-1] < NOW.timestamp() * 1000


def test_a_visit_is_a_person_with_the_time_of_landing():
    traffic = Traffic(chance("test"), until=NOW)

    click = traffic.land(link(Channel.BLUESKY), NOW - timedelta(hours=1))

    (line,) = lines_of(traffic)
    assert line.click_id == click.hex
    assert time_of(click) == NOW - timedelta(hours=1)
    facts = LinkFacts("", "", OWNER.hex, frozenset())
    assert classify_click(line, facts).verdict.kind is ClickClass.HUMAN
