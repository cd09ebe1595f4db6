"""The company's openings inside any page of its own sites: a script, and what it asks for."""

import json
from functools import lru_cache
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from app.core import clock
from app.core.i18n import LANGUAGES, ngettext
from app.core.i18n import gettext as _
from app.publishing import career_site
from app.publishing.search import Asked, find, narrow, renamed
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, publication_url, text_in
from app.web.site.frame import same_page
from app.web.site.machines.kept import conditional, current_version, etag_of
from app.web.site.pages.summaries import summary_of
from config import ROOT

SCRIPT = ROOT / "app" / "static" / "widget" / "1.js"
MOST, USUAL = 50, 10  # openings


@bp.get("/widget/1.js")
@public
def widget_script() -> ResponseReturnValue:
    """Send the script, whose promises stay the same as long as its address does."""
    return _open(Response(_script(), mimetype="text/javascript"), 3600)


@lru_cache(maxsize=1)
def _script() -> bytes:
    return SCRIPT.read_bytes()


@bp.get("/widget/openings.json")
@public
def widget_openings() -> ResponseReturnValue:
    """List openings for the script, of some teams, at some places; all of them otherwise.

    team, place: what names them in our addresses; several with a comma between
    """
    asked = Asked.of(request.args)
    chosen = {
        facet: tuple(part.strip() for value in values for part in value.split(",") if part.strip())
        for facet, values in asked.chosen.items()
        if facet in ("team", "place")
    }
    asked = Asked(chosen=chosen)
    asked = renamed(asked) or asked
    language = request.args.get("language", "")
    language = language if language in LANGUAGES else LANGUAGES[0]
    limit = request.args.get("limit", "")
    most = min(int(limit), MOST) if limit.isdecimal() and int(limit[:4]) > 0 else USUAL
    etag = etag_of("widget", current_version(), language, str(most), str(asked.arguments()))
    return _open(conditional(etag, lambda: _listed(asked, language, most)), 300)


def _listed(asked: Asked, language: str, most: int) -> Response:
    hits = narrow(find("", now=clock.now()).hits, asked.chosen)
    shown = career_site.openings_by_id([hit.id for hit in hits[:most]])
    path = absolute(same_page("site.openings")[language])
    with force_locale(language):
        values: dict[str, Any] = {
            "title": _("Openings"),
            "language": language,
            "url": asked.address(path),
            "total": len(hits),
            "more": ngettext("See it on our site", "See the %(num)d openings", len(hits))
            if hits
            else _("No opening for the moment"),
            "openings": [
                {
                    "title": text_in(each, language).title,
                    "language": text_in(each, language).language,
                    "url": publication_url(each, language),
                    "lines": summary_of(each, language),
                }
                for each in shown
            ],
        }
    return Response(json.dumps(values, ensure_ascii=False), mimetype="application/json")


def _open(response: Response, seconds: int) -> Response:
    """Let any site read an answer; nothing in it is anyone's own."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response
