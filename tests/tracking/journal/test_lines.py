"""What the journal keeps of a request, and nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tracking.journal.lines import KEPT_HEADERS, CorruptLine, Loss, decode, encode, encode_loss

CLICK = "019ab0d2c4007abc8def0123456789ab"
CODE = "Zx7kQ2mPaB"
VISITOR = "00112233445566ff"
PERSON = "019ab0d2c4007abc8def000000000001"


def request(**headers):
    """The environment of a request with these headers, as WSGI has it."""
    named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    return {"REQUEST_METHOD": "GET", "REMOTE_ADDR": "203.0.113.77", "QUERY_STRING": "a=1", **named}


def written(environ, *, https=True, person=""):
    return encode(CLICK, CODE, https, VISITOR, person, environ)


def test_a_click_is_read_back_as_it_was_written():
    line = written(
        request(
            user_agent="Mozilla/5.0 Firefox/140.0",
            referer="https://www.LinkedIn.com/feed/?x=1",
            accept_language="fr-FR,fr;q=0.9,en;q=0.8",
            sec_fetch_mode="navigate",
            sec_purpose="prefetch;prerender",
            x_moz="prefetch",
        ),
        person=PERSON,
    )

    click = decode(line.rstrip(b"\n"))

    assert click.click_id == CLICK
    assert (click.code, click.method, click.https) == (CODE, "GET", True)
    assert (click.visitor, click.person) == (VISITOR, PERSON)
    assert click.user_agent == "Mozilla/5.0 Firefox/140.0"
    assert click.referrer == "www.linkedin.com"
    assert click.language == "fr"
    assert click.fetch_mode == "navigate"
    assert click.purpose == "prefetch;prerender;prefetch"
    assert click.milliseconds == int(CLICK[:12], 16)


def test_headers_that_are_absent_stay_absent():
    click = decode(written(request()).rstrip(b"\n"))

    assert click.user_agent is None
    assert click.fetch_mode is None
    assert click.purpose is None
    assert (click.referrer, click.language, click.person) == ("", "", "")


def test_a_fetch_mode_that_is_there_and_empty_is_not_an_absent_one():
    assert decode(written(request(sec_fetch_mode="")).rstrip(b"\n")).fetch_mode is not None


def test_neither_address_nor_query_nor_cookie_nor_other_headers_are_written():
    line = written(
        request(
            cookie="relais_session=secret",
            authorization="Basic secret",
            x_forwarded_for="198.51.100.7",
            x_real_ip="198.51.100.8",
            forwarded="for=198.51.100.9",
            origin="https://elsewhere.example",
            accept="secret/secret",
            referer="https://user:secret@mail.example/inbox/secret?who=secret#secret",
        )
    )

    for private in (b"203.0.113.77", b"198.51.100", b"secret", b"a=1", b"elsewhere"):
        assert private not in line
    assert b"mail.example" in line


def test_what_is_kept_is_what_the_documentation_lists():
    everything = {name: f"https://kept.example/{name}" for name in KEPT_HEADERS}
    environ = request(**{name.replace("-", "_"): value for name, value in everything.items()})

    text = written(environ).decode()

    kept = {name for name in KEPT_HEADERS if f"/{name}" in text}
    assert kept == {"user-agent", "sec-fetch-mode", "sec-purpose", "purpose", "x-purpose", "x-moz"}
    assert "kept.example" in text  # of the referrer, the host


@given(
    agent=st.text(max_size=700),
    referrer=st.text(max_size=300),
    language=st.text(max_size=80),
    mode=st.text(max_size=80),
)
def test_no_header_can_break_a_line_or_be_unreadable(agent, referrer, language, mode):
    environ = request(
        user_agent=agent, referer=referrer, accept_language=language, sec_fetch_mode=mode
    )

    line = written(environ)

    assert line.count(b"\n") == 1
    assert len(line) < 1500
    assert decode(line[:-1]).code == CODE


@pytest.mark.parametrize("at", range(0, 120, 7))
def test_a_changed_byte_is_noticed_wherever_it_is(at):
    line = bytearray(written(request(user_agent="Mozilla/5.0 Firefox/140.0")).rstrip(b"\n"))
    line[at % len(line)] ^= 0x01

    with pytest.raises(CorruptLine):
        decode(bytes(line))


@pytest.mark.parametrize("garbage", [b"", b"\t", b"\0" * 300, b"x" * 9000, b"a\tb\t00000000"])
def test_what_is_not_a_line_is_refused(garbage):
    with pytest.raises(CorruptLine):
        decode(garbage)


def test_a_click_from_the_end_of_time_is_refused():
    line = encode("f" * 32, CODE, True, VISITOR, "", request())

    with pytest.raises(CorruptLine, match="time"):
        decode(line.rstrip(b"\n"))


def test_a_loss_is_read_back():
    assert decode(encode_loss(Loss(12, 1000, 2000)).rstrip(b"\n")) == Loss(12, 1000, 2000)
