"""A publication inside another site: oEmbed says how, and a page in a closed frame shows it.

source: oembed.com
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, NotFound

from app.core import clock
from app.core.headers import let_anyone_frame
from app.people import brand
from app.publishing import career_site
from app.publishing.kinds import is_online
from app.publishing.models import Publication
from app.sharing.queries import link_by_code
from app.web.access import public
from app.web.context import organisation_of_page
from app.web.site import bp
from app.web.site.addresses import absolute, oembed_url, publication_url, text_in
from app.web.site.kinds import PUBLIC_FAMILIES
from app.web.site.pages.recognised import recognise
from app.web.site.pages.share_pictures import FOR_EVER, cover_picture, share_picture
from app.web.site.pages.summaries import summary_of

WIDTH, HEIGHT = 600, 220  # pixels, at most, of the frame
KEPT_FOR = 3600  # seconds, of an answer
bp.add_app_template_global(oembed_url, "oembed_of")


@dataclass(frozen=True)
class Embedded:
    """What an address of ours shows: a publication in a language, through a link or straight."""

    publication: Publication
    language: str
    code: str = ""

    @property
    def url(self) -> str:
        """Where it leads; absolute."""
        if not self.code:
            return publication_url(self.publication, self.language)
        return absolute(f"/r/{self.code}/{self.publication.number}/{self.language}")

    @property
    def frame(self) -> str:
        """The page that stands in the frame; absolute."""
        values: dict[str, Any] = {"code": self.code} if self.code else {}
        path = url_for(
            "site.embedded", number=self.publication.number, language=self.language, **values
        )
        return absolute(path)


@bp.get("/oembed")
@public
def oembed() -> ResponseReturnValue:
    """Say how to show one of our pages inside another site; 404 for what is not online."""
    asked = request.args.get("url", "")
    if not asked:
        return _answer({"error": "Give the address of a page: ?url="}, 400)
    if request.args.get("format", "json") != "json":
        return _answer({"error": "Only format=json is given."}, 501)
    try:
        shown = shown_at(asked)
    except HTTPException:
        return _answer({"error": "No opening or story is online at this address."}, 404)
    most = _most("maxwidth"), _most("maxheight")
    return _answer(description(shown, width=most[0], height=most[1]))


def shown_at(url: str) -> Embedded:
    """Return what an address of ours shows. raises: NotFound for any other, and what is over"""
    found = recognise(url)
    if found is None:
        raise NotFound
    if not found.code:
        family = PUBLIC_FAMILIES[found.noun].family
        return _online(career_site.by_number(family, found.number or 0), found.language)
    link = link_by_code(found.code)
    if link is None:
        raise NotFound
    if found.number:
        shown: Publication | None = career_site.any_by_number(found.number)
    else:
        key = link.publication_id
        shown = career_site.publication_of(key) if key else None
    return _online(shown, found.language, link.code)


def _online(found: Publication | None, language: str, code: str = "") -> Embedded:
    if found is None or not is_online(found, clock.now()):
        raise NotFound
    return Embedded(found, text_in(found, language).language, code)


def _most(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isdecimal() and int(typed[:6]) > 0 else None


def description(shown: Embedded, *, width: int | None, height: int | None) -> dict[str, Any]:
    """Describe a page as oEmbed does, no larger than asked."""
    company = organisation_of_page()
    text = text_in(shown.publication, shown.language)
    picture = share_picture(shown.publication, shown.language)
    size = {"width": min(width or WIDTH, WIDTH), "height": min(height or HEIGHT, HEIGHT)}
    html = Markup(
        '<iframe src="{src}" title="{title}" width="{width}" height="{height}" frameborder="0"'
        ' loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    ).format(src=shown.frame, title=text.title, **size)
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": text.title,
        "provider_name": company.name if company else "Relais",
        "provider_url": absolute("/"),
        "cache_age": KEPT_FOR,
        "html": str(html),
        **size,
    }
    if (width or 1200) >= 1200 and (height or 630) >= 630:
        thumbnail = {"url": picture["url"], "width": 1200, "height": 630}
        answer |= {f"thumbnail_{name}": value for name, value in thumbnail.items()}
    return answer


def _answer(values: Mapping[str, Any], status: int = 200) -> Response:
    body = json.dumps(values, ensure_ascii=False)
    response = Response(body, status=status, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={300 if status == 200 else 60}"
    return response


@bp.get("/embed/<int:number>/<any(fr, en):language>")
@bp.get("/embed/<int:number>/<any(fr, en):language>/<code>")
@public
def embedded(number: int, language: str, code: str = "") -> ResponseReturnValue:
    """Show a publication in a frame of any site: without script, leading here in a new tab."""
    if code and link_by_code(code) is None:
        abort(404)
    found = career_site.any_by_number(number)
    online = is_online(found, clock.now())
    shown = Embedded(found, text_in(found, language).language, code)
    html = render_template(
        "site/machines/embed.html",
        text=text_in(found, shown.language),
        lines=summary_of(found, shown.language) if online else (),
        url=shown.url,
        online=online,
        picture=cover_picture(found, language),
        style=absolute(url_for("site.embedded_style", version=_style_version())),
    )
    response = Response(html, status=200 if online else 410)
    let_anyone_frame(response, ours=current_app.config["BASE_URL"])
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@bp.get("/embed/<version>.css")
@public
def embedded_style(version: str) -> ResponseReturnValue:
    """Send the style of that page, in the company's colours: one that a closed frame may load."""
    response = Response(_style(), mimetype="text/css")
    current = version == _style_version()
    response.headers["Cache-Control"] = FOR_EVER if current else "public, max-age=60"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _style() -> str:
    company = organisation_of_page()
    shades = brand.palette(company.brand_color if company else brand.DEFAULT)
    return render_template("site/machines/embed.css", light=shades.light, dark=shades.dark)


def _style_version() -> str:
    return sha256(_style().encode()).hexdigest()[:10]
