"""Signed and sealed values and their keys: one for each purpose, all derived from SECRET_KEY."""

import base64
import hashlib
import hmac
import os
from datetime import datetime
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from app.core import clock

SIGNATURE_BYTES = 16  # 128 bits: a forger cannot try offline
NONCE_BYTES = 12


class BadToken(Exception):
    """The value was not signed by this installation for this purpose, or was altered."""


class Expired(BadToken):
    """The signature is right, but its time is over."""


@lru_cache(maxsize=256)
def derive(secret: str, purpose: str) -> bytes:
    """Derive the 32-byte key of a purpose from the installation's secret (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"relais:" + purpose.encode()).derive(secret.encode())


def key(purpose: str) -> bytes:
    """Return the 32-byte key of a purpose, for the current application."""
    return derive(current_app.config["SECRET_KEY"], purpose)


def _mac(purpose: str, body: bytes) -> bytes:
    return hmac.new(key(purpose), body, hashlib.sha256).digest()[:SIGNATURE_BYTES]


def sign(purpose: str, value: str, *, expires: datetime | None = None) -> str:
    """Return a URL-safe token that carries `value` in clear, until `expires` (UTC) if given.

    value: ends in a letter or a figure, and so does the token (base64, RFC 4648): a - or _ behind
        it was glued there
    """
    until = str(int(expires.timestamp())) if expires else ""
    body = f"{until}.{value}".encode()
    return _written(_mac(purpose, body) + body)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(token: str) -> bytes:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as wrong:
        raise BadToken from wrong
    if _written(raw) != token:  # base64 writes the same bytes in several ways; one is ours
        raise BadToken
    return raw


def unsign(purpose: str, token: str) -> str:
    """Return the value that `sign` put in a token.

    raises: BadToken when forged, altered or made for another purpose; Expired when too old
    """
    raw = _read(token)
    mac, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(mac, _mac(purpose, body)):
        raise BadToken
    until, _, value = body.decode().partition(".")
    if until and int(until) < clock.now().timestamp():
        raise Expired
    return value


def is_ours(purpose: str, token: str) -> bool:
    """Return whether `sign` made a token for this purpose, be its time over or not."""
    try:
        unsign(purpose, token)
    except Expired:
        return True
    except BadToken:
        return False
    return True


def seal(purpose: str, value: str) -> str:
    """Return a URL-safe token that carries `value` so that nobody else reads it (AES-GCM)."""
    nonce = os.urandom(NONCE_BYTES)
    return _written(nonce + AESGCM(key(purpose)).encrypt(nonce, value.encode(), None))


def unseal(purpose: str, token: str) -> str:
    """Return the value that `seal` put in a token.

    raises: BadToken when forged, altered or made for another purpose
    """
    raw = _read(token)
    nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    try:
        return AESGCM(key(purpose)).decrypt(nonce, body, None).decode()
    except (InvalidTag, ValueError) as wrong:
        raise BadToken from wrong
