"""Titles and names: one line, whatever a source packed them in. Pure."""

import re

from app.core.text.clean import tidy
from app.publishing.feeds.values.words import decoded, plain_spaces

_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|h[1-6]|tr|td)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)


def read_title(text: str) -> str:
    """Read a title or a name: entities decoded up to twice, tags out, one line. Pure."""
    once = decoded(text)
    plain = _TAG.sub("", _BREAK.sub(" ", decoded(once)))
    return plain_spaces(tidy(plain))
