"""Weekly posts to chats: what they say, once, and what becomes of a channel that refuses them."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.database import db
from app.core.fetching.fetch import Fetched
from app.core.fetching.refusals import Unfetchable
from app.sharing.chats import channels, posting
from app.sharing.chats.channels import ChannelWords, WrongAddress
from app.sharing.chats.models import ChatKind, ChatPost
from app.sharing.chats.payloads import ADAPTIVE, PostedLine, payload
from tests.factories.people import make_organisation, make_person, make_team
from tests.factories.publishing import make_opening, make_published_opening, make_published_story

TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # 9:00 in Paris
WEEK = date(2026, 11, 23)
ADDRESS = "https://hooks.slack.com/services/T0/B0/secret"
NASTY = 'C++ & <script> *a* _b_ [x](y) `c` @channel "R&D"'


def words(**values):
    plain = {
        "kind": ChatKind.SLACK,
        "name": "#relais",
        "address": ADDRESS,
        "team_id": None,
        "language": "fr",
        "day": 2,
        "hour": 9,
        "active": True,
    }
    return ChannelWords(**{**plain, **values})


def make_channel(**values):
    return channels.add(words(**values), by=make_person(), now=TUESDAY - timedelta(days=30))


class Chat:
    """What a chat was sent, and what it answers."""

    def __init__(self) -> None:
        self.posts = []
        self.status, self.body = 200, b"ok"
        self.refusal = None

    def fetch(self, url, _limits, *, method, body, headers):
        if self.refusal:
            raise self.refusal
        assert (method, headers["Content-Type"]) == ("POST", "application/json")
        self.posts.append((url, json.loads(body)))
        return Fetched(status=self.status, address=url, file=io.BytesIO(self.body))


@pytest.fixture
def chat(app, monkeypatch):
    make_organisation()
    found = Chat()
    monkeypatch.setattr(posting, "fetch", found.fetch)
    return found


def test_the_week_is_posted_once_to_the_address_of_the_channel(chat):
    channel, opening = make_channel(), make_published_opening(title="Ingénieure données")
    assert posting.due(now=TUESDAY) == [(channel.id, WEEK)]

    assert posting.post(channel.id, WEEK, now=TUESDAY)
    assert not posting.post(channel.id, WEEK, now=TUESDAY)

    ((url, said),) = chat.posts
    assert url == ADDRESS
    assert said["text"] == "À relayer cette semaine"
    assert f"/share/{opening.id}|Ingénieure données>" in json.dumps(said, ensure_ascii=False)
    assert posting.due(now=TUESDAY) == []
    assert channel.answer == ""


def test_a_publication_is_posted_to_a_channel_once_and_no_news_are_no_post(chat):
    channel = make_channel()
    make_published_opening()
    posting.post(channel.id, WEEK, now=TUESDAY)

    assert not posting.post(channel.id, WEEK + timedelta(days=7), now=TUESDAY + timedelta(days=7))

    assert len(chat.posts) == 1
    assert len(db.session.scalars(select(ChatPost)).all()) == 2


def test_only_what_everybody_may_relay_is_posted_and_a_teams_channel_hears_of_its_team(chat):
    data = make_team()
    everywhere, of_data = make_channel(), make_channel(team_id=data.id)
    mine = make_published_opening(team=data, title="Données")
    make_published_story(title="Autre")
    make_published_opening(title="Réservée", audience_teams=[data])
    make_published_story(title="In English only", audience_languages=["en"])
    make_opening(title="Brouillon")

    for channel in (everywhere, of_data):
        posting.post(channel.id, WEEK, now=TUESDAY)

    first, second = (json.dumps(said, ensure_ascii=False) for _, said in chat.posts)
    assert "Données" in first
    assert "Autre" in first
    assert not {"Réservée", "In English only", "Brouillon"} & set(first.split("|"))
    assert "Réservée" not in first
    assert "English only" not in first
    assert "Brouillon" not in first
    assert str(mine.id) in second
    assert "Autre" not in second


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_a_chat_that_is_away_is_asked_again_an_hour_later(chat, status):
    channel = make_channel()
    make_published_opening()
    chat.status, chat.body = status, b"try later"

    assert not posting.post(channel.id, WEEK, now=TUESDAY)
    assert channel.answer == f"{status} try later"
    chat.status = 200
    assert not posting.post(channel.id, WEEK, now=TUESDAY + timedelta(minutes=15))
    assert posting.post(channel.id, WEEK, now=TUESDAY + timedelta(hours=1))

    assert len(chat.posts) == 2
    assert channel.answer == ""


def test_a_chat_that_refuses_for_good_waits_for_an_administrator_and_misses_nothing(chat):
    channel = make_channel()
    make_published_opening()
    chat.status, chat.body = 404, b"no_service"

    assert not posting.post(channel.id, WEEK, now=TUESDAY)
    assert posting.due(now=TUESDAY) == []
    chat.status = 200

    assert channel.answer == "404 no_service"
    assert posting.post(channel.id, WEEK + timedelta(days=7), now=TUESDAY + timedelta(days=7))


def test_a_connection_that_fails_is_told_in_a_sentence_without_the_address(chat):
    channel = make_channel()
    make_published_opening()
    chat.refusal = Unfetchable("redirects")

    assert not posting.post(channel.id, WEEK, now=TUESDAY)

    assert (
        channel.answer
        == "L’adresse mène à une autre : écrivez celle que donne le canal.".replace(
            " :", "\N{NO-BREAK SPACE}:"
        )
    )
    assert "secret" not in channel.answer


def test_no_post_goes_into_the_network_we_stand_in(app):
    make_organisation()
    inside = make_channel(kind=ChatKind.MATTERMOST, address="https://127.0.0.1/hooks/x")
    make_published_opening()

    assert not posting.post(inside.id, WEEK, now=TUESDAY)

    assert "réseau privé" in inside.answer


def test_a_paused_channel_and_one_set_up_since_wait(chat):
    make_channel(active=False)
    channels.add(words(), by=make_person(), now=TUESDAY + timedelta(minutes=1))

    assert posting.due(now=TUESDAY + timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChatKind.SLACK, "https://example.org/services/T0"),
        (ChatKind.SLACK, "http://hooks.slack.com/services/T0"),
        (ChatKind.TEAMS, "ftp://example.org"),
        (ChatKind.MATTERMOST, "hooks"),
        (ChatKind.MATTERMOST, "https://user:word@example.org/hooks/1"),
        (ChatKind.MATTERMOST, "https://example.org:8065/hooks/1"),
        (ChatKind.TEAMS, ""),
    ],
)
def test_what_is_no_webhook_is_refused_by_its_field(app, kind, address):
    with pytest.raises(WrongAddress) as refused:
        make_channel(kind=kind, address=address)

    assert refused.value.field == "address"
    assert str(refused.value.sentence)


def test_an_address_is_sealed_in_the_database(app):
    channel = make_channel()

    assert "secret" not in channel.sealed_address
    assert channels.address_of(channel) == ADDRESS


@pytest.mark.parametrize("kind", list(ChatKind))
def test_titles_make_no_link_mark_or_mention_of_their_own(kind):
    said = payload(
        kind, "Titre", [PostedLine(NASTY, NASTY, "https://example.org/share/1")], "Relayer"
    )

    text = json.dumps(said, ensure_ascii=False)
    if kind is ChatKind.SLACK:
        assert "<script>" not in text
        assert "&lt;script&gt;" in text
    else:
        assert "[x](y)" not in text
        assert "@channel" not in text
    assert "https://example.org/share/1" in text


def test_teams_is_sent_an_adaptive_card():
    said = payload(
        ChatKind.TEAMS, "Titre", [PostedLine("A", "B", "https://example.org/1")], "Relayer"
    )

    (attached,) = said["attachments"]
    assert (said["type"], attached["contentType"]) == ("message", ADAPTIVE)
    card = attached["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert [each["type"] for each in card["body"]] == [
        *("TextBlock", "TextBlock", "TextBlock", "ActionSet")
    ]
