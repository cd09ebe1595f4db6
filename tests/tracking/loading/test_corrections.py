"""Clicks that turn out to be something else, and the counts and grades that follow."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from app.core import clock
from app.core.database import db
from app.core.ids import uuid7
from app.measures.publications import echoes
from app.tracking import engagement
from app.tracking.models import Click, ClickAct, ClickDay, LinkDay, PublicationDay, Relay
from app.tracking.queries import arrivals_at
from app.tracking.rules import ClickClass
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.factories.tracking import (
    driver_connection,
    follow,
    make_line,
    make_store,
    store_line,
    visits_of,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SCANNER = "00000000000000aa"
PREFETCH = {"HTTP_SEC_PURPOSE": "prefetch;prerender"}


@pytest.fixture
def links(app):
    """Four links to one opening."""
    opening, ambassador = make_published_opening(), make_ambassador()
    return [make_link(publication=opening, ambassador=ambassador) for _ in range(4)]


def at(seconds):
    return NOON + timedelta(seconds=seconds)


def classes():
    """Class and reason of each click, in the order of time."""
    rows = db.session.execute(select(Click.kind, Click.reason).order_by(Click.id))
    return [f"{kind} {reason}" for kind, reason in rows]


def total(table, kind):
    return db.session.scalar(
        select(func.coalesce(func.sum(table.clicks), 0)).where(table.kind == kind)
    )


def relay(link):
    return db.session.get(Relay, link.id)


def test_a_burst_that_comes_in_several_batches_is_seen_whole(links):
    for seconds, link in zip((0, 4, 10), links, strict=False):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert classes() == ["scanner burst"] * 3


def test_a_burst_that_comes_in_the_wrong_order_is_seen_whole(links):
    for seconds, link in zip((10, 0, 4), links, strict=False):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert classes() == ["scanner burst"] * 3


def test_a_burst_goes_on_after_it_was_seen(links):
    for seconds, link in zip((0, 1, 2, 11), links, strict=True):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert classes() == ["scanner burst"] * 4


def test_three_links_in_more_than_ten_seconds_are_visits(links):
    for seconds, link in zip((0, 5, 10.001), links, strict=False):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert classes() == ["human human"] * 3


def test_clicks_that_are_not_human_neither_count_nor_change(links):
    follow(links[0], visitor=SCANNER, at=at(0))
    follow(links[1], visitor=SCANNER, at=at(1), headers=PREFETCH)
    follow(links[2], visitor=SCANNER, at=at(2))

    assert classes() == ["human human", "prefetch prefetch", "human human"]


def test_other_visitors_are_left_alone(links):
    for seconds, link in enumerate(links):
        follow(link, visitor=f"{seconds:016x}", at=at(seconds))

    assert set(classes()) == {"human human"}


def test_the_counts_follow_a_burst(links):
    for seconds, link in zip((0, 4, 10), links, strict=False):
        follow(link, visitor=SCANNER, at=at(seconds))
    follow(links[0], at=at(5))

    for table in (LinkDay, PublicationDay, ClickDay):
        assert total(table, ClickClass.HUMAN) == 1
        assert total(table, ClickClass.SCANNER) == 3


def test_what_is_shown_of_a_link_and_its_opening_follows_every_correction(links):
    for seconds, link in zip((0, 4, 10), links, strict=False):
        follow(link, visitor=SCANNER, at=at(seconds))
    follow(links[0], at=at(5))
    follow(links[0], at=at(86_400 * 40))
    follow(links[1], at=at(6), headers=PREFETCH)

    shown = [arrivals_at(link.id) for link in links]

    assert [(each.visits, each.machines) for each in shown] == [(2, 1), (0, 2), (0, 1), (0, 0)]
    assert visits_of(links) == {links[0].id: 2}
    opening = links[0].publication_id
    assert echoes([opening])[opening].visits == 2


def test_counts_that_somebody_mends_by_hand_are_the_ones_shown(links):
    follow(links[0], at=at(0))
    db.session.execute(update(LinkDay).values(clicks=7))
    db.session.expire_all()

    assert visits_of([links[0]]) == {links[0].id: 7}


def test_a_relay_that_a_burst_confirmed_is_not_confirmed(links):
    for seconds, link in zip((0, 4, 10), links, strict=False):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert relay(links[0]).confirmed_at is None
    assert relay(links[0]).grade == "declared"


def test_the_next_human_confirms_what_a_burst_did_not(links):
    follow(links[0], visitor=SCANNER, at=at(0))
    person = follow(links[0], at=at(30))
    for seconds, link in ((4, links[1]), (10, links[2])):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert relay(links[0]).confirmed_click_id == person
    assert relay(links[0]).confirmed_at == at(30)


def loader_turn():
    """What the loader does between two batches."""
    make_store().apply_engagements(driver_connection())
    db.session.expire_all()


def test_a_prefetched_page_on_which_somebody_acts_is_a_visit(links):
    click_id = follow(links[0], at=at(0), headers=PREFETCH)
    engagement.note_engagement(click_id, now=at(60))

    loader_turn()

    assert classes() == ["human acted"]
    assert (total(LinkDay, ClickClass.HUMAN), total(LinkDay, ClickClass.PREFETCH)) == (1, 0)
    assert relay(links[0]).confirmed_click_id == click_id


def test_an_act_may_come_before_its_click_is_loaded(links):
    line = make_line(links[0].code, headers=PREFETCH)
    click_id = UUID(line.split(b"\t")[0].decode())
    engagement.note_engagement(click_id, now=clock.now())
    loader_turn()

    store_line(line)

    assert classes() == ["human acted"]


def test_acting_twice_is_acting_once(links):
    click_id = follow(links[0], at=at(0), headers=PREFETCH)
    engagement.note_engagement(click_id, now=at(60))
    engagement.note_engagement(click_id, now=at(61))
    loader_turn()
    engagement.note_engagement(click_id, now=at(62))
    loader_turn()

    assert total(LinkDay, ClickClass.HUMAN) == 1
    assert db.session.scalar(select(func.count()).select_from(ClickAct)) == 0


@pytest.mark.parametrize(
    "values",
    [{}, {"user_agent": "curl/8.14.1"}, {"method": "HEAD"}],
    ids=["human", "robot", "head"],
)
def test_acting_changes_nothing_but_a_prefetch(links, values):
    click_id = follow(links[0], at=at(0), **values)
    before = classes()
    engagement.note_engagement(click_id, now=at(60))

    loader_turn()

    assert classes() == before


def test_an_act_without_a_click_is_forgotten_in_the_end(links):
    engagement.note_engagement(uuid7(), now=clock.now() - timedelta(days=31))
    engagement.note_engagement(uuid7(), now=clock.now() - timedelta(days=29))

    loader_turn()

    assert db.session.scalar(select(func.count()).select_from(ClickAct)) == 1


def test_somebody_who_acted_is_no_part_of_a_burst(links):
    click_id = follow(links[0], visitor=SCANNER, at=at(0), headers=PREFETCH)
    engagement.note_engagement(click_id, now=at(5))
    loader_turn()
    for seconds, link in ((1, links[1]), (2, links[2])):
        follow(link, visitor=SCANNER, at=at(seconds))

    assert classes() == ["human acted", "human human", "human human"]
