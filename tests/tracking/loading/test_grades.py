"""Relay grades: declared, preview seen, confirmed; each with when and why."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import activity
from app.core.database import db
from app.core.models import Activity
from app.sharing.models import Channel
from app.tracking.models import Grade, Relay
from app.tracking.rules import CHANNEL_NETWORKS, PreviewFetcher
from tests.factories.people import make_person
from tests.factories.sharing import make_link
from tests.factories.tracking import LINKEDIN, follow

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"


def relay(link):
    return db.session.get(Relay, link.id)


@pytest.fixture
def link(app):
    return make_link(channel="linkedin", now=NOON)


def test_sharing_declares_a_relay(link):
    created = db.session.scalars(select(Activity).where(Activity.kind == "link.created")).one()
    db.session.commit()

    activity.deliver(created.id)

    assert relay(link).grade is Grade.DECLARED
    assert relay(link).declared_at == NOON


def test_the_channels_own_network_makes_it_preview_seen(link):
    click_id = follow(link, user_agent=LINKEDIN, at=NOON + timedelta(seconds=3))

    assert relay(link).grade is Grade.PREVIEW_SEEN
    assert relay(link).preview_seen_at == NOON + timedelta(seconds=3)
    assert relay(link).preview_network is PreviewFetcher.LINKEDIN
    assert relay(link).preview_click_id == click_id
    assert relay(link).declared_at == NOON


def test_another_network_shows_nothing(link):
    follow(link, user_agent=SLACK)

    assert relay(link) is None or relay(link).grade is Grade.DECLARED


@pytest.mark.parametrize("channel", list(Channel), ids=str)
def test_every_channel_goes_by_its_own_networks(app, channel):
    link = make_link(channel=channel)

    follow(link, user_agent=LINKEDIN)

    seen = relay(link) is not None and relay(link).grade is Grade.PREVIEW_SEEN
    assert seen == (PreviewFetcher.LINKEDIN in CHANNEL_NETWORKS[channel])


def test_a_human_confirms(link):
    click_id = follow(link, at=NOON + timedelta(hours=1))

    assert relay(link).grade is Grade.CONFIRMED
    assert relay(link).confirmed_at == NOON + timedelta(hours=1)
    assert relay(link).confirmed_click_id == click_id


def test_a_colleague_is_a_human(link):
    follow(link, person=make_person())

    assert relay(link).grade is Grade.CONFIRMED


@pytest.mark.parametrize(
    "values",
    [
        {"user_agent": "curl/8.14.1"},
        {"user_agent": "Barracuda Sentinel (EE)"},
        {"method": "HEAD"},
        {"headers": {"HTTP_SEC_PURPOSE": "prefetch"}},
    ],
    ids=["robot", "scanner", "head", "prefetch"],
)
def test_machines_confirm_nothing(link, values):
    follow(link, **values)

    assert relay(link) is None or relay(link).grade is Grade.DECLARED


def test_the_owners_own_visit_confirms_nothing(link):
    follow(link, person=link.ambassador)

    assert relay(link) is None or relay(link).grade is Grade.DECLARED


def test_a_preview_after_a_human_takes_nothing_back(link):
    follow(link, at=NOON + timedelta(hours=1))
    follow(link, user_agent=LINKEDIN, at=NOON + timedelta(hours=2))

    assert relay(link).grade is Grade.CONFIRMED
    assert relay(link).preview_seen_at is not None


def test_a_grade_names_the_first_click_that_gave_it_whatever_the_order_of_loading(link):
    follow(link, at=NOON + timedelta(hours=2))
    first = follow(link, at=NOON + timedelta(hours=1))
    follow(link, at=NOON + timedelta(hours=3))

    assert relay(link).confirmed_click_id == first


@pytest.mark.parametrize(
    "values",
    [
        {"confirmed_at": NOON},
        {"preview_seen_at": NOON},
        {"preview_seen_at": NOON, "preview_network": PreviewFetcher.X},
        {"preview_network": PreviewFetcher.X},
    ],
    ids=["confirmed", "seen", "seen without click", "network alone"],
)
def test_the_database_refuses_a_grade_without_its_click(link, values):
    db.session.add(Relay(link_id=link.id, declared_at=NOON, **values))

    with pytest.raises(IntegrityError):
        db.session.flush()
