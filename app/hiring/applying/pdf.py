"""Read a PDF that a stranger sent, in a process of its own with little memory and little time."""

import ctypes
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("pdf_child.py")
SECONDS = 30  # a child that takes longer is stopped
PR_SET_DUMPABLE = 4  # of prctl(2)


class UnreadablePdf(Exception):
    """The PDF cannot be opened, or reading it took more than we allow."""


class LockedPdf(UnreadablePdf):
    """The PDF asks for a password."""


def count_pages(data: bytes) -> int:
    """Open a PDF and return how many pages it has.

    raises: LockedPdf, UnreadablePdf
    """
    words, _ = _ask(data, "facts")
    return int(words["pages"])


def text_of(data: bytes, *, max_pages: int, max_characters: int) -> str:
    """Return the text of a PDF's first pages.

    raises: LockedPdf, UnreadablePdf
    """
    words, _ = _ask(data, "text", max_pages, max_characters)
    return str(words["text"])


def draw_pages(data: bytes, *, max_pages: int, width: int, height: int) -> list[bytes]:
    """Draw a PDF's first pages as WebP pictures, each within a box of pixels.

    raises: LockedPdf, UnreadablePdf
    """
    words, rest = _ask(data, "pages", max_pages, width, height)
    pictures = []
    for size in words["sizes"]:
        pictures.append(rest[:size])
        rest = rest[size:]
    return pictures


@cache
def _keep_to_ourselves() -> None:
    """Close this process's environment and memory to others of its user, a reader's among them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _ask(data: bytes, command: str, *numbers: int) -> tuple[dict[str, Any], bytes]:
    _keep_to_ourselves()
    try:
        done = subprocess.run(  # noqa: S603 - our own script, and numbers
            [sys.executable, "-I", str(CHILD), command, *map(str, numbers)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            env={},  # no secret of ours
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise UnreadablePdf("took too long") from late
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise UnreadablePdf(f"the reader ended with {done.returncode}")
    words: dict[str, Any] = json.loads(line)
    if error := words.get("error"):
        raise LockedPdf if error == "locked" else UnreadablePdf(error)
    return words, rest
