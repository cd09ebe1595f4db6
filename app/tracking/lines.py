"""One click as one line of the journal: the only place that says what of a request is kept.

A line is tab-separated latin-1 text, closed by the CRC-32 of what stands before it. No address
is ever in it, no query string, no cookie, and of headers only what KEPT_HEADERS names.
"""

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from app.core.ids import CODE_LENGTH
from app.tracking.rules import PURPOSE_HEADERS

# header → what is kept of it
KEPT_HEADERS = {
    "user-agent": "whole, cut at 512 characters",
    "sec-fetch-mode": "whole",
    **dict.fromkeys(PURPOSE_HEADERS, "whole"),
    "referer": "the host",
    "accept-language": "the first language",
}

LATEST = 253_370_764_800_000  # milliseconds: the year 9999
LOSS = b"!lost"  # starts a line that says how many clicks could not be written
_USER_AGENT_LIMIT = 512
_SHORT_LIMIT = 64
_EMPTY = "-"  # the header is there and says nothing
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([a-z0-9_.-]{1,253})", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_PURPOSES = tuple("HTTP_" + name.upper().replace("-", "_") for name in PURPOSE_HEADERS)


class CorruptLine(ValueError):
    """A line that is not as the journal writes it."""


class Line(NamedTuple):
    """A click as it was journalled.

    click_id: a UUIDv7 in hexadecimal, and so the time of the click
    visitor: 8 bytes in hexadecimal, one browser until midnight UTC (salts.py)
    person: the employee of the signed cookie, in hexadecimal, or empty
    """

    click_id: str
    code: str
    method: str
    https: bool
    visitor: str
    person: str
    fetch_mode: str | None
    purpose: str | None
    referrer: str
    language: str
    user_agent: str | None

    @property
    def milliseconds(self) -> int:
        """When the click was answered, in milliseconds since 1970."""
        return int(self.click_id[:12], 16)


class Loss(NamedTuple):
    """Clicks that were answered and could not be written: how many, from when to when (ms)."""

    clicks: int
    first: int
    last: int


def encode(
    click_id: str, code: str, https: bool, visitor: str, person: str, environ: Mapping[str, str]
) -> bytes:
    """Write a click as a line, with its newline.

    click_id, visitor, person: in hexadecimal; environ: the request's, as WSGI gives it
    """
    get = environ.get
    mode = get("HTTP_SEC_FETCH_MODE")
    referrer = get("HTTP_REFERER")
    languages = get("HTTP_ACCEPT_LANGUAGE")
    text = (
        f"{click_id}\t{code}\t{environ['REQUEST_METHOD']}\t{'s' if https else ''}\t{visitor}"
        f"\t{person}\t{'' if mode is None else clean(mode) or _EMPTY}\t{purpose_of(environ)}"
        f"\t{referrer and host_of(referrer)}\t{languages and language_of(languages)}"
        f"\t{user_agent_of(get('HTTP_USER_AGENT', ''))}"
    ).encode("latin-1", "replace")
    return b"%b\t%08x\n" % (text, zlib.crc32(text))


def encode_loss(loss: Loss) -> bytes:
    """Write how many clicks could not be written, once one can be again."""
    text = b"%b\t%d\t%d\t%d" % (LOSS, *loss)
    return b"%b\t%08x\n" % (text, zlib.crc32(text))


def decode(line: bytes) -> Line | Loss:
    """Read a line, without its newline.

    raises: CorruptLine
    """
    text, _, checksum = line.rpartition(b"\t")
    try:
        if zlib.crc32(text) != int(checksum, 16):
            raise CorruptLine("checksum")
        if text.startswith(LOSS):
            clicks, first, last = text.split(b"\t")[1:]
            return Loss(int(clicks), int(first), int(last))
        (click_id, code, method, https, visitor, person, mode, purpose, referrer, language, agent
         ) = text.decode("latin-1").split("\t")  # fmt: skip
        if len(click_id) != 32 or len(code) != CODE_LENGTH or len(visitor) != 16:
            raise CorruptLine("length")
        if int(click_id[:12], 16) > LATEST:
            raise CorruptLine("time")
        return Line(
            click_id,
            code,
            method,
            https == "s",
            visitor,
            person,
            mode or None,
            purpose or None,
            referrer,
            language,
            agent or None,
        )
    except CorruptLine:
        raise
    except ValueError as wrong:
        raise CorruptLine(str(wrong)) from wrong


def clean(text: str, limit: int = _SHORT_LIMIT) -> str:
    """Cut a header's value and take out what would break a line."""
    return _CONTROLS.sub(" ", text[:limit])


def user_agent_of(text: str) -> str:
    """Return what is kept of a User-Agent. Long ones are not remembered: they fill memory."""
    return _user_agent(text) if len(text) <= _USER_AGENT_LIMIT else clean(text, _USER_AGENT_LIMIT)


@lru_cache(maxsize=2048)
def _user_agent(text: str) -> str:
    return clean(text, _USER_AGENT_LIMIT)


def host_of(referrer: str) -> str:
    """Return the host of a Referer, in lower case; empty when it has none."""
    return _host(referrer[:_USER_AGENT_LIMIT])


@lru_cache(maxsize=1024)
def _host(referrer: str) -> str:
    found = _HOST.match(referrer)
    return found[1].lower() if found else ""


def language_of(languages: str) -> str:
    """Return the first language of Accept-Language, without its region; empty for none."""
    return _language(languages[:_SHORT_LIMIT])


@lru_cache(maxsize=1024)
def _language(languages: str) -> str:
    found = _LANGUAGE.match(languages)
    return found[1].lower() if found else ""


def purpose_of(environ: Mapping[str, str]) -> str:
    """Join what the headers say a request is for, when they say it."""
    return ";".join(clean(environ[name]) for name in _PURPOSES if name in environ)
