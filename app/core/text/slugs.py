"""The words of an address."""

import re

from app.core.text.fold import fold

SLUG_LENGTH = 80
# Signs that carry meaning beside a letter: C++, C# and .NET are not c, c and net.
_SIGNS = (
    (re.compile(r"(?<![a-z0-9.])\.(?=[a-z])"), "-dot-"),
    (re.compile(r"(?<=[a-z])\+\+"), "-plus-plus-"),
    (re.compile(r"(?<=[a-z])\+(?![a-z0-9])"), "-plus-"),
    (re.compile(r"(?<=[a-z])[#♯](?![a-z])"), "-sharp-"),
)


def slug_of(title: str) -> str:
    """Return a title as the words of an address: lower-case ASCII and hyphens. Pure.

    Never empty: a title without a Latin letter or a figure gives "publication".
    """
    words = fold(title)
    for sign, name in _SIGNS:
        words = sign.sub(name, words)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or "publication"
