"""QR codes of referral links: on a screen, to print, to post, and on a poster."""

import base64
import io
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

import segno
from flask_babel import force_locale

from app.core.i18n import gettext as _

QUIET = 4  # modules around the code, part of the picture: readers ask for them (ISO 18004)
HIDDEN = 0.05  # of a code, by a logo
LOGO_SIDE = 256  # pixels
PNG_SCALE = 20  # pixels a module: some 660 pixels a side, fit for a poster's corner
_POSTER: Final = Path(__file__).with_name("posters") / "poster.typ"
_CARD: Final = _POSTER.with_name("card.typ")


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


class Logo(NamedTuple):
    """What stands in the middle of a code, on a white plate.

    href: its address, or the whole of it as a data: one
    """

    href: str
    width: int
    height: int


def logo_of(picture: bytes) -> Logo:
    """Return a picture as what stands in a file by itself: PNG, which every program reads."""
    from PIL import Image  # some 4 MB, wasted on a process that is never asked

    opened = Image.open(io.BytesIO(picture)).convert("RGBA")
    opened.thumbnail((LOGO_SIDE, LOGO_SIDE))
    out = io.BytesIO()
    opened.save(out, "PNG")
    data = base64.b64encode(out.getvalue()).decode()
    return Logo(f"data:image/png;base64,{data}", opened.width, opened.height)


def svg(link: str, level: Level = Level.PAPER, logo: Logo | None = None) -> bytes:
    """Return a QR code as an SVG file, black on white, to be scaled for print.

    logo: in its middle; the code is then made to stand what that hides
    """
    code, out = code_of(link, Level.UNDER_LOGO if logo else level), io.BytesIO()
    code.save(out, kind="svg", border=QUIET, light="#fff", omitsize=True, xmldecl=True)
    return _with_logo(out.getvalue().decode(), code, logo).encode()


def inline_svg(link: str, logo: Logo | None = None) -> str:
    """Return the same as an element for a page."""
    code = code_of(link, Level.UNDER_LOGO if logo else Level.SCREEN)
    drawn = code.svg_inline(
        border=QUIET, light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return _with_logo(str(drawn), code, logo)


def png(link: str, logo: Logo | None = None) -> bytes:
    """Return a QR code as a PNG file. logo: of `logo_of`"""
    code, out = code_of(link, Level.UNDER_LOGO if logo else Level.SCREEN), io.BytesIO()
    code.save(out, kind="png", border=QUIET, scale=PNG_SCALE)
    if logo is None:
        return out.getvalue()
    from PIL import Image

    picture = Image.open(out).convert("RGB")
    left, top, width, height = (PNG_SCALE * side for side in _plate(code, logo))
    picture.paste("#ffffff", (left, top, left + width, top + height))
    mark = Image.open(io.BytesIO(base64.b64decode(logo.href.partition(",")[2]))).convert("RGBA")
    room = (width - PNG_SCALE, height - PNG_SCALE)
    scale = min(room[0] / mark.width, room[1] / mark.height)
    mark = mark.resize((max(1, round(mark.width * scale)), max(1, round(mark.height * scale))))
    at = (left + (width - mark.width) // 2, top + (height - mark.height) // 2)
    picture.paste(mark, at, mark)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _plate(code: segno.QRCode, logo: Logo) -> tuple[int, int, int, int]:
    """Return where the plate of a logo is, in modules from the picture's corner: x, y, w, h. Pure.

    It hides a twentieth of the code, of which nearly a third may be lost, and whole modules.
    """
    side = int(code.symbol_size(border=0)[0])
    shape = min(3.0, max(1 / 3, logo.width / logo.height))
    width, height = (
        2 * int((HIDDEN * side * side * ratio) ** 0.5 / 2) + 1 for ratio in (shape, 1 / shape)
    )
    left, top = QUIET + (side - width) // 2, QUIET + (side - height) // 2
    return left, top, width, height


def _with_logo(drawn: str, code: segno.QRCode, logo: Logo | None) -> str:
    """Put a logo into the SVG of a code."""
    if logo is None:
        return drawn
    x, y, width, height = _plate(code, logo)
    plate = f'<path fill="#fff" d="M{x} {y}h{width}v{height}h-{width}z"/>'
    image = (
        f'<image href="{escape(logo.href, quote=True)}" x="{x + 0.5}" y="{y + 0.5}"'
        f' width="{width - 1}" height="{height - 1}"/>'
    )
    return drawn.replace("</svg>", f"{plate}{image}</svg>")


def pdf_poster(
    link: str,
    *,
    title: str,
    facts: Sequence[str],
    call: str,
    size: Sheet,
    company: str,
    language: str,
    logo: Logo | None = None,
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
        "code": svg(link, logo=logo).decode(),
        "call": call,
        "address": link.partition("://")[2],
    }
    return _printed(_POSTER, "poster", poster)


def pdf_card(
    link: str, *, name: str, line: str, company: str, language: str, logo: Logo | None = None
) -> bytes:
    """Return a visiting card as a PDF of one page: who gives it, and the code of their own link.

    line: what they do
    """
    with force_locale(language):
        call = _("Scan this code: our openings and our teams")
    card = {
        "name": name,
        "line": line,
        "company": company,
        "language": language,
        "code": svg(link, logo=logo).decode(),
        "call": call,
        "address": link.partition("://")[2],
    }
    return _printed(_CARD, "card", card)


def _printed(design: Path, name: str, data: Mapping[str, object]) -> bytes:
    import typst  # some 80 MB, wasted on a process that prints nothing

    printed = typst.compile(design.read_bytes(), format="pdf", sys_inputs={name: json.dumps(data)})
    assert isinstance(printed, bytes)
    return printed
