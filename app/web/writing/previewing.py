"""The page of a publication before it is public, as saved or as typed."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core import clock
from app.core.headers import allow_framing
from app.publishing.content import content_of
from app.publishing.models import Publication
from app.publishing.preview import as_typed
from app.web.site.frame import alternates, public_frame
from app.web.site.kinds import public_kind_of
from app.web.writing.desk import Desk


def preview(desk: Desk, publication: Publication, language: str) -> ResponseReturnValue:
    """Show its page of the career site: as saved, or as typed when it is sent."""
    content = content_of(publication)
    if request.method == "POST":
        form = desk.form_for(publication)
        form.validate()
        content = form.written(content)
    if not content.words:
        return _framed(render_template("writing/editor/preview_empty.html"))
    copy = as_typed(publication, content)
    shown_in = language if language in content.words else next(iter(content.words))
    with force_locale(shown_in):
        return _framed(_preview_page(desk, copy, shown_in))


def _preview_page(desk: Desk, copy: Publication, language: str) -> str:
    others = {each: desk.address("preview", copy, language=each) for each in copy.languages}
    kind = public_kind_of(copy)
    page = kind.online(copy, language, now=clock.now())
    return render_template(
        page.template,
        **page.values,
        apply_href="#",
        **public_frame() | {"alternates": alternates(language, others)},
    )


def _framed(page: str) -> Response:
    response = allow_framing(make_response(page))
    response.headers["X-Robots-Tag"] = "noindex"
    return response
