"""Addresses and numbers taken out of what two people write each other. Pure.

Mail addresses as typed, and as people disguise them from robots ("zoe [at] site (dot) fr"); phone
numbers as France and its neighbours write them. Who spells a number in letters gets through.
"""

import re
import unicodedata

from app.core.i18n import gettext as _
from app.core.text.clean import tidy

_UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff\u180e"))
_AT = (
    r"(?:\s{0,4}[@＠﹫]\s{0,4}|\s{0,4}%40|\s{0,4}&#0*64;|\s{0,4}&commat;"
    r"|\s{0,4}[\[({<]\s{0,4}(?:at|@|arobase|arrobas|chez)\s{0,4}[\])}>]\s{0,4}"
    r"|\s{1,4}(?:arobase|arrobas)\s{1,4})"
)
_DOT = (
    r"(?:[.．。｡]|%2e|\s{0,4}[\[({<]\s{0,4}(?:dot|point|\.)\s{0,4}[\])}>]\s{0,4}"
    r"|\s{1,4}(?:dot|point)\s{1,4})"
)
_SPACE = r"\s{1,4}"
# bounded, so that a text of one letter twenty thousand times is read in time
_LOCAL, _LABEL = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}", r"[\w-]{1,63}"
_MAILBOX = re.compile(
    rf"(?:mailto:)?{_LOCAL}{_AT}{_LABEL}(?:{_DOT}{_LABEL})*"
    rf"|{_LOCAL}{_SPACE}at{_SPACE}{_LABEL}(?:{_SPACE}dot{_SPACE}{_LABEL})+"
    r'|"[^"\n@]{1,64}"@[\w.-]+',
    re.IGNORECASE,
)
_GAP = r"[\s.\-–‑/()\u00a0\u202f·_]{0,4}"
_PHONE = re.compile(
    rf"(?<![\w.,])(?:(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,13}}"
    rf"|\(?0\)?{_GAP}[1-9](?:{_GAP}\d){{8}}"
    r"|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}"
    r"|\d{9,15})(?!\w)"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def without_contacts(text: str) -> str:
    """Return a text, tidy, with a sign in place of each mail address and phone number.

    The sign is in the language at hand.
    """
    seen = tidy(text).translate(_UNSEEN)
    if not _MAILBOX.search(seen):  # full-width letters and the like: only where they matter
        plain = unicodedata.normalize("NFKC", seen)
        seen = plain if _MAILBOX.search(plain) or _PHONE.search(plain) else seen
    seen = _MAILBOX.sub(_("[address taken out]"), seen)
    return _PHONE.sub(_("[number taken out]"), seen).strip()


def has_contacts(text: str) -> bool:
    """Say whether a text has a mail address or a phone number in it."""
    return without_contacts(text) != tidy(text).translate(_UNSEEN)


def is_links_only(text: str) -> bool:
    """Say whether a text is nothing but addresses of pages, or has more of them than sentences."""
    links = _LINK.findall(text)
    words = re.findall(r"[^\W\d_]{2,}", _LINK.sub(" ", text))
    return bool(links) and (len(words) < 4 or len(links) > 2)
