"""The picture of a shared page, as every network takes it: JPEG or PNG, 1200 by 630.

A publication's own card, which a worker draws. Until it has, its cover, else the company's card:
its colour with its logo or its name. Anyone may ask for these as often as they like, so each is
drawn once by a process, and one at a time.
"""

import re
import threading
from collections.abc import Callable, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, files
from app.core.database import db
from app.core.models import StoredFile
from app.people import brand
from app.people.models import Organisation
from app.publishing.models import Publication
from app.sharing.cards.present import card_named
from app.tracking.front.memory import Recent
from app.web.access import public
from app.web.assets import built_file
from app.web.context import organisation_of_page
from app.web.site import bp
from app.web.site.addresses import absolute, text_in

WIDTH, HEIGHT = 1200, 630
CENTRES = {"start": 0.0, "end": 1.0}
NAME_SIZE, LOGO_SIDE, MARGIN = 88, 260, 96
CARDS = "/media/cards/"
NAME = re.compile(r"[0-9a-f]{16}(?:-[0-9a-f]{10})?")
AN_HOUR = 3600  # seconds
FOR_EVER = "public, max-age=31536000, immutable"
REMEMBERED = 16 * 1024 * 1024  # bytes of pictures, in each process

_drawn: Recent[tuple[str, object], bytes] = Recent(REMEMBERED, len)
_drawing = threading.Lock()


@bp.app_template_global()
def share_picture(
    publication: Publication, in_language: str, with_person: str = ""
) -> Mapping[str, Any]:
    """Return the address, the type and the description of the picture of a publication's page.

    with_person: what ends the name of the card with an ambassador on it (`facts.Relayer.mark`), or
        where the front writes that
    """
    text = text_in(publication, in_language)
    if text.card:
        # not of url_for, which would write the front's marks otherwise
        path = f"{CARDS}{text.card}{with_person}.jpg"
        return _described(path, "image/jpeg", text.title)
    return cover_picture(publication, text.language) or brand_picture()


def cover_picture(publication: Publication, in_language: str) -> Mapping[str, Any] | None:
    """Return the same of a publication's cover; None where it has none."""
    if publication.cover_id is None:
        return None
    path = url_for("site.shared_cover", file_id=publication.cover_id, focus=publication.cover_focus)
    return _described(path, "image/jpeg", text_in(publication, in_language).cover_alt)


@bp.app_template_global()
def brand_picture() -> Mapping[str, Any]:
    """Return the same of the company's card, for pages without a picture of their own."""
    company = organisation_of_page()
    path = url_for("site.shared_card", version=_version(company))
    return _described(path, "image/png", company.name if company else "")


def _described(path: str, media_type: str, alt: str) -> Mapping[str, Any]:
    return {"url": absolute(path), "type": media_type, "alt": alt}


@bp.get(f"{CARDS}<name>.jpg")
@public
def card(name: str) -> ResponseReturnValue:
    """Send a publication's card; where there is none, the company's stands in."""
    found = card_named(name, now=clock.now()) if NAME.fullmatch(name) else None
    try:
        data = files.open_bytes(found.file) if found else None
    except FileNotFoundError:
        data = None
    if found is None or data is None:
        response = redirect(brand_picture()["url"])
        response.headers["Cache-Control"] = "no-store"
        return response
    sent = _picture(data, "image/jpeg")
    # not for good: what is closed or paused takes its title away
    sent.headers["Cache-Control"] = f"public, max-age={AN_HOUR}" if found.exact else "no-store"
    sent.set_etag(found.file.sha256)
    return sent.make_conditional(request, accept_ranges=True, complete_length=len(data))


@bp.get("/media/<uuid:file_id>.jpg")
@public
def shared_cover(file_id: UUID) -> ResponseReturnValue:
    """Send a cover as networks take it."""
    file = db.session.get(StoredFile, file_id)
    if file is None or file.kind != "picture":
        abort(404)
    at = CENTRES.get(request.args.get("focus", ""), 0.5)
    try:
        data = _once((file.key, at), lambda: _cover(file, at))
    except FileNotFoundError:
        abort(404)
    return _picture(data, "image/jpeg")


@bp.get("/media/card-<version>.png")
@public
def shared_card(version: str) -> ResponseReturnValue:
    """Send the company's card, kept for good; former addresses lead to the one of today."""
    company = organisation_of_page()
    current = _version(company)
    if version != current:
        return redirect(url_for(".shared_card", version=current))
    return _picture(_once(("card", current), lambda: _card(company)), "image/png")


def _once(key: tuple[str, object], draw: Callable[[], bytes]) -> bytes:
    """Return a picture, drawn now unless this process remembers it."""
    if (data := _drawn.get(key)) is not None:
        return data
    with _drawing:
        data = _drawn.get(key)  # drawn while this one waited
        if data is None:
            data = draw()
            _drawn.put(key, data)
    return data


def _picture(data: bytes, media_type: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _version(company: Organisation | None) -> str:
    parts = [company.brand_color, company.name, str(company.logo_id)] if company else []
    return sha256("\n".join(parts).encode()).hexdigest()[:10]


def _cover(file: StoredFile, at: float) -> bytes:
    from PIL import Image, ImageOps  # some 4 MB, wasted on a process that is never asked

    opened = Image.open(BytesIO(files.open_bytes(file)), formats=["WEBP"])
    picture = _on_white(opened) if opened.has_transparency_data else opened.convert("RGB")
    out = BytesIO()
    ImageOps.fit(picture, (WIDTH, HEIGHT), centering=(at, at)).save(out, "JPEG", quality=85)
    return out.getvalue()


def _card(company: Organisation | None) -> bytes:
    from PIL import Image, ImageDraw

    shades = brand.palette(company.brand_color if company else brand.DEFAULT).light
    card = Image.new("RGB", (WIDTH, HEIGHT), shades.brand)
    draw = ImageDraw.Draw(card)
    draw.ellipse((760, -160, 1480, 560), fill=shades.tint)
    if company and company.logo:
        _paste_logo(card, company.logo)
    if company:
        font = _font(draw, company.name)
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
    """Return the font of pages in the largest size in which words fit, or the smallest."""
    from PIL import ImageFont

    built = built_file("figtree.woff2")
    for size in range(NAME_SIZE, 24, -4):
        font = ImageFont.truetype(built, size)
        font.set_variation_by_name("SemiBold")
        if draw.textlength(words, font) <= WIDTH - 2 * MARGIN:
            break
    return font


def _on_white(picture: Any) -> Any:
    from PIL import Image

    ground = Image.new("RGBA", picture.size, "#ffffff")
    ground.alpha_composite(picture.convert("RGBA"))
    return ground.convert("RGB")
