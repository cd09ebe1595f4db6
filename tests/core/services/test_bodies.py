"""Slow clients hold up nobody: bodies are read within few places, and a deadline ends them."""

import io
import socket
import threading
from itertools import pairwise

import pytest
from flask import Flask, request
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from app.__main__ import programs
from app.core.services import bodies
from app.core.services.connections import Connections
from config import Config


class Stuck(io.RawIOBase):
    """A body that comes only when it is let."""

    def __init__(self) -> None:
        self.asked, self.let = threading.Event(), threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.asked.set()
        self.let.wait(60)
        return b""


@pytest.fixture
def site() -> Flask:
    """A site whose one form says how much it was sent."""
    made = Flask("site")
    made.config.update(WEB_THREADS=2, MAX_CONTENT_LENGTH=12_000_000)

    @made.route("/", methods=["GET", "POST"])
    def form() -> str:
        return f"{len(request.get_data())} bytes"

    bodies.put_before_pages(made)
    return made


def answer_to(site: Flask, source: io.IOBase, length: str, **what: str) -> tuple[str, str]:
    """Send a request as a server hands it over; returns the status and the page."""
    method = what.pop("method", "POST")
    environ = EnvironBuilder(path="/", method=method).get_environ()
    body = {"wsgi.input": source, "CONTENT_LENGTH": length, "wsgi.input_terminated": True}
    page, status, _ = run_wsgi_app(site, environ | body | what)
    return status[:3], b"".join(page).decode()


@pytest.mark.parametrize(
    ("received", "seconds", "too_slow"),
    [
        (0, 9, False),  # a train's tunnel
        (0, 11, True),
        (19, 20, True),  # a byte a second
        (30_000, 20, False),
        (10_000_000, 299, False),
        (39_000_000, 301, True),
    ],
)
def test_how_slow_is_too_slow(received: int, seconds: float, too_slow: bool):
    assert bodies.is_too_slow(received, seconds) is too_slow


def test_many_slow_bodies_leave_pages_to_others_and_are_told_to_come_back(site: Flask):
    stuck = [Stuck() for _ in range(bodies.AT_ONCE)]
    held = [threading.Thread(target=answer_to, args=(site, each, "9")) for each in stuck]
    for thread in held:
        thread.start()
    assert all(each.asked.wait(60) for each in stuck)

    assert Client(site).get("/").text == "0 bytes"
    one_more = Client(site).post("/", data=b"name=Lina")
    assert one_more.status_code == 503
    assert one_more.headers["Connection"] == "close"

    for each in stuck:
        each.let.set()
    for thread in held:
        thread.join(60)
    assert Client(site).post("/", data=b"name=Lina").text == "9 bytes"


def test_a_body_that_was_cut_off_never_reaches_a_page(site: Flask):
    assert answer_to(site, io.BytesIO(b"nam"), "9") == ("408", "")


def test_a_body_without_a_length_is_read_to_its_end_and_no_further_than_allowed(site: Flask):
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked"}
    endless = io.BytesIO(b"x" * (bodies.LARGEST_TABLE + 1))

    assert answer_to(site, io.BytesIO(b"x" * 70_000), "", **chunked) == ("200", "70000 bytes")
    assert answer_to(site, endless, "", **chunked)[0] == "413"


def test_of_a_body_that_is_too_large_only_what_stands_before_the_file_is_read(site: Flask):
    body = io.BytesIO(b"x" * (bodies.HEAD + 1))

    assert answer_to(site, body, str(bodies.LARGEST_TABLE + 1))[0] == "413"
    assert body.tell() == bodies.HEAD


def test_a_body_that_has_no_meaning_is_not_waited_for(site: Flask):
    stuck = Stuck()

    assert answer_to(site, stuck, "9", method="GET") == ("200", "0 bytes")
    assert not stuck.asked.is_set()


def test_the_server_has_a_thread_for_each_place_and_more():
    config = Config()
    (threads,) = [
        int(after)
        for before, after in pairwise(programs(config)["web"])
        if before == "--blocking-threads"
    ]

    assert bodies.MORE_THREADS > bodies.AT_ONCE
    assert threads == config.WEB_THREADS + bodies.MORE_THREADS


@pytest.fixture
def accepted():
    """The two ends of a connection to a port of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
        client.settimeout(60)
        with client, ours:
            yield client, ours


def test_a_client_who_stopped_in_the_middle_gets_408_and_is_cut_off(accepted):
    client, ours = accepted
    client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx")
    ours.recv(100)
    connections = Connections()
    connections.look()

    assert connections.cut_off(lambda got, _: got < 100, whoever_spoke_last=False) == 1
    assert client.recv(1000).startswith(b"HTTP/1.1 408 ")
    assert client.recv(1000) == b""
    assert ours.recv(1000) == b""


def test_a_client_who_sends_enough_or_waits_for_nothing_is_left_alone(accepted):
    client, ours = accepted
    connections = Connections()
    connections.look()
    client.sendall(b"x" * 1000)
    ours.recv(1000, socket.MSG_WAITALL)
    connections.look()

    assert connections.cut_off(lambda got, _: got < 100, whoever_spoke_last=False) == 0


def test_our_own_connections_to_others_are_never_cut_off():
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        port = elsewhere.getsockname()[1]
        other = socket.create_connection(("127.0.0.1", port))
        ours, _ = elsewhere.accept()
    with other, ours:  # nobody listens on its port any more, as with PostgreSQL's
        connections = Connections()
        connections.look()

        assert connections.cut_off(lambda *_: True, whoever_spoke_last=True) == 0


def test_nothing_is_waited_for_behind_the_length_that_was_said(site: Flask):
    class Waiting(io.BytesIO):
        """A connection that is kept open: what is read behind the body would never come."""

        def read(self, size: int | None = -1) -> bytes:
            left = len(self.getvalue()) - self.tell()
            assert size is not None
            assert 0 <= size <= left, "waits for ever"
            return super().read(size)

    assert answer_to(site, Waiting(b"x" * 70_000), "70000") == ("200", "70000 bytes")
