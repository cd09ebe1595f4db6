"""Telling channels of a campaign: which, once, by the same rule as people."""

from datetime import timedelta

import pytest

from app.sharing.chats import posting
from app.sharing.chats.channels import ChannelWords, add
from app.sharing.chats.models import ChatKind
from app.sharing.invitations import posts
from tests.factories.campaigns import MONDAY, make_campaign
from tests.factories.people import make_organisation, make_person, make_place, make_team
from tests.factories.publishing import make_published_opening


@pytest.fixture
def sent(app, monkeypatch):
    make_organisation()
    told = []

    class Taken:
        status = 200

    monkeypatch.setattr(posting, "fetch", lambda *_given, **named: told.append(named) or Taken())
    return told


def channel(team=None, *, active=True):
    words = ChannelWords(
        kind=ChatKind.MATTERMOST, name="Ville", address="https://chat.example.org/hooks/x",
        team_id=team.id if team else None, language="fr", day=2, hour=9, active=active,
    )  # fmt: skip
    return add(words, by=make_person(), now=MONDAY - timedelta(days=30))


def test_a_channel_is_told_of_a_campaign_once_and_not_above_the_cap(sent):
    there = channel()
    hidden = make_published_opening(title="Réservée", audience_teams=[make_team()])
    shown = make_published_opening(title="Pour tous")
    campaign = make_campaign(publications=[hidden, shown], by_chat=True)
    other = make_campaign(by_chat=True)

    assert set(posts.due(now=MONDAY)) == {(campaign.id, there.id), (other.id, there.id)}
    night = MONDAY + timedelta(hours=12)
    assert not posts.post(campaign.id, there.id, now=night)
    assert posts.post(campaign.id, there.id, now=MONDAY)
    assert not posts.post(campaign.id, there.id, now=MONDAY)
    assert not posts.post(other.id, there.id, now=MONDAY)
    assert posts.post(other.id, there.id, now=MONDAY + timedelta(days=7))

    first = sent[0]["body"].decode()
    assert "Hiver des donn" in first
    assert "Pour tous" in first
    assert "serv" not in first
    assert len(sent) == 2


def test_a_channel_is_told_only_what_all_who_read_it_are_meant_to_hear(app):
    data = make_team()
    everybody, of_data, _off = channel(), channel(data), channel(active=False)

    for said, readers in (
        ({}, {everybody.id, of_data.id}),
        ({"team_ids": frozenset({data.id})}, {of_data.id}),
        ({"team_ids": frozenset({make_team().id})}, set()),
        ({"place_ids": frozenset({make_place().id})}, set()),
        ({"languages": frozenset({"fr"})}, set()),
        ({"by_chat": False}, set()),
    ):
        campaign = make_campaign(**{"by_chat": True, **said})
        found = {channel_id for key, channel_id in posts.due(now=MONDAY) if key == campaign.id}
        assert found == readers
