"""The signed click token: which click opened this page, and so when, without any cookie.

A page's own forms carry it. It gives no authority: it says that a page of ours was answered,
for that code, at that time. A wrong one gives no link, and the form passes.
"""

import base64
import binascii
import hmac
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.core import signing
from app.core.ids import time_of
from app.tracking.journal.keyed_hash import KeyedHash

PURPOSE = "click-token"
MAC_BYTES = 8  # 64 bits: it can only be tried online, for a landing time
LENGTH = (16 + MAC_BYTES) * 4 // 3  # characters, always the same: pages are laid out around it
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class ClickToken(NamedTuple):
    """A click that was answered with a page: its id, and the landing time (UTC) in it."""

    click_id: UUID
    at: datetime


class TokenMaker:
    """Makes tokens for one process, without an application context."""

    __slots__ = ("_mac",)

    def __init__(self, key: bytes) -> None:
        self._mac = KeyedHash(key)

    def make(self, click_id: bytes, code: str) -> bytes:
        """Sign a click's 16 bytes for a code; returns `LENGTH` URL-safe ASCII bytes."""
        mac = self._mac.digest(click_id + code.encode())[:MAC_BYTES]
        return binascii.b2a_base64(click_id + mac, newline=False).translate(_URL_SAFE)


def make(click_id: UUID, code: str) -> str:
    """Sign a click for a code, in an application context."""
    return TokenMaker(signing.key(PURPOSE)).make(click_id.bytes, code).decode()


def read(value: str, code: str) -> ClickToken | None:
    """Return the click that a form's token names; None when forged or made for another code."""
    if len(value) != LENGTH:
        return None
    try:
        raw = base64.b64decode(value.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return None
    click_id, mac = raw[:16], raw[16:]
    expected = KeyedHash(signing.key(PURPOSE)).digest(click_id + code.encode())[:MAC_BYTES]
    if not hmac.compare_digest(mac, expected):
        return None
    click = UUID(bytes=click_id)
    return ClickToken(click, time_of(click))
