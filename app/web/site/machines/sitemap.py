"""The site map, and what robots may do."""

import zlib
from datetime import datetime

from flask import Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import LANGUAGES
from app.publishing.career_site import all_published, version_of_all
from app.publishing.kinds import FAMILIES
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, where_is
from app.web.site.frame import same_page
from app.web.site.kinds import PUBLIC_FAMILIES

# pages; each language is an address of its own, and a site map may have 50,000
IN_A_SITE_MAP = 50_000 // len(LANGUAGES)
LISTED = (*(f"site.{each.many}" for each in PUBLIC_FAMILIES.values()), "site.teams")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Let robots read what is public; /r/ too, or networks could not preview a link."""
    rules = ["User-agent: *", "Allow: /r/", "Disallow: /s/", "Disallow: /c/", "Disallow: /sign-in"]
    lines = [*rules, "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """List every public page, with its other languages; in parts, where robots take no more.

    Drawn once in each process for as long as no publication changes.
    """
    version = version_of_all(today=local_date(clock.now()))
    known: tuple[str, list[bytes]] | None = current_app.extensions.get("site_map")
    if known is None or known[0] != version:
        known = current_app.extensions["site_map"] = version, _drawn_site_map()
    part = request.args.get("part", 0, type=int)
    if not 0 <= part < len(known[1]):
        abort(404)
    response = Response(zlib.decompress(known[1][part]), mimetype="application/xml")
    response.set_etag(f"{version}-{part}")
    response.cache_control.no_cache = True  # may be kept, and asked about each time
    return response.make_conditional(request)


def _drawn_site_map() -> list[bytes]:
    """Draw the site map, packed: whole, or else the list of its parts and then these."""
    pages: list[tuple[dict[str, str], datetime | None]] = [
        ({each: absolute(path) for each, path in same_page(endpoint).items()}, None)
        for endpoint in LISTED
    ]
    today = local_date(clock.now())
    for family in FAMILIES.values():
        pages += [
            (where_is(family, each), each.updated_at) for each in all_published(family, today=today)
        ]
    parts = [
        render_template("site/maps/sitemap.xml", pages=pages[start : start + IN_A_SITE_MAP])
        for start in range(0, len(pages), IN_A_SITE_MAP)
    ]
    if len(parts) > 1:
        hrefs = [absolute(f"/sitemap.xml?part={n}") for n in range(1, len(parts) + 1)]
        parts = [render_template("site/maps/sitemaps.xml", hrefs=hrefs), *parts]
    return [zlib.compress(part.encode()) for part in parts]
