"""What a phone reads to put Relais on its home screen, and the page it shows without a network."""

import json

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.i18n import gettext as _
from app.core.i18n import language
from app.people import brand
from app.web import assets
from app.web.access import public
from app.web.context import brand_css_url, organisation_of_page
from app.web.installed import bp, icons


@bp.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """Describe the application. Only staff pages name it: visitors are asked to install nothing."""
    company = organisation_of_page()
    name = company.name if company else "Relais"
    version = icons.version_of(company)
    described = {
        "id": "/hub",
        "name": _("%(company)s, relayed", company=name),
        "short_name": name[:12].strip(),
        "description": _("What is worth relaying, and what it brings."),
        "lang": language(),
        "dir": "ltr",
        "start_url": url_for("ambassador.hub"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": brand.palette(company.brand_color if company else brand.DEFAULT).light.brand,
        "icons": [
            {
                "src": url_for("installed.icon", purpose=purpose, size=size, version=version),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for purpose in icons.ROOM
            for size in icons.SIZES
        ],
        "share_target": {
            "action": url_for("installed.received"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return Response(
        json.dumps(described, ensure_ascii=False, indent=1),
        content_type="application/manifest+json; charset=utf-8",
    )


@bp.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """Send the worker with what it keeps: the page without a network and how it looks."""
    addresses = [
        url_for("installed.offline"),
        url_for("assets.file", name=assets.built_file("public.css").name),
        url_for("assets.file", name=assets.built_file("figtree.woff2").name),
    ]
    if style := brand_css_url(organisation_of_page()):
        addresses.append(style)
    written = assets.built_file("sw.js").read_text(encoding="utf-8")
    script = f"const KEPT = {json.dumps(addresses)};\n{written}"
    response = Response(script, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """Show what the installed application says without a network; nothing in it is anybody's."""
    return render_template("installed/offline.html")
