"""Uploaded pictures: turned upright, stripped of metadata and encoded anew."""

from io import BytesIO

from flask_babel import lazy_gettext as _l

from app.core import files
from app.core.errors import Refusal
from app.core.models import StoredFile

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
QUALITY = 82


class BadPicture(Refusal):
    """We cannot open the file as a picture."""

    code = "bad_picture"


def store_picture(
    data: bytes, *, name: str, max_side: int, square: bool = False, field: str | None = None
) -> StoredFile:
    """Keep a picture as WebP, without the camera's metadata, and return its row.

    max_side: pixels; a larger picture is reduced, a smaller one is left as it is
    square: cut to its middle square first (portraits)
    raises: BadPicture when it is not a JPEG, PNG, WebP, AVIF or GIF, or is too large
    """
    from PIL import Image, ImageOps  # some 4 MB, wasted on a process without uploads

    if len(data) > MAX_BYTES:
        raise BadPicture(_l("This picture is over 10 MB. Choose a smaller one."), field=field)
    try:
        with Image.open(BytesIO(data), formats=["JPEG", "PNG", "WEBP", "AVIF", "GIF"]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise BadPicture(
                    _l("This picture has over 40 million pixels. Choose a smaller one."),
                    field=field,
                )
            picture = ImageOps.exif_transpose(opened) or opened
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as wrong:
        raise BadPicture(
            _l("This file is not a picture we can read. Send a JPEG, PNG or WebP file."),
            field=field,
        ) from wrong
    if square:
        side = min(picture.size)
        picture = ImageOps.fit(picture, (side, side))
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4)
    return files.store(
        out.getvalue(),
        media_type="image/webp",
        name=name,
        kind="picture",
        width=picture.width,
        height=picture.height,
    )
