"""The words of an address."""

import re
import unicodedata

SLUG_LENGTH = 80


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
