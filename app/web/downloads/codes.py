"""The company's logo, as it stands in the middle of QR codes."""

from flask import Response

from app.core import files
from app.sharing.qr import Logo, logo_of
from app.web.context import organisation_of_page
from app.web.media import picture_url


def logo_in_files() -> Logo | None:
    """Return the logo for a code that is downloaded; None where the company has none."""
    company = organisation_of_page()
    if company is None or company.logo is None:
        return None
    try:
        return logo_of(files.open_bytes(company.logo))
    except FileNotFoundError:
        return None


def logo_on_pages() -> Logo | None:
    """Return the logo for a code on a page, which asks for it by its address."""
    company = organisation_of_page()
    logo = company.logo if company else None
    href = picture_url(logo)
    if logo is None or href is None:
        return None
    return Logo(href, logo.width or 1, logo.height or 1)


def code_file(data: bytes, media_type: str, name: str) -> Response:
    """Send the file of a code to be kept under a name."""
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
