"""Addresses are read from a machine that stands for the Internet, over real connections."""

import gzip
import socket
import ssl
import threading
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.fetching.fetch import fetch, retry_after
from app.core.fetching.limits import Limits
from app.core.fetching.network import PublicNetwork
from app.core.fetching.refusals import Unfetchable
from tests.core.fetching.machine import machine

QUICK = Limits(http=True, largest=1000, connect=2, silence=0.3, whole=1)


@pytest.fixture
def site():
    with machine() as found:
        yield found


def refusal(site, url, limits=QUICK, **more):
    with pytest.raises(Unfetchable) as refused:
        fetch(url, limits, network=site.network(), **more)
    return refused.value.code


def test_an_answer_is_read_whole_from_the_address_that_was_checked(site):
    site.page("/jobs?page=2", b"here", ETag='"1"', Last_Modified="Tue", Content_Type="text/plain")

    read = fetch("http://example.org/jobs?page=2", QUICK, network=site.network())

    assert (read.status, read.read(), read.content_type) == (200, b"here", "text/plain")
    assert (read.etag, read.modified, read.moved) == ('"1"', "Tue", "")
    assert site.reached == ["93.184.215.14:80"]
    [(method, _path, headers, _body)] = site.asked
    assert (method, headers["host"]) == ("GET", "example.org")
    assert "cookie" not in headers


def test_what_was_received_is_sent_back_and_nothing_new_is_an_answer(site):
    site.page("/jobs", status=304)

    read = fetch(
        "http://example.org/jobs", QUICK, etag='W/"1"', modified="Tue", network=site.network()
    )

    assert (read.status, read.read()) == (304, b"")
    assert site.asked[0][2]["if-none-match"] == 'W/"1"'
    assert site.asked[0][2]["if-modified-since"] == "Tue"


def test_a_body_is_sent_with_its_type(site):
    site.page("/hook", b"ok")

    read = fetch(
        "http://example.org/hook", QUICK, method="POST", body=b"{}",
        headers={"Content-Type": "application/json"}, network=site.network(),
    )  # fmt: skip

    method, _path, headers, body = site.asked[0]
    assert (read.read(), method, body) == (b"ok", "POST", b"{}")
    assert (headers["content-type"], headers["content-length"]) == ("application/json", "2")


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500, 503])
def test_every_status_is_an_answer(site, status):
    site.page("/jobs", b"no", status=status, Retry_After="7")

    read = fetch("http://example.org/jobs", QUICK, network=site.network())

    assert (read.status, read.headers["retry-after"]) == (status, "7")


@pytest.mark.parametrize("host", ["inside.example", "mixed.example"])
def test_a_name_inside_is_never_reached(site, host):
    assert refusal(site, f"http://{host}/") == "private_address"
    assert site.reached == []


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.1", "localhost", "[::1]"])
def test_another_way_of_writing_our_own_machine_is_never_reached(host):
    with pytest.raises(Unfetchable) as refused:
        fetch(f"http://{host}/", QUICK)

    assert refused.value.code in ("private_address", "dns")


def test_a_name_is_resolved_once_so_that_it_cannot_answer_otherwise_later(site):
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    site.page("/", b"first")
    way = site.network()
    network = PublicNetwork(resolve=lambda host, port: next(answers), connect=way.connect)

    assert fetch("http://example.org/", QUICK, network=network).read() == b"first"
    assert site.reached == ["93.184.215.14:80"]


def test_each_hop_is_checked_again(site):
    site.page("/", status=302, Location="http://inside.example/")

    assert refusal(site, "http://example.org/") == "private_address"
    assert len(site.reached) == 1


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://example.org:8080/", "port"),
        ("ftp://example.org/", "scheme"),
        ("http://a@example.org/", "user"),
        ("file:///etc/passwd", "scheme"),
    ],
)
def test_a_hop_leads_nowhere_that_could_not_be_asked(site, location, code):
    site.page("/", status=301, Location=location)

    assert refusal(site, "http://example.org/") == code


def test_five_hops_are_followed_and_no_more(site):
    for hop in range(6):
        site.page(f"/{hop}", status=302, Location=f"/{hop + 1}")
    site.page("/6", b"end")

    assert fetch("http://example.org/1", QUICK, network=site.network()).read() == b"end"
    assert refusal(site, "http://example.org/0") == "redirects"


def test_an_address_that_moved_for_good_says_where(site):
    site.page("/old", status=301, Location="http://other.example/new")
    site.page("/once", status=302, Location="/new")
    site.page("/new", b"here")

    moved = fetch("http://example.org/old", QUICK, network=site.network())
    once = fetch("http://example.org/once", QUICK, network=site.network())

    assert (moved.moved, moved.address) == ("http://other.example/new",) * 2
    assert (once.moved, once.address) == ("", "http://example.org/new")


def test_another_site_learns_no_secret_and_a_moved_body_is_not_sent_twice(site):
    site.page("/hook", status=302, Location="http://other.example/seen")
    site.page("/same", status=307, Location="http://other.example/seen")
    site.page("/seen", b"ok")
    sent = {"method": "POST", "body": b"{}", "headers": {"Authorization": "Bearer x"}}

    fetch("http://example.org/hook", QUICK, network=site.network(), **sent)
    fetch("http://example.org/same", QUICK, network=site.network(), **sent)

    assert [(each[0], each[3]) for each in site.asked] == [
        ("POST", b"{}"), ("GET", b""), ("POST", b"{}"), ("POST", b"{}")
    ]  # fmt: skip
    assert ["authorization" in each[2] for each in site.asked] == [True, False, True, False]


def test_a_location_in_letters_that_no_header_holds_is_followed(site):
    site.page("/", status=302, Location="/équipe".encode().decode("latin-1"))
    site.page("/%C3%A9quipe", b"here")

    assert fetch("http://example.org/", QUICK, network=site.network()).read() == b"here"


def test_a_secured_connection_never_leads_to_another(site, tmp_path):
    site.page("/", status=302, Location="http://example.org/open")
    secured = certify(site, tmp_path, "example.org")

    with pytest.raises(Unfetchable) as refused:
        fetch("https://example.org/", QUICK, network=site.network(secured))

    assert refused.value.code == "downgrade"


def test_a_certificate_is_that_of_the_name_that_was_asked(site, tmp_path):
    site.page("/", b"here")
    secured = certify(site, tmp_path, "example.org")

    assert fetch("https://example.org/", QUICK, network=site.network(secured)).read() == b"here"
    with pytest.raises(Unfetchable) as refused:
        fetch("https://other.example/", QUICK, network=site.network(secured))
    assert refused.value.code == "tls"


@pytest.mark.parametrize(
    ("body", "packing"),
    [
        (gzip.compress(b"here " * 10), "gzip"),
        (gzip.compress(b"here ") + gzip.compress(b"here " * 9), "GZIP"),
        (zlib.compress(b"here " * 10), "deflate"),
        (zlib.compress(b"here " * 10)[2:-4], "deflate"),
        (b"here " * 10, "identity"),
    ],
    ids=["gzip", "two members", "deflate", "raw deflate", "identity"],
)
def test_what_is_packed_is_unpacked(site, body, packing):
    site.page("/", body, Content_Encoding=packing)

    assert fetch("http://example.org/", QUICK, network=site.network()).read() == b"here " * 10


@pytest.mark.parametrize(
    ("body", "packing", "code"),
    [
        (gzip.compress(b"0" * 1001), "gzip", "too_large"),
        (gzip.compress(b"0" * 100_000_000), "gzip", "too_large"),
        (b"0" * 1001, "identity", "too_large"),
        (b"not packed", "gzip", "encoding"),
        (gzip.compress(b"here")[:-4], "gzip", "encoding"),
        (b"\x0b\x02\x80", "br", "encoding"),
    ],
    ids=["too much", "bomb", "plain", "not gzip", "cut short", "brotli"],
)
def test_what_is_too_large_or_packed_otherwise_is_refused(site, body, packing, code):
    site.page("/", body, Content_Encoding=packing)

    assert refusal(site, "http://example.org/") == code


def test_a_bomb_within_the_size_is_refused_by_its_ratio(site):
    site.page("/", gzip.compress(b"0" * 100_000), Content_Encoding="gzip")
    limits = Limits(http=True, ratio=100)

    assert refusal(site, "http://example.org/", limits) == "ratio"


def test_what_declares_too_much_is_not_read(site):
    site.raw["/"] = [b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n"]

    assert refusal(site, "http://example.org/") == "too_large"


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"], "answer"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsh"], "answer"),
        ([b"SSH-2.0-OpenSSH_9\r\n"], "answer"),
        ([b""], "answer"),
        ([b"HTTP/1.1 200 OK\r\n"] + [b"X: 1\r\n"] * 50, "timeout"),
        ([b"HTTP/1.1 200 OK\r\n\r\n"] + [b"a"] * 50, "timeout"),
        ([b"H"] + [b"T"] * 50, "timeout"),
    ],
    ids=["cut", "cut chunk", "ssh", "nothing", "slow headers", "slow body", "slow status"],
)
def test_an_answer_that_is_cut_short_or_never_ends_is_refused(site, pieces, code):
    site.raw["/"] = pieces

    assert refusal(site, "http://example.org/") == code


def test_a_machine_that_says_nothing_is_left(site):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        site.port = silent.getsockname()[1]

        assert refusal(site, "http://example.org/") == "timeout"


def test_a_resolver_that_hangs_is_left(site):
    hung = threading.Event()
    network = PublicNetwork(resolve=lambda host, port: hung.wait(20) and [])

    with pytest.raises(Unfetchable) as refused:
        fetch("http://example.org/", Limits(http=True, connect=0.1), network=network)

    hung.set()
    assert refused.value.code == "timeout"


def test_the_second_address_of_a_name_answers_when_the_first_does_not(site):
    way = site.network()

    def connect(address, port, timeout):
        if str(address) == "93.184.215.14":
            raise ConnectionRefusedError
        return way.connect(address, port, timeout)

    site.page("/", b"here")
    network = PublicNetwork(lambda host, port: ["93.184.215.14", "93.184.215.15"], connect)

    assert fetch("http://example.org/", QUICK, network=network).read() == b"here"


def test_no_proxy_of_the_environment_is_asked(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    site.page("/", b"here")

    assert fetch("http://example.org/", QUICK, network=site.network()).read() == b"here"


NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("999999", 86400),
        ("9" * 5000, 86400),
        ("Tue, 01 Dec 2026 12:01:00 GMT", 60),
        ("Tue, 01 Dec 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_how_long_to_wait_is_read_as_sites_write_it(value, seconds):
    wait = retry_after(value, now=NOON, most=timedelta(days=1))

    assert wait == (None if seconds is None else timedelta(seconds=seconds))


def certify(site, folder, name):
    """Let the machine answer secured, and return what its certificate is checked with."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named).issuer_name(named).public_key(key.public_key())
        .serial_number(1).not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "both.pem"
    both = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    file.write_bytes(both)
    of_site = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    of_site.load_cert_chain(file)
    site.server.socket = of_site.wrap_socket(site.server.socket, server_side=True)
    return ssl.create_default_context(cafile=str(file))
