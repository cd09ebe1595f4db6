"""The picture of a shared page, as every network takes it: JPEG or PNG, 1200 by 630.

A publication's cover, else the company's own card: its colour with its logo or its name.
"""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from app.core import files
from app.core.database import db
from app.core.models import StoredFile
from app.people import brand
from app.people.models import Organisation
from app.publishing.models import Publication
from app.web.access import public
from app.web.context import organisation_of_page
from app.web.site import bp
from app.web.site.addresses import absolute

WIDTH, HEIGHT = 1200, 630
CENTRES = {"start": 0.0, "end": 1.0}
NAME_SIZE, LOGO_SIDE, MARGIN = 88, 260, 96
FOR_EVER = "public, max-age=31536000, immutable"


@bp.app_template_global()
def share_picture(publication: Publication) -> Mapping[str, Any]:
    """Return the address and the type of the picture of a publication's shared page."""
    if publication.cover_id:
        path = url_for(
            "site.shared_cover", file_id=publication.cover_id, focus=publication.cover_focus
        )
        return {"url": absolute(path), "type": "image/jpeg", "cover": True}
    path = url_for("site.shared_card", version=_version(organisation_of_page()))
    return {"url": absolute(path), "type": "image/png", "cover": False}


@bp.get("/media/<uuid:file_id>.jpg")
@public
def shared_cover(file_id: UUID) -> ResponseReturnValue:
    """Send a cover as networks take it."""
    from PIL import Image, ImageOps  # some 4 MB, wasted on a process that is never asked

    file = db.session.get(StoredFile, file_id)
    if file is None or file.kind != "picture":
        abort(404)
    try:
        opened = Image.open(BytesIO(files.open_bytes(file)), formats=["WEBP"])
    except FileNotFoundError:
        abort(404)
    picture = _on_white(opened) if opened.has_transparency_data else opened.convert("RGB")
    out = BytesIO()
    at = CENTRES.get(request.args.get("focus", ""), 0.5)
    ImageOps.fit(picture, (WIDTH, HEIGHT), centering=(at, at)).save(out, "JPEG", quality=85)
    return _picture(out.getvalue(), "image/jpeg", FOR_EVER)


@bp.get("/media/card-<version>.png")
@public
def shared_card(version: str) -> ResponseReturnValue:
    """Send the company's card; kept for good under the address of this version."""
    company = organisation_of_page()
    current = version == _version(company)
    return _picture(_card(company), "image/png", FOR_EVER if current else "public, max-age=60")


def _picture(data: bytes, media_type: str, cache: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = cache
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _version(company: Organisation | None) -> str:
    parts = [company.brand_color, company.name, str(company.logo_id)] if company else []
    return sha256("\n".join(parts).encode()).hexdigest()[:10]


def _card(company: Organisation | None) -> bytes:
    from PIL import Image, ImageDraw

    shades = brand.palette(company.brand_color if company else brand.DEFAULT).light
    card = Image.new("RGB", (WIDTH, HEIGHT), shades.brand)
    draw = ImageDraw.Draw(card)
    draw.ellipse((760, -160, 1480, 560), fill=shades.tint)
    if company and company.logo:
        _paste_logo(card, company.logo)
    if company and (font := _font(draw, company.name)):
        draw.text((MARGIN, HEIGHT - MARGIN), company.name, shades.on_brand, font, anchor="ls")
    out = BytesIO()
    card.save(out, "PNG", optimize=True)
    return out.getvalue()


def _paste_logo(card: Any, logo: StoredFile) -> None:
    from PIL import Image

    try:
        mark = Image.open(BytesIO(files.open_bytes(logo)), formats=["WEBP"]).convert("RGBA")
    except FileNotFoundError:
        return
    mark.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    card.paste(mark, (WIDTH - MARGIN - mark.width, (400 - mark.height) // 2), mark)


def _font(draw: Any, words: str) -> Any:
    """Return the font of pages in the size in which words fit; None before assets are built."""
    from PIL import ImageFont

    built = next((current_app.config["VAR_DIR"] / "static").glob("figtree.*.woff2"), None)
    if built is None:
        return None
    for size in range(NAME_SIZE, 24, -4):
        font = ImageFont.truetype(built, size)
        font.set_variation_by_name("SemiBold")
        if draw.textlength(words, font) <= WIDTH - 2 * MARGIN:
            return font
    return None


def _on_white(picture: Any) -> Any:
    from PIL import Image

    ground = Image.new("RGBA", picture.size, "#ffffff")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")
