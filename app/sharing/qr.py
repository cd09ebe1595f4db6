"""QR codes of referral links: on a screen, to print, to post, and on a poster."""

import io
import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import segno
import typst

QUIET = 4  # modules around the code, part of the picture: readers ask for them (ISO 18004)
PNG_SCALE = 20  # pixels a module: some 660 pixels a side, fit for a poster's corner
_POSTER: Final = Path(__file__).with_name("posters") / "poster.typ"


class Level(StrEnum):
    """How much of a code may be lost: 15, 25 or 30 in a hundred."""

    SCREEN = "m"
    PAPER = "q"  # dirt, folds, a bad printer
    UNDER_LOGO = "h"  # what a logo hides is lost


class Sheet(StrEnum):
    """The paper of a poster."""

    A4 = "a4"
    A5 = "a5"


SIDES = {Sheet.A4: (210, 297), Sheet.A5: (148, 210)}  # millimetres


def code_of(link: str, level: Level) -> segno.QRCode:
    """Return the code of a link: its bytes, at this level and no other."""
    return segno.make_qr(link, error=level, mode="byte", encoding="utf-8", boost_error=False)


def svg(link: str, level: Level = Level.PAPER) -> bytes:
    """Return a QR code as an SVG file, black on white, to be scaled for print."""
    out = io.BytesIO()
    code_of(link, level).save(
        out, kind="svg", border=QUIET, light="#fff", omitsize=True, xmldecl=True
    )
    return out.getvalue()


def inline_svg(link: str) -> str:
    """Return the same as an element for a page."""
    return str(
        code_of(link, Level.SCREEN).svg_inline(
            border=QUIET, light="#fff", omitsize=True, svgclass=None, lineclass=None
        )
    )


def png(link: str) -> bytes:
    """Return a QR code as a PNG file."""
    out = io.BytesIO()
    code_of(link, Level.SCREEN).save(out, kind="png", border=QUIET, scale=PNG_SCALE)
    return out.getvalue()


def pdf_poster(
    link: str,
    *,
    title: str,
    facts: Sequence[str],
    call: str,
    size: Sheet,
    company: str,
    language: str,
) -> bytes:
    """Return a poster as a PDF of one page: what there is, and the code that leads to it.

    facts: what stands under the title, such as a place and a contract
    call: what one is asked to do
    language: of the words, "fr" or "en"
    """
    width, height = SIDES[size]
    poster = {
        "title": title,
        "facts": list(facts),
        "company": company,
        "language": language,
        "width": width,
        "height": height,
        "code": svg(link).decode(),
        "call": call,
        "address": link.partition("://")[2],
    }
    printed = typst.compile(
        _POSTER.read_bytes(), format="pdf", sys_inputs={"poster": json.dumps(poster)}
    )
    assert isinstance(printed, bytes)
    return printed
