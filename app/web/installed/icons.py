"""The icons of the installed application: the company's logo, or the sign of Relais, as PNG."""

from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Any

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from app.core import files
from app.core.models import StoredFile
from app.people import brand
from app.people.models import Organisation
from app.web.access import public
from app.web.context import organisation_of_page
from app.web.installed import bp

SIZES = (192, 512)
FOR_EVER = "public, max-age=31536000, immutable"
FINE = 4  # times larger, then made smaller: Pillow draws hard edges
# How much of the icon the logo takes: a phone may cut a maskable one to the circle inside.
ROOM = {"any": 0.88, "maskable": 0.56}


def version_of(company: Organisation | None) -> str:
    """Return what names the icons of today: another after each change of logo or colour."""
    parts = [company.brand_color, str(company.logo_id)] if company else []
    return sha256("\n".join(parts).encode()).hexdigest()[:10]


@bp.app_template_global()
def app_icon_url() -> str:
    """Return the icon that phones without a manifest put on their home screen."""
    return url_for(
        "installed.icon", purpose="any", size=192, version=version_of(organisation_of_page())
    )


@bp.get("/app-icon/<purpose>-<int:size>-<version>.png")
@public
def icon(purpose: str, size: int, version: str) -> ResponseReturnValue:
    """Send an icon; a former version is answered as today's, briefly."""
    if purpose not in ROOM or size not in SIZES:
        abort(404)
    company = organisation_of_page()
    colour = company.brand_color if company else brand.DEFAULT
    logo = company.logo if company else None
    response = Response(_drawn(purpose, size, colour, _bytes(logo)), mimetype="image/png")
    current = version == version_of(company)
    response.headers["Cache-Control"] = FOR_EVER if current else "public, max-age=60"
    return response


def _bytes(logo: StoredFile | None) -> bytes:
    try:
        return files.open_bytes(logo) if logo else b""
    except FileNotFoundError:
        return b""


@lru_cache(maxsize=8)
def _drawn(purpose: str, size: int, colour: str, logo: bytes) -> bytes:
    from PIL import Image  # some 4 MB, wasted on a process that is never asked

    if logo:
        ground = Image.new("RGB", (size, size), "#ffffff")
        mark = Image.open(BytesIO(logo), formats=["WEBP"]).convert("RGBA")
        side = round(size * ROOM[purpose])
        scale = side / max(mark.size)
        mark = mark.resize([max(1, round(each * scale)) for each in mark.size])
        ground.paste(mark, ((size - mark.width) // 2, (size - mark.height) // 2), mark)
    else:
        ground = _sign(size, brand.palette(colour).light)
    out = BytesIO()
    ground.save(out, "PNG", optimize=True)
    return out.getvalue()


def _sign(size: int, shades: Any) -> Any:
    """Draw app/static/img/relais.svg in the company's colour, over the whole square."""
    from PIL import Image, ImageDraw

    unit = size * FINE / 32
    large = Image.new("RGB", (size * FINE, size * FINE), shades.brand)
    draw = ImageDraw.Draw(large)

    def at(x: float, y: float) -> tuple[float, float]:
        # the sign stands in a circle of its own: a little smaller in a square
        return (16 + (x - 16) * 0.8) * unit, (16 + (y - 16) * 0.8) * unit

    width = round(2 * unit)
    draw.line([at(9, 16), at(23, 16)], shades.on_brand, width)
    draw.line([at(17, 10), at(23, 16), at(17, 22)], shades.on_brand, width, joint="curve")
    (x, y), radius = at(9, 16), 2.4 * unit
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill="#e2a93b")
    return large.resize((size, size), Image.Resampling.LANCZOS)
