"""Texts that a new company begins with: its charter, its privacy notice, its legal notice.

They say what Relais does today and nothing more. What only the company knows stands between square
brackets, and nothing is published while such a place is left.
"""

import re
from enum import StrEnum
from pathlib import Path

# [to fill in], and not [a link](…) or [another][1]
_GAP = re.compile(r"(?<![\]!])\[([^\[\]\n]+)\](?![(\[:])")


class Starter(StrEnum):
    """A text that there is a beginning of."""

    CHARTER = "charter"
    PRIVACY = "privacy"
    LEGAL = "legal"


def text_of(starter: Starter, language: str, *, company: str) -> str:
    """Return a text to begin with, in "fr" or "en", in Markdown."""
    written = Path(__file__).with_name(f"{starter}.{language}.md").read_text(encoding="utf-8")
    return written.replace("{company}", company)


def gaps_in(text: str) -> list[str]:
    """Return what a text still has to fill in, as its square brackets say it. Pure."""
    return _GAP.findall(text)
