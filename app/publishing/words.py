"""What people write in a publication, made fit to keep: clean text, its address, its words."""

import re
import unicodedata
from dataclasses import dataclass

from app.core.i18n import one_line

LANGUAGES = ("fr", "en")
SLUG_LENGTH = 80
# Everything that is drawn on no screen and serves only to trick a parser; tabs and newlines stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]"
)


@dataclass(frozen=True)
class Words:
    """A publication's words in one language."""

    title: str = ""
    summary: str = ""  # one or two sentences, for lists and cards
    body: str = ""  # Markdown
    cover_alt: str = ""
    variants: tuple[str, ...] = ()  # suggested texts, in order

    def __bool__(self) -> bool:
        return any((self.title, self.summary, self.body, self.variants))


def tidy(text: str | None) -> str:
    """Return a text in NFC, with plain newlines and without unseen characters. Pure."""
    plain = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", plain).strip()


def tidy_line(text: str | None) -> str:
    """Return a text on one line, tidy, with single spaces; no-break ones stay. Pure."""
    return one_line(tidy(text))


def slug_of(title: str) -> str:
    """Return a title as the words of an address: lower-case ASCII and hyphens. Pure.

    Never empty: a title without a Latin letter or a figure gives "publication".
    """
    letters = title.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    letters = letters.replace("’", "-").replace("'", "-")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or "publication"
