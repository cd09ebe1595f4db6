"""Mastodon's limits are those that the person's server says; without an answer, the usual ones."""

import json

import pytest
from bs4 import BeautifulSoup

from app.core import jobs
from app.core.fetching.fetch import Fetched
from app.core.fetching.refusals import Unfetchable
from app.core.jobs import queue
from app.sharing.mastodon import servers
from app.sharing.networks import Server
from jobs.worker import LISTED
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador


def told(limit, link=23) -> bytes:
    statuses = {"max_characters": limit, "characters_reserved_per_url": link}
    return json.dumps({"configuration": {"statuses": statuses}}).encode()


@pytest.mark.parametrize(
    ("body", "server"),
    [
        (told(5000, 30), Server(5000, 30)),
        (told("5000"), Server(500, 23)),
        (told(-1, 0), Server(500, 23)),
        (told(True, 1.5), Server(500, 23)),
        (told(10**30), Server(500, 23)),
        (b"{}", Server(500, 23)),
        (b'{"configuration": []}', Server(500, 23)),
        (b'{"configuration": {"statuses": 3}}', Server(500, 23)),
        (b"[" * 100_000, Server(500, 23)),
        (b"<html>", Server(500, 23)),
        (b"\xff", Server(500, 23)),
    ],
)
def test_what_a_server_says_is_read_figure_by_figure(body, server):
    assert servers.limits_in(body) == server


class Answer:
    """A server that answers, and what it was asked."""

    def __init__(self, monkeypatch, body: bytes | Exception, status: int = 200) -> None:
        self.asked: list[str] = []
        self.body, self.status = body, status
        monkeypatch.setattr(servers, "fetch", self.fetch)

    def fetch(self, url, limits, **_):
        self.asked.append(url)
        assert (limits.connect, limits.silence, limits.whole) == (3, 3, 3)
        if isinstance(self.body, Exception):
            raise self.body
        answer = Fetched.__new__(Fetched)
        object.__setattr__(answer, "status", self.status)
        object.__setattr__(answer, "read", lambda: self.body)
        return answer


def test_an_answer_is_kept_for_a_day(app, monkeypatch):
    answer = Answer(monkeypatch, told(5000))

    servers.read("piaille.fr")
    servers.read("piaille.fr")

    assert answer.asked == ["https://piaille.fr/api/v2/instance"]
    assert servers.known("piaille.fr") == Server(5000, 23)
    assert 86_000 < queue.redis.ttl("relais:mastodon:piaille.fr") <= 86_400


@pytest.mark.parametrize("body", [Unfetchable("timeout"), Unfetchable("private_address"), b"x"])
def test_a_server_that_says_nothing_readable_takes_what_most_do(app, monkeypatch, body):
    Answer(monkeypatch, body, status=200 if body == b"x" else 500)

    servers.read("piaille.fr")

    assert servers.known("piaille.fr") == Server(500, 23)


def test_only_the_name_of_a_host_is_ever_asked(app, monkeypatch):
    answer = Answer(monkeypatch, told(5000))
    for host in ("127.0.0.1", "localhost", "a/b", "PIAILLE.fr", "u@piaille.fr", ""):
        servers.read(host)
    assert answer.asked == []


@pytest.fixture
def zoe(app, client):
    make_organisation()
    person = make_ambassador(language="fr")
    sign_in(client, person)
    return person


def draft(client, opening, **fields):
    data = {"channel": "mastodon", "language": "fr", "words": "a" * 600, "instance": "piaille.fr"}
    answer = client.post(f"/share/{opening.id}/draft", data=data | fields)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def test_the_kit_counts_as_the_server_that_was_typed(client, zoe, monkeypatch):
    Answer(monkeypatch, told(1000))
    sent = []
    monkeypatch.setattr(
        jobs, "enqueue_now", lambda job, *args, **_: sent.append((job, args)) or True
    )
    opening = make_published_opening()

    before = draft(client, opening)
    assert "500" in before.select_one("#share-count").text
    assert "de trop" in before.select_one("#send").text
    assert before.select_one("#write-foot [hx-trigger='load delay:2s']")
    assert sent == [(servers.READ, ("piaille.fr",))]
    assert servers.READ in LISTED
    draft(client, opening)
    assert len(sent) == 1

    servers.read("piaille.fr")
    after = draft(client, opening)
    assert "1" in after.select_one("#share-count").text
    assert "000" in after.select_one("#share-count").text
    assert "de trop" not in after.select_one("#send").text
    assert "piaille.fr accepte" in after.select_one("#write-foot").text
    assert not after.select_one("[hx-trigger='load delay:2s']")


def test_nobody_makes_us_ask_the_whole_world(client, zoe, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs, "enqueue_now", lambda *args, **_: sent.append(args) or True)
    for number in range(servers.MOST_ASKED + 5):
        servers.ask(f"s{number}.example.org", by=zoe.id)
    assert len(sent) == servers.MOST_ASKED


def test_without_redis_the_kit_counts_as_most_servers_do(client, zoe, monkeypatch):
    class Away:
        def __getattr__(self, _name):
            raise OSError

    opening = make_published_opening()
    monkeypatch.setattr(servers, "queue", type("Q", (), {"redis": Away()})())
    assert "500" in draft(client, opening).select_one("#share-count").text
