"""A poster of a link's QR code, to print."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from app.people.permissions import Permission
from app.sharing import queries
from app.sharing.links import address_of
from app.web.access import allowed
from app.web.ambassador import bp, cards
from app.web.downloads.poster import poster


@bp.get("/share/made/<uuid:link_id>/qr.pdf")
@allowed(Permission.RELAY)
def qr_pdf(link_id: UUID) -> ResponseReturnValue:
    """Send a poster in the language of the link; ?size=a5 for the smaller one."""
    link = queries.link_of(current_user, link_id)
    with force_locale(link.language):
        facts = cards.summary_line(link.publication)
    return poster(
        link.publication,
        address_of(link),
        language=link.language,
        facts=facts,
        name=f"qr-{link.code}",
    )
