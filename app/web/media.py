"""Pictures for anyone: portraits, covers and the logo, cached for good under their own address."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.core import files
from app.core.database import db
from app.core.files import pictures
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from app.extensions import limiter
from app.people.entrance import limits
from app.publishing.models import Publication

bp = Blueprint("media", __name__)


PICTURES_OF_PERSON = "60 per hour"


def _person() -> str:
    return limits.keyed("pictures", str(current_user.get_id() or request.remote_addr))


def _no_file() -> bool:
    try:
        return not any(each.filename for each in request.files.values())
    except HTTPException:
        return True  # too large to be read: the view refuses it


# each picture costs a process of its own for seconds
limited_pictures = limiter.limit(
    PICTURES_OF_PERSON, key_func=_person, exempt_when=_no_file, methods=["POST"]
)


def picture_types() -> str:
    """Return the types of the pictures that we read, as a box for files takes them."""
    return ",".join(pictures.TYPES)


def picture_input() -> dict[str, Any]:
    """Return what a box for a picture says to the browser, which looks before it sends."""
    return {
        "data-heaviest": pictures.MAX_BYTES,
        "data-heavy": pictures.TOO_HEAVY,
        "data-wrong": pictures.UNREADABLE,
        "data-failed": _("The picture was not sent. Try again."),
    }


def picture_url(file: StoredFile | None) -> str | None:
    """Return the address of a picture, or None without one."""
    return url_for("media.picture", file_id=file.id) if file else None


def cover_url(publication: Publication) -> str | None:
    """Return the address of a publication's cover, with the part of it that shows where it is cut.

    Style sheets read that part at the address's end.
    """
    url = picture_url(publication.cover)
    return (
        f"{url}#{publication.cover_focus}" if url and publication.cover_focus != "middle" else url
    )


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

for helper in (cover_url, picture_input, picture_types):
    bp.add_app_template_global(helper)
