"""Draw a card as a JPEG of 1200 by 630 pixels. Imported by workers alone: it brings 80 MB.

Typst sets the words: it measures them, so that the title is as large as it may be.
"""

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import regex
import typst
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageOps

from app.core import files
from app.core.models import StoredFile
from app.sharing.cards.facts import DESIGN, CardFacts

WIDTH, HEIGHT = 1200, 630
HEAVIEST = 290_000  # bytes: WhatsApp shows no picture from 300 KB on
QUALITIES = (88, 80, 70, 60, 45, 30, 15)
COVER, FACE, LOGO_HEIGHT = (760, 1100), (168, 168), 104
CENTRES = {"start": 0.0, "middle": 0.5, "end": 1.0}
_EMOJI = regex.compile(r"(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier})")
_UNSEEN = regex.compile(r"[\s\p{Cf}\p{Variation_Selector}\p{M}]")


class NoLetters(Exception):
    """No font of this machine has the letters of a title: it would be a row of boxes."""


def jpeg(facts: CardFacts, fonts: Path) -> bytes:
    """Return the picture of a card.

    fonts: the folder of `fonts.cut`
    raises: NoLetters; CannotStore where pictures cannot be read
    """
    said = dict(facts.said)
    said["title"] = shown_title(said["title"], fonts)
    with TemporaryDirectory() as folder:
        said |= _pictures(facts, Path(folder))
        Path(folder, DESIGN.name).write_bytes(DESIGN.read_bytes())
        drawn = typst.compile(
            Path(folder, DESIGN.name),
            root=Path(folder),
            format="png",
            ppi=72,
            sys_inputs={"card": json.dumps(said)},
            font_paths=[fonts],
        )
    assert isinstance(drawn, bytes)
    return light(Image.open(BytesIO(drawn)).convert("RGB"))


def light(picture: Image.Image) -> bytes:
    """Return a picture as a JPEG that every network takes, as good as its weight allows."""
    for quality in QUALITIES:
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= HEAVIEST:
            break
    return out.getvalue()


def shown_title(title: str, fonts: Path) -> str:
    """Return a title without the emoji that no font here has.

    raises: NoLetters for other letters
    """
    if not (missing := _missing(title, fonts)):
        return title
    if any(not _EMOJI.match(letter) for letter in missing):
        raise NoLetters("".join(sorted(missing)))
    kept = regex.sub(r"\X", lambda found: "" if missing & set(found[0]) else found[0], title)
    return regex.sub(r"\s{2,}", " ", kept).strip()


def _missing(title: str, fonts: Path) -> set[str]:
    """Return the letters that no font has: those of the company first, then the machine's."""
    left = {letter for letter in title if not _UNSEEN.match(letter)}
    ours = sorted(fonts.glob("*-400.ttf"))
    for path in ours:
        left -= _has(path, left)
    if not left:
        return left
    known = typst.Fonts(font_paths=[fonts]).fonts()
    for path in sorted({Path(each.path) for each in known if each.path} - set(ours)):
        left -= _has(path, left)
        if not left:
            break
    return left


def _has(path: Path, letters: set[str]) -> set[str]:
    try:
        font = TTFont(path, lazy=True, fontNumber=0)
        known = font.getBestCmap() or {}
    except (TTLibError, OSError, KeyError):
        return set()
    return {letter for letter in letters if ord(letter) in known}


def _pictures(facts: CardFacts, folder: Path) -> dict[str, Any]:
    """Put the pictures of a card into a folder; returns their names as the design reads them."""
    cover, logo = _opened(facts.cover), _opened(facts.logo)
    named: dict[str, Any] = {"cover": None, "logo": None, "person": None}
    if cover:
        at = CENTRES[facts.focus]
        ImageOps.fit(cover, COVER, centering=(at, at)).save(folder / "cover.jpg", quality=92)
        named["cover"] = "cover.jpg"
    if logo:
        logo.thumbnail((6 * LOGO_HEIGHT, LOGO_HEIGHT))
        logo.save(folder / "logo.png")
        named["logo"] = "logo.png"
    if relayer := facts.relayer:
        face = _opened(relayer.face)
        if face:
            ImageOps.fit(face, FACE).save(folder / "face.jpg", quality=92)
        named["person"] = {
            "name": relayer.name,
            "line": relayer.line,
            "initials": relayer.initials,
            "face": "face.jpg" if face else None,
        }
    return named


def _opened(file: StoredFile | None) -> Image.Image | None:
    """Open a picture of ours; None for one whose file is gone."""
    if file is None:
        return None
    try:
        picture = Image.open(BytesIO(files.open_bytes(file)), formats=["WEBP"])
    except FileNotFoundError:
        return None
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "#ffffff")
        ground.alpha_composite(picture.convert("RGBA"))
        return ground.convert("RGB")
    return picture.convert("RGB")
