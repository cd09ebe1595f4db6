"""What people typed, made fit to keep."""

import re
import unicodedata
from typing import Any

from app.core.text.fold import one_sign

# Everything that is drawn on no screen and serves only to trick a parser; tabs and newlines stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]"
)


def tidy(text: str | None) -> str:
    """Return a text in NFC, with plain newlines and without unseen characters. Pure."""
    plain = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", plain).strip()


def tidy_line(text: str | None) -> str:
    """Return a text on one line, tidy, with single spaces; no-break ones stay. Pure."""
    return one_line(tidy(text))


def plain_line(text: str | None) -> str:
    """Return a text on one line, tidy, with one sign for every space, dash and apostrophe. Pure."""
    return " ".join(one_sign(tidy(text)).split())


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces; no-break ones stay. Pure."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def without_nul(value: Any) -> Any:
    """Take out the one character that PostgreSQL keeps in no text: a filter for text fields."""
    return value.replace("\0", "") if isinstance(value, str) else value


def stripped(value: Any) -> Any:
    """Take the spaces around what was typed: a filter for one-line fields."""
    return without_nul(value).strip() if isinstance(value, str) else value
