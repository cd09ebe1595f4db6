"""What no browser sends, byte for byte to the server that runs: an answer, and never a failure."""

import re
import socket

import pytest

from app.core.database import db
from app.tracking.journal.lines import JournalLine, decode
from app.tracking.journal.segments import paths_in
from tests.factories.sharing import make_link

LONGEST = 20  # seconds that an answer is waited for
CLOSE = b"Host: relais.example\r\nConnection: close\r\n"


@pytest.fixture(scope="module")
def code(site_app):
    """The code of a link that is in memory."""
    link = make_link()
    db.session.commit()
    return link.code


@pytest.fixture
def send(site):
    """Send bytes; returns the statuses of all that comes back until the server hangs up."""

    def sent(raw):
        answer = b""
        with socket.create_connection(("127.0.0.1", site.config.PORT), timeout=LONGEST) as server:
            server.sendall(raw)
            while more := server.recv(65_536):
                answer += more
        return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]

    return sent


@pytest.fixture
def clicks(site, code):
    """Count the clicks on the link in the journal of the server."""

    def count():
        lines = (
            decode(text)
            for path in paths_in(site.config.VAR_DIR / "journal")
            for text in path.read_bytes().split(b"\n")[1:-1]
        )
        return sum(1 for line in lines if isinstance(line, JournalLine) and line.code == code)

    return count


def asked(target, more=b"", *, body=b"", method=b"GET", version=b"HTTP/1.1"):
    return method + b" " + target + b" " + version + b"\r\n" + CLOSE + more + b"\r\n" + body


LINK = b"/r/CODE"
GOOD = {
    "two slashes": asked(b"//r//CODE"),
    "parameters": asked(LINK + b";jsessionid=1"),
    "as it is": asked(LINK),
    "slash": asked(LINK + b"/"),
    "language and slash": asked(LINK + b"/en/"),
    "capitals": asked(LINK + b"/FR"),
    "encoded": asked(b"/%72/CODE"),
    "encoded slashes": asked(b"/r%2FCODE%2Ffr"),
    "query": asked(LINK + b"?utm_source=a&utm_source=b&%00%ff%zz"),
    "64 KB query": asked(LINK + b"?" + b"a" * 64_000),
    "absolute form": asked(b"http://relais.example" + LINK),
    "absolute form of elsewhere": asked(b"https://evil.example" + LINK + b"?x"),
    "HTTP/1.0": asked(LINK, version=b"HTTP/1.0"),
    "no host": b"GET " + LINK + b" HTTP/1.1\r\nConnection: close\r\n\r\n",
    "wrong host": b"GET " + LINK + b" HTTP/1.1\r\nHost: \xff evil/\r\nConnection: close\r\n\r\n",
    "two hosts": asked(LINK, b"Host: evil.example\r\n"),
    "64 KB header": asked(LINK, b"X-Long: " + b"a" * 64_000 + b"\r\n"),
    "64 KB of cookies": asked(LINK, b"Cookie: relais_self=" + b"a" * 64_000 + b"\r\n"),
    "90 headers": asked(LINK, b"".join(b"X-%d: a\r\n" % number for number in range(90))),
    "bytes that are no text": asked(
        LINK,
        b"User-Agent: \xff\xfe\r\nReferer: https://\xc3\xa9/\r\nAccept-Language: \xe9\r\n"
        b"Accept-Encoding: \xff\r\nCookie: \xff=\xfe\r\nX-Forwarded-For: \xff\r\n",
    ),
    "repeated headers": asked(
        LINK, b"User-Agent: a\r\nUser-Agent: b\r\nPurpose: x\r\nPurpose: prefetch\r\n"
    ),
    "conditional range": asked(LINK, b'Range: bytes=0-1\r\nIf-None-Match: *\r\nIf-Match: "x"\r\n'),
    "a body": asked(LINK, b"Content-Length: 5\r\n", body=b"hello"),
    "chunks": asked(LINK, b"Transfer-Encoding: chunked\r\n", body=b"5\r\nhello\r\n0\r\n\r\n"),
    "broken chunks": asked(LINK, b"Transfer-Encoding: chunked\r\n", body=b"zz\r\nhello\r\n"),
    "length and chunks": asked(
        LINK, b"Content-Length: 50\r\nTransfer-Encoding: chunked\r\n", body=b"0\r\n\r\n"
    ),
    "same length twice": asked(LINK, b"Content-Length: 2\r\n" * 2, body=b"ab"),
    "expectation": asked(LINK, b"Expect: 100-continue\r\nContent-Length: 2\r\n", body=b"ab"),
    "upgrade": asked(LINK, b"Upgrade: h2c, websocket\r\nSec-WebSocket-Version: 13\r\n"),
}
NOT_FOUND = {
    "lower case": asked(b"/r/" + b"code" * 2 + b"xx"),
    "encoded twice": asked(b"/r/%2543%254F"),
    "overlong": asked(b"/r/%C1%86%C0%AF%E0%80%AF"),
    "NUL": asked(LINK + b"%00"),
    "broken percent": asked(b"/r/%zz%"),
    "64 KB path": asked(b"/r/" + b"a" * 64_000),
    "up and down": asked(LINK + b"/../../etc/passwd"),
    "unknown language": asked(LINK + b"/de"),
    "text": asked("/r/café".encode()),
}
REFUSED = {
    "two lengths": asked(LINK, b"Content-Length: 1\r\nContent-Length: 2\r\n", body=b"ab"),
    "list of lengths": asked(LINK, b"Content-Length: 2, 2\r\n", body=b"ab"),
    "negative length": asked(LINK, b"Content-Length: -1\r\n"),
    "signed length": asked(LINK, b"Content-Length: +2\r\n", body=b"ab"),
    "endless length": asked(LINK, b"Content-Length: 99999999999999999999\r\n"),
    "unknown coding": asked(LINK, b"Transfer-Encoding: xchunked\r\n", body=b"0\r\n\r\n"),
    "chunked, then not": asked(
        LINK, b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", body=b"0\r\n\r\n"
    ),
    "space before a colon": asked(LINK, b"Content-Length : 2\r\n", body=b"ab"),
    "folded header": asked(LINK, b"X-Folded: a\r\n b\r\n"),
    "NUL in a header": asked(LINK, b"X-Nul: a\x00b\r\n"),
    "space in the target": asked(b"/r/CO DE"),
    "raw bytes in the target": asked(b"/r/\xe9\xff"),
    "HTTP/0.9": b"GET " + LINK + b"\r\n\r\n",
    "HTTP/9.9": asked(LINK, version=b"HTTP/9.9"),
    "thousands of headers": asked(LINK, b"".join(b"X-%d: a\r\n" % n for n in range(3000))),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


def with_code(raw, code):
    return raw.replace(b"CODE", code.encode())


@pytest.mark.parametrize("name", GOOD)
def test_a_link_is_answered_however_it_is_asked_for_and_counts_once(send, code, clicks, name):
    before = clicks()

    assert send(with_code(GOOD[name], code))[-1:] == [200]

    assert clicks() == before + 1


@pytest.mark.parametrize("name", NOT_FOUND)
def test_what_leads_nowhere_is_not_found_and_is_no_click(send, code, clicks, name):
    before = clicks()

    assert send(with_code(NOT_FOUND[name], code)) == [404]

    assert clicks() == before


@pytest.mark.parametrize("name", REFUSED)
def test_what_two_servers_could_read_in_two_ways_is_refused_and_is_no_click(
    send, code, clicks, name
):
    before = clicks()

    assert set(send(with_code(REFUSED[name], code))) <= {400, 431}

    assert clicks() == before


@pytest.mark.parametrize("method", [b"POST", b"OPTIONS", b"TRACE", b"CONNECT", b"get", b"BREW"])
def test_another_method_is_refused_and_is_no_click(send, code, clicks, method):
    before = clicks()

    assert send(with_code(asked(LINK, method=method), code)) == [405]

    assert clicks() == before


def test_requests_in_a_row_are_answered_in_a_row_and_count_each(send, code, clicks):
    before = clicks()
    one = with_code(b"GET " + LINK + b" HTTP/1.1\r\nHost: a\r\n\r\n", code)

    assert send(one * 4 + with_code(asked(LINK), code)) == [200] * 5

    assert clicks() == before + 5


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00" * 100, b"token=%00&form_id=%ff", b"token=a&" * 3000, b"--x\r\nbroken"],
    ids=["empty", "NUL", "no text", "many fields", "torn"],
)
@pytest.mark.parametrize("kind", [b"application/x-www-form-urlencoded", b"multipart/form-data; "
                                  b"boundary=x", b"\xff", b"multipart/form-data"])  # fmt: skip
def test_a_form_of_any_bytes_is_no_failure_of_ours(send, code, body, kind):
    more = b"Content-Type: %b\r\nContent-Length: %d\r\nOrigin: http://relais.example\r\n" % (
        kind,
        len(body),
    )

    (status,) = send(with_code(asked(LINK + b"/apply", more, body=body, method=b"POST"), code))

    assert status < 500
