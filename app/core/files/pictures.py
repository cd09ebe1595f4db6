"""Uploaded pictures: turned upright, stripped of metadata and encoded anew, in a process apart."""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import files
from app.core.errors import Refusal
from app.core.models import StoredFile

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 24_000_000
TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif")
CHILD = Path(__file__).with_name("picture_child.py")
SECONDS = 20  # a child that takes longer is stopped

UNREADABLE = _l("This file is not a picture we can read. Send a JPEG, PNG, WebP, AVIF or GIF file.")
TOO_HEAVY = _l("This picture is over 10 MB. Choose a smaller one.")


class BadPicture(Refusal):
    """We cannot open the file as a picture."""

    code = "bad_picture"


def store_picture(
    data: bytes,
    *,
    name: str,
    max_side: int,
    square: bool = False,
    least: tuple[int, int] = (1, 1),
    field: str | None = None,
) -> StoredFile:
    """Keep a picture as WebP, without the camera's metadata, and return its row.

    max_side: pixels; a larger picture is reduced, a smaller one is left as it is
    square: cut to its middle square first (portraits)
    least: the smallest width and height, in pixels, that are taken
    raises: BadPicture when it is not a JPEG, PNG, WebP, AVIF or GIF, is too large or too small
    """
    if len(data) > MAX_BYTES:
        raise BadPicture(TOO_HEAVY, field=field)
    facts, picture = _decoded(data, max_side, square)
    if refused := _refusal(facts, least):
        raise BadPicture(refused, field=field)
    return files.store(
        picture,
        media_type="image/webp",
        name=name,
        kind="picture",
        width=facts["kept_width"],
        height=facts["kept_height"],
    )


def _refusal(facts: dict[str, Any], least: tuple[int, int]) -> LazyString | None:
    error = facts.get("error")
    if error == "pixels":
        return _l(
            "This picture has too many pixels: %(width)s by %(height)s. Reduce it under 24 million "
            "in all, such as 6000 by 4000.",
            width=facts["width"],
            height=facts["height"],
        )
    if error:
        return UNREADABLE
    sides = sorted((facts["width"], facts["height"]), reverse=True)
    if sides[0] < least[0] or sides[1] < least[1]:
        return _l(
            "This picture is too small: %(width)s by %(height)s pixels. It would be blurred: "
            "choose one of at least %(least_width)s by %(least_height)s.",
            width=facts["width"],
            height=facts["height"],
            least_width=least[0],
            least_height=least[1],
        )
    return None


def _decoded(data: bytes, max_side: int, square: bool) -> tuple[dict[str, Any], bytes]:
    shape = "square" if square else "whole"
    command = [sys.executable, "-I", str(CHILD), str(MAX_PIXELS), str(max_side), shape]
    with _one_at_a_time():
        try:
            done = subprocess.run(  # noqa: S603 - our own script, and numbers
                command,
                input=data,
                capture_output=True,
                timeout=SECONDS,
                env={},  # no secret of ours
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"error": "late"}, b""
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        return {"error": "stopped"}, b""
    return json.loads(line), rest


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one picture be decoded at a time on this node, whichever process asks."""
    folder: Path = current_app.config["VAR_DIR"]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "pictures.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
