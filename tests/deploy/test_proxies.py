"""The examples for nginx and Caddy: what comes through, what does not, what they write down."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from config import Config
from tests.deploy.proxies import EXAMPLES, NAME, VISITOR, Proxy, StandIn, running, stand_in
from tests.live import until

LARGEST_FORM = 41_000_000  # bytes: the application form's 40 MB, and what stands around the files


@pytest.fixture(params=EXAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    """An example whose program is installed here."""
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed here")
    return str(request.param)


@pytest.fixture
def relais() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def proxy(name: str, relais: StandIn, tmp_path: Path) -> Iterator[Proxy]:
    with running(name, tmp_path, relais.port) as proxy:
        yield proxy


def test_the_largest_application_form_comes_through_whole(proxy: Proxy, relais: StandIn) -> None:
    assert proxy.ask("/apply", method="POST", body=bytes(LARGEST_FORM)).status == 200

    assert relais.heard[-1].body == LARGEST_FORM


def test_what_is_larger_than_any_form_stops_at_the_proxy(proxy: Proxy, relais: StandIn) -> None:
    connection = proxy.connect()
    connection.putrequest("POST", "/apply")
    connection.putheader("Content-Length", str(200_000_000))
    connection.endheaders()
    try:
        connection.send(bytes(50_000_000))
        assert connection.getresponse().status >= 400
    except OSError:
        pass  # cut while it was still sending

    assert [each.body for each in relais.heard if each.body > 48 * 1024**2] == []


def test_relais_hears_of_one_visitor_whatever_the_visitor_said(proxy: Proxy, relais: StandIn):
    proxy.ask(
        "/", X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="http", Forwarded="for=1.2.3.4"
    )

    headers = relais.heard[-1].headers
    assert headers["x-forwarded-for"] == VISITOR
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == NAME
    assert "1.2.3.4" not in str(headers)


@pytest.mark.parametrize("path", ["/readyz", "/readyz?x=1", "/%72eadyz", "//readyz", "/./readyz"])
def test_the_state_of_the_installation_is_no_public_page(proxy: Proxy, relais: StandIn, path: str):
    assert proxy.ask(path).status == 404

    assert relais.heard == []
    assert proxy.ask("/healthz").status == 200


def test_nothing_of_a_visitor_is_written_down_even_when_relais_is_away(
    proxy: Proxy, relais: StandIn
) -> None:
    said = {"User_Agent": "Agent-of-Ada", "Referer": "https://elsewhere.example/Ada"}
    proxy.ask("/invitation/T0KEN-abc?mail=Ada", **said)
    proxy.ask("/r/c0deabcdef", **said)
    relais.shutdown()
    relais.server_close()
    assert proxy.ask("/reset/T0KEN-def?mail=Ada", **said).status == 502
    until(lambda: proxy.written().count("502") >= 1, "the log tells that Relais was away")

    written = proxy.written()
    assert "/invitation" in written
    for secret in ("T0KEN", "c0de", "Ada", VISITOR):
        assert secret not in written, secret


def test_the_lines_of_the_log_are_json(proxy: Proxy) -> None:
    proxy.ask("/offres/%22quoted%22", User_Agent='"quoted"')
    until(lambda: (proxy.folder / "relais.log").exists(), "a log is written")
    until((proxy.folder / "relais.log").read_text, "a line is written")

    for line in (proxy.folder / "relais.log").read_text().splitlines():
        json.loads(line)


def test_a_slow_body_is_cut_and_links_are_answered_meanwhile(
    name: str, relais: StandIn, tmp_path: Path
) -> None:
    limit = {"nginx": ("client_body_timeout 10s", "client_body_timeout 1s"),
             "caddy": ("read_body 90s", "read_body 1s")}[name]  # fmt: skip
    with running(name, tmp_path, relais.port, limit) as proxy:
        slow = [proxy.connect() for _ in range(50)]
        for connection in slow:
            connection.putrequest("POST", "/s")
            connection.putheader("Content-Length", "1000")
            connection.endheaders()
            connection.send(b"a")

        assert proxy.ask("/r/abc").status == 200
        for connection in slow:
            try:
                answer = connection.getresponse()  # Caddy 2.6 ends such a request with 200
                assert answer.status >= 400 or name == "caddy"
            except OSError:
                continue  # cut without a word
        heard = [each for each in relais.heard if each.path == "/s"]
        assert [each for each in heard if each.body == int(each.headers["content-length"])] == []
        assert name == "caddy" or heard == []


def test_nginx_sends_whoever_types_http_to_https(tmp_path: Path) -> None:
    import http.client

    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed here")
    with stand_in() as relais, running("nginx", tmp_path, relais.port) as proxy:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.http)
        connection.request("GET", "/fr/offres?q=1", headers={"Host": NAME})
        answer = connection.getresponse()

    assert (answer.status, answer.headers["Location"]) == (308, f"https://{NAME}/fr/offres?q=1")


def test_no_first_word_of_an_address_is_a_secret() -> None:
    """The examples write the first word of a path down."""
    app = create_app(Config())

    first = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}

    assert {word for word in first if "<" in word} <= {"<any(fr, en):language>", "<language>"}
