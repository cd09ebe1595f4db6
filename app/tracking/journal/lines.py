"""One click as one line of the journal: the only place that says what is kept of a request.

A line is tab-separated latin-1 text, closed by the CRC-32 of what stands before it. No address
is ever in it, no query string, no cookie, and of headers only what KEPT_HEADERS names.
"""

import re
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from app.core.ids import CODE_LENGTHS
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
_LIMIT = 512  # characters
_SHORT_LIMIT = 64
_EMPTY = "-"  # the header was sent empty
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([a-z0-9_.-]{1,253})", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?![a-z])", re.IGNORECASE)
_PURPOSES = tuple("HTTP_" + name.upper().replace("-", "_") for name in PURPOSE_HEADERS)


class CorruptLine(ValueError):
    """A line that the journal would not have written."""


class JournalLine(NamedTuple):
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
    purpose = "" if environ.keys().isdisjoint(_PURPOSES) else _purpose(environ)
    headers = _kept(
        get("HTTP_SEC_FETCH_MODE"),
        get("HTTP_REFERER", "")[:_LIMIT],
        get("HTTP_ACCEPT_LANGUAGE", "")[:_SHORT_LIMIT],
        get("HTTP_USER_AGENT", "")[:_LIMIT],
    )
    text = (
        f"{click_id}\t{code}\t{environ['REQUEST_METHOD']}\t{'s' if https else ''}\t{visitor}"
        f"\t{person}\t{purpose}\t{headers}"
    ).encode("latin-1", "replace")
    return b"%b\t%08x\n" % (text, zlib.crc32(text))


@lru_cache(maxsize=2048)
def _kept(mode: str | None, referrer: str, languages: str, user_agent: str) -> str:
    """Return what is kept of these headers; most browsers send the same as many others."""
    host, language = _HOST.match(referrer), _LANGUAGE.match(languages)
    return "\t".join(
        (
            "" if mode is None else _clean(mode[:_SHORT_LIMIT]) or _EMPTY,
            host[1].lower() if host else "",
            language[1].lower() if language else "",
            _clean(user_agent),
        )
    )


def _purpose(environ: Mapping[str, str]) -> str:
    """Join what headers say a request is for."""
    return ";".join(_clean(environ[name][:_SHORT_LIMIT]) for name in _PURPOSES if name in environ)


def _clean(text: str) -> str:
    """Take out of a header's value what would break a line."""
    return _CONTROLS.sub(" ", text)


def encode_loss(loss: Loss) -> bytes:
    """Write how many clicks could not be written, once one can be again."""
    text = b"%b\t%d\t%d\t%d" % (LOSS, *loss)
    return b"%b\t%08x\n" % (text, zlib.crc32(text))


def decode(line: bytes) -> JournalLine | Loss:
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
        (click_id, code, method, https, visitor, person, purpose, mode, referrer, language, agent
         ) = text.decode("latin-1").split("\t")  # fmt: skip
        if len(click_id) != 32 or len(code) not in CODE_LENGTHS or len(visitor) != 16:
            raise CorruptLine("length")
        if int(click_id[:12], 16) > LATEST:
            raise CorruptLine("time")
        return JournalLine(
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
