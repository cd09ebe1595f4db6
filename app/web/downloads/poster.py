"""A poster of a publication's QR code, to print."""

from collections.abc import Sequence

from flask import Response, request
from flask_babel import force_locale

from app.people.organisation import UNNAMED, current_organisation
from app.publishing.models import Publication
from app.publishing.wording import title_of
from app.sharing import qr
from app.sharing.qr import Sheet
from app.web.downloads.codes import code_file, logo_in_files
from app.web.site.kinds import public_kind_of


def poster(
    publication: Publication, address: str, *, language: str, facts: Sequence[str], name: str
) -> Response:
    """Give a poster that leads to an address, in a language; ?size=a5 for the smaller one.

    facts: what stands under the title, where its kind says nothing better
    name: of the file, without its size and its ending
    """
    asked = request.args.get("size", "").lower()
    size = Sheet(asked) if asked in set(Sheet) else Sheet.A4
    company, text = current_organisation(), publication.text(language)
    kind = public_kind_of(publication)
    with force_locale(language):
        data = qr.pdf_poster(
            address,
            title=text.title if text else title_of(publication),
            facts=kind.printed(publication) or facts,
            call=str(kind.scan),
            size=size,
            company=company.name if company else UNNAMED,
            language=language,
            logo=logo_in_files(),
        )
    return code_file(data, "application/pdf", f"{name}-{size}.pdf")
