"""A poster of a link's QR code, to print."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from app.people.organisation import UNNAMED, current_organisation
from app.people.permissions import Permission
from app.publishing.wording import title_of
from app.sharing import qr, queries
from app.sharing.links import address_of
from app.sharing.qr import Sheet
from app.web.access import allowed
from app.web.ambassador import bp, cards
from app.web.ambassador.sharing.codes import code_file, logo_in_files


@bp.get("/share/made/<uuid:link_id>/qr.pdf")
@allowed(Permission.RELAY)
def qr_pdf(link_id: UUID) -> ResponseReturnValue:
    """Send a poster in the language of the link; ?size=a5 for the smaller one."""
    link = queries.link_of(current_user, link_id)
    asked = request.args.get("size", "").lower()
    size = Sheet(asked) if asked in set(Sheet) else Sheet.A4
    company = current_organisation()
    text = link.publication.text(link.language)
    with force_locale(link.language):
        facts = cards.summary_line(link.publication)
    data = qr.pdf_poster(
        address_of(link),
        title=text.title if text else title_of(link.publication),
        facts=facts,
        size=size,
        company=company.name if company else UNNAMED,
        language=link.language,
        logo=logo_in_files(),
    )
    return code_file(data, "application/pdf", f"qr-{link.code}-{size}.pdf")
