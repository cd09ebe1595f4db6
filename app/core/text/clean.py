"""Clean up what people typed before it is kept."""

import re
import unicodedata
from typing import Any

from app.core.text.fold import one_sign

# Everything that is drawn on no screen and serves only to trick a parser; tabs and newlines stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)

# Letters and marks that are drawn as nothing: fillers, joiners, selectors. A joiner inside a name
# stays, for the scripts that need it.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for span in ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for code in range(span[0], span[1] + 1)
}  # fmt: skip
_NOTHING = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp"})


def is_blank(text: str) -> bool:
    """Say whether nothing of a text is seen on a screen. Pure."""
    return all(each in _BLANK or unicodedata.category(each) in _NOTHING for each in text)


def has_letter(text: str) -> bool:
    """Say whether a text has a letter in it that is seen, of any script. Pure."""
    return any(each not in _BLANK and unicodedata.category(each)[0] == "L" for each in text)


def tidy(text: str | None) -> str:
    """Return a text as `clean` has it; one of which nothing is seen is empty. Pure."""
    return "" if is_blank(text or "") else clean(text or "")


def clean(text: str) -> str:
    """Return a text in NFC, with plain newlines and without unseen characters. Pure."""
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # last: a letter and its accent may have had such a character between them
    return unicodedata.normalize("NFC", plain).strip()


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
    """Take out the one character that PostgreSQL keeps in no text: a filter for text fields.

    A text of which nothing is seen is empty.
    """
    if not isinstance(value, str):
        return value
    return "" if is_blank(value) else value.replace("\0", "")


def stripped(value: Any) -> Any:
    """Take the spaces around what was typed: a filter for one-line fields."""
    return without_nul(value).strip() if isinstance(value, str) else value
