"""Answering a question from a mail program: the address that it goes to, and what it says.

The address is signed and in one case, since some servers fold it. What an answer quotes begins
with a line of ours, as help desks have it; what mail programs write around quotations is known
beside, so that either alone is enough.
"""

import base64
import hashlib
import hmac
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser
from uuid import UUID

from flask import current_app

from app.core import signing
from app.sharing.asking.models import Question

MARK = "·–·–·"  # begins and ends the line above which one answers
_PURPOSE, _MAC_BYTES, _LONGEST = "question.reply", 10, 100_000
_ATTRIBUTION = re.compile(
    r"(?:on|le|am|el) [^\n]{4,200}?(?:wrote|a écrit|a ecrit|schrieb|escribió)\s*:\s*"
    r"|-{3,}\s*(?:original message|message d['’]origine|forwarded message|message transféré)[ -]*"
    r"|_{10,}",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_HEADER = re.compile(r"\*?(?:from|de|sent|envoyé|von)\s*:\*?\s.*", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"-- ?|—|sent from my .*|envoyé de(?:puis)? mon .*|get outlook for .*"
    r"|(?:télécharger|obtenir) outlook pour .*",
    re.IGNORECASE,
)


def address_for(question: Question) -> str:
    """Return where an answer by mail is received; "" where this installation receives none."""
    local, _at, domain = current_app.config["REPLIES_AT"].partition("@")
    return f"{local}+{_token(question.id)}@{domain}" if domain else ""


def _token(key: UUID) -> str:
    raw = key.bytes + _mac(key)
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _mac(key: UUID) -> bytes:
    return hmac.new(signing.key(_PURPOSE), key.bytes, hashlib.sha256).digest()[:_MAC_BYTES]


def key_of(message: EmailMessage) -> UUID | None:
    """Return the question that a message answers, by the address that it was sent to."""
    local = current_app.config["REPLIES_AT"].partition("@")[0].lower()
    headers = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    lines = [str(each) for name in headers for each in message.get_all(name, [])]
    for _name, address in getaddresses(lines):
        before, plus, token = address.partition("@")[0].lower().partition("+")
        if plus and before == local and (key := _read(token)):
            return key
    return None


def _read(token: str) -> UUID | None:
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    if len(raw) != 16 + _MAC_BYTES:
        return None
    key = UUID(bytes=raw[:16])
    return key if hmac.compare_digest(raw[16:], _mac(key)) else None


def parsed(raw: bytes) -> EmailMessage:
    """Return a message as it came. Pure."""
    message: EmailMessage = message_from_bytes(raw, policy=policy.default)
    return message


def sender_of(message: EmailMessage) -> str:
    """Return the address that a message says it is from, in lower case. Pure."""
    return parseaddr(str(message.get("From", "")))[1].lower()


def is_automatic(message: EmailMessage) -> bool:
    """Say whether no person wrote a message: absence, bounce, list (RFC 3834). Pure."""
    said = str(message.get("Auto-Submitted", "no")).strip().lower()
    bulk = str(message.get("Precedence", "")).strip().lower() in (
        "bulk",
        "junk",
        "list",
        "auto_reply",
    )
    bounce = str(message.get("Return-Path", "x")).strip() == "<>"
    return said != "no" or bulk or bounce or "X-Autoreply" in message or "X-Autorespond" in message


def said_in(message: EmailMessage, *, name: str) -> str:
    """Return what somebody wrote in an answer: nothing quoted, no signature. Pure.

    name: the sender's, whose own line begins a signature too
    """
    return without_quotes(_text_of(message), name=name)


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())[:_LONGEST]
    except (LookupError, UnicodeError):  # an encoding that nobody knows
        return ""
    if body.get_content_type() != "text/html":
        return text
    reader = _Written()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Written(HTMLParser):
    """The text of a mail in HTML, without what it quotes."""

    _BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3"})
    _HIDDEN = frozenset({"style", "script", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in self._HIDDEN
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in self._BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def without_quotes(text: str, *, name: str) -> str:
    """Return the lines above what an answer quotes and above its signature. Pure."""
    kept: list[str] = []
    begun = False
    lines = text.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines):
        bare = line.strip().lstrip("> ").strip()
        if MARK in line or _begins_quote(bare, lines[number + 1 : number + 3]):
            break
        signed = begun and name and bare.casefold() == name.casefold()
        if _SIGNATURE.fullmatch(line.strip()) or line == "-- " or signed:
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
            begun = begun or bool(bare)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _begins_quote(line: str, following: list[str]) -> bool:
    """Say whether a line stands above a quotation: also one that is broken in two. Pure."""
    both = f"{line} {following[0].strip().lstrip('> ')}" if following else line
    if _ATTRIBUTION.fullmatch(line) or _ATTRIBUTION.fullmatch(both):
        return True
    heads = [each.strip().lstrip("> ") for each in following]
    return bool(_HEADER.fullmatch(line)) and any(
        re.match(r"\*?(?:to|à|sent|envoyé|date|subject|objet)\s*:", each, re.IGNORECASE)
        for each in heads
    )
