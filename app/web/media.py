"""Pictures for anyone: portraits, covers and the logo, cached for good under their own address."""

from uuid import UUID

from flask import Blueprint, Response, abort, url_for

from app.core import files
from app.core.database import db
from app.core.models import StoredFile

bp = Blueprint("media", __name__)


def picture_url(file: StoredFile | None) -> str | None:
    """Return the address of a picture, or None without one."""
    return url_for("media.picture", file_id=file.id) if file else None


@bp.get("/media/<uuid:file_id>.webp")
def picture(file_id: UUID) -> Response:
    """Send a picture. A file never changes, so whoever has it need not ask again.

    Only pictures: a CV is a stored file too, and has no public address.
    """
    file = db.session.get(StoredFile, file_id)
    if file is None or file.kind != "picture":
        abort(404)
    try:
        data = files.open_bytes(file)
    except FileNotFoundError:  # what obstore raises, whatever the store
        abort(404)
    response = Response(data, mimetype=file.media_type)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # the logo stands in mails, which webmails show from their own address
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# Every view carries its permission; the marks live one layer up, so this one states it bare.
picture.permissions = None  # type: ignore[attr-defined]
