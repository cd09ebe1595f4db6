"""Links that we sent, read back without what was glued to them on their way. Pure.

Chats, mail programs and documents take into a link the end of its sentence, a bracket, a mark of
bold, a tag, a parameter, and whatever stands after those. None of it is part of an address of
ours: an address ends before the first character that no address of ours has. A letter or a figure
more is another address, and so are control characters, which nothing glues by accident.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.core.ids import read_code

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
# These stand inside addresses too: alone they were glued, before a letter they belong to it.
_JOINS = r"\-._~:@+$/"
_ENDS = rf"[^0-9A-Za-z{_JOINS}{_CONTROLS}]"
_GLUE = rf"[{_JOINS}]*(?:{_ENDS}[^{_CONTROLS}]*)?"
_GAP = rf"/[^0-9A-Za-z\-._~:@+${_CONTROLS}]*"

_TRACKED = re.compile(
    rf"/+r{_GAP}([0-9a-z]+)"
    rf"((?:{_GAP}apply)?(?:{_GAP}[0-9]+)?(?:{_GAP}(?:fr|en))?){_GLUE}",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[0-9A-Za-z]+")
# No token ends in - or _: what stood there was glued (see `signing.sign`).
_TOKEN = r"[0-9A-Za-z_\-]*[0-9A-Za-z]"  # noqa: S105 - a pattern
_PLAIN = re.compile(rf"([0-9A-Za-z{_JOINS}]*)(?:{_ENDS}[^{_CONTROLS}]*)?")


class TrackedPath(NamedTuple):
    """The path of a tracked link, or of a page behind it.

    code: as it was given out; None when it cannot be a code
    behind: what follows it, such as "/fr" or "/apply/12/en"; empty for the link itself
    """

    code: str | None
    behind: str

    @property
    def clean(self) -> str:
        """The path as we send it."""
        return f"/r/{self.code}{self.behind}"


def read_tracked(path: str) -> TrackedPath | None:
    """Read the path of a tracked link; None when it is no such path.

    path: decoded, its bytes as Latin-1 (WSGI) or as text
    """
    found = _TRACKED.fullmatch(path)
    if found is None:
        return None
    behind = "".join(f"/{word}" for word in _WORD.findall(found[2].lower()))
    return TrackedPath(read_code(found[1]), behind)


class SignedPaths:
    """Reads the paths of the pages that a signed token opens.

    routes: of those pages, each with <token> in it once, such as "/s/<token>/withdraw"
    """

    def __init__(self, routes: Iterable[str]) -> None:
        self._patterns = [
            (re.compile(f"{_gaps(before)}({_TOKEN}){_gaps(after)}{_GLUE}", re.I | re.A), around)
            for around in (route.split("<token>") for route in routes)
            for before, after in [around]
        ]

    def clean(self, path: str) -> str:
        """Return the path as we sent it; the same when it is of no such page."""
        for pattern, (before, after) in self._patterns:
            if found := pattern.fullmatch(path):
                return f"{before}{found[1]}{after}"
        return path


def _gaps(words: str) -> str:
    """Return the pattern of what stands around a token in a route."""
    return re.escape(words).replace("/", _GAP)


def clean_page(path: str) -> str:
    """Return the path of a page without what was glued to it, and without doubled slashes.

    Its case stays. A path with control characters is returned as it is.
    """
    if not _PLAIN.fullmatch(path):
        return path
    return "/" + "/".join(word for word in without_glue(path).split("/") if word)


def without_glue(words: str) -> str:
    """Return the end of an address without what was glued to it; "" with control characters."""
    found = _PLAIN.fullmatch(words)
    return found[1].rstrip("-._~:@+$/") if found else ""
