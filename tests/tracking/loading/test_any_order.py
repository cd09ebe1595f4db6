"""However clicks come (in which batches, from which node, in which order), all ends the same."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.core.database import db
from app.tracking import engagement
from app.tracking.journal.journal import Journal
from app.tracking.journal.lines import decode
from app.tracking.loading.classified import classify_click
from app.tracking.loading.classify import HUMAN, ROBOT, ClickVerdict
from app.tracking.loading.reclassify import reclassify
from app.tracking.loading.store import Batch
from app.tracking.models import Click, LinkDay, PublicationDay, Relay
from app.tracking.rules import ClickClass, PreviewFetcher
from tests.factories.people import make_person
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.factories.tracking import FIREFOX, LINKEDIN, driver_connection, make_line, make_store

# Five seconds before midnight in Paris: what follows falls on two days.
START = datetime(2026, 11, 20, 22, 59, 55, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Paris")
IN_APP = f"{FIREFOX} FBAN/FBIOS"
# what came → how it is judged alone
SORTS = {
    "human": ({}, ("human", "human")),
    "in_app": ({"user_agent": IN_APP}, ("human", "in_app")),
    "own": ({}, ("own", "own")),
    "colleague": ({}, ("human", "human")),
    "prefetch": ({"headers": {"HTTP_PURPOSE": "prefetch"}}, ("prefetch", "prefetch")),
    "acting prefetch": ({"headers": {"HTTP_PURPOSE": "prefetch"}}, ("prefetch", "prefetch")),
    "preview": ({"user_agent": LINKEDIN}, ("preview", "preview")),
    "robot": ({"user_agent": "curl/8"}, ("robot", "not_a_browser")),
}


@dataclass(frozen=True)
class Sent:
    """A click of the test: milliseconds after START, whose, on which link, of which sort."""

    at: int
    visitor: int
    link: int
    sort: str
    verdict: tuple[str, str] = ("", "")


clicks = st.builds(
    Sent,
    st.integers(0, 60).map(lambda half: half * 500) | st.integers(0, 30_000),
    st.integers(1, 2),
    st.integers(0, 4),
    # mostly humans: who is none only stands between
    st.sampled_from(["human"] * 6 + ["in_app"] * 2 + list(SORTS)),
)


def expected_of(sent):
    """The rules as they read: each click alone, then every window of ten seconds, then acts."""
    alone = [replace(each, verdict=SORTS[each.sort][1]) for each in sent]
    burst = set()
    for first in alone:
        window = [
            index
            for index, each in enumerate(alone)
            if each.visitor == first.visitor
            and each.verdict[0] == "human"
            and first.at <= each.at <= first.at + 10_000
        ]
        if len({alone[index].link for index in window}) >= 3:
            burst.update(window)
    return [
        replace(each, verdict=("scanner", "burst"))
        if index in burst
        else replace(each, verdict=("human", "acted"))
        if each.sort == "acting prefetch"
        else each
        for index, each in enumerate(alone)
    ]


@pytest.fixture
def links(app):
    """Five links: four to two openings on LinkedIn, and one by mail."""
    openings, ambassador = [make_published_opening(), make_published_opening()], make_ambassador()
    return [
        make_link(
            publication=openings[number % 2],
            ambassador=ambassador,
            channel="email" if number == 4 else "linkedin",
        )
        for number in range(5)
    ]


@pytest.fixture
def colleague(app):
    return make_person()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sent=st.lists(clicks, max_size=14), data=st.data())
def test_batches_nodes_and_order_change_nothing(links, colleague, sent, data):
    outer = db.session.begin_nested()
    try:
        ids = deliver(sent, links, colleague, data)
        compare(expected_of(sent), ids, links)
    finally:
        outer.rollback()


def deliver(sent, links, colleague, data):
    """Load clicks in batches of any size, in any order, by two loaders; returns their ids."""
    stores, connection = [make_store(), make_store()], driver_connection()
    lines = [decode(line.rstrip(b"\n")) for line in written(sent, links, colleague)]
    waiting = data.draw(st.permutations(range(len(sent))))
    while waiting:
        size = data.draw(st.integers(1, len(waiting)))
        batch, waiting = waiting[:size], waiting[size:]
        for index in batch:
            if sent[index].sort == "acting prefetch" and data.draw(st.booleans()):
                act(lines[index])
        store = stores[data.draw(st.integers(0, 1))]
        facts = store.links_of(connection, [lines[index].code for index in batch])
        judged = [classify_click(lines[index], facts[lines[index].code]) for index in batch]
        store.store(connection, Batch(clicks=judged))
    for line, each in zip(lines, sent, strict=True):
        if each.sort == "acting prefetch":
            act(line)
    stores[0].apply_engagements(connection)
    db.session.expire_all()
    return [UUID(line.click_id) for line in lines]


def written(sent, links, colleague):
    """The lines of the journal."""
    whose = {"own": links[0].ambassador, "colleague": colleague}
    return [
        make_line(
            links[each.link].code,
            at=START + timedelta(milliseconds=each.at),
            visitor=f"{each.visitor:016x}",
            person=whose.get(each.sort),
            **SORTS[each.sort][0],
        )
        for each in sent
    ]


def act(line):
    """Have somebody act on the page of a click, which may not be loaded yet."""
    engagement.note_engagement(UUID(line.click_id), now=START)
    db.session.flush()


# How older rules may have judged; None: as the present ones do.
OLD = [
    None,
    None,
    HUMAN,
    ROBOT,
    ClickVerdict(ClickClass.PREVIEW, "preview", PreviewFetcher.LINKEDIN),
]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sent=st.lists(clicks.filter(lambda each: each.sort != "acting prefetch"), max_size=14),
    old=st.lists(st.sampled_from(OLD), min_size=14, max_size=14),
)
def test_judging_again_ends_as_if_the_present_rules_had_always_been(links, colleague, sent, old):
    outer = db.session.begin_nested()
    try:
        with TemporaryDirectory() as folder:
            ids = store_as(
                old, written(sent, links, colleague), Journal(Path(folder), ballast_bytes=0)
            )
            before = words_of_rows()
            moved = reclassify(driver_connection(), Path(folder), ZONE, dry_run=False)
            db.session.expire_all()
            after = words_of_rows()
        compare(expected_of(sent), ids, links)
        assert moved.looked_at == len(sent)
        assert moved.changes == Counter(
            (before[each], after[each]) for each in ids if before[each] != after[each]
        )
    finally:
        outer.rollback()


def store_as(old, lines, journal):
    """Journal clicks, and store them as older rules judged them; returns their ids."""
    store, connection = make_store(), driver_connection()
    for line, verdict in zip(lines, old, strict=False):
        journal.append(line)
        click = decode(line.rstrip(b"\n"))
        judged = classify_click(click, store.links_of(connection, [click.code])[click.code])
        store.store(connection, Batch(clicks=[judged._replace(verdict=verdict or judged.verdict)]))
    db.session.execute(text("UPDATE clicks SET rules_version = 0"))
    return [UUID(line.split(b"\t")[0].decode()) for line in lines]


def words_of_rows():
    """What each stored click is, as the report says it."""
    rows = db.session.execute(select(Click.id, Click.kind, Click.reason, Click.network))
    return {
        click_id: f"{kind} ({reason}{f', {network}' if network else ''})"
        for click_id, kind, reason, network in rows
    }


def compare(expected, ids, links):
    """Hold the tables against what the rules make of the clicks."""
    rows = db.session.execute(select(Click.id, Click.kind, Click.reason, Click.internal))
    assert {row[0]: tuple(row[1:]) for row in rows} == {
        click_id: (*each.verdict, each.sort == "colleague")
        for click_id, each in zip(ids, expected, strict=True)
    }
    by_link, by_publication = Counter(), Counter()
    for each in expected:
        day = (START + timedelta(milliseconds=each.at)).astimezone(ZONE).date()
        rest = (day, each.verdict[0], each.sort == "colleague")
        by_link[links[each.link].id, *rest] += 1
        by_publication[links[each.link].publication_id, *rest] += 1
    assert roll_up(LinkDay, LinkDay.link_id) == by_link
    assert roll_up(PublicationDay, PublicationDay.publication_id) == by_publication
    for number, link in enumerate(links):
        relay = db.session.get(Relay, link.id)
        assert (relay and relay.confirmed_click_id) == first(ids, expected, number, "human")
        seen = first(ids, expected, number, "preview") if link.channel == "linkedin" else None
        assert (relay and relay.preview_click_id) == seen


def roll_up(table, key):
    """The sums that are not zero."""
    rows = db.session.execute(select(key, table.day, table.kind, table.internal, table.clicks))
    return {tuple(row[:4]): row[4] for row in rows if row[4]}


def first(ids, expected, link, kind):
    """The earliest click of a class on a link."""
    found = [
        click_id
        for click_id, each in zip(ids, expected, strict=True)
        if each.link == link and each.verdict[0] == kind
    ]
    return min(found, default=None)
