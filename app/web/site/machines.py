"""What machines read: the site map, what robots may do, feeds."""

from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.publishing import career_site
from app.publishing.kinds import FAMILIES
from app.web.access import public, view_of
from app.web.prose import render
from app.web.site import bp
from app.web.site.addresses import absolute, publication_url, text_in, translations
from app.web.site.frame import same_page
from app.web.site.kinds import PUBLIC_FAMILIES, PublicFamily

IN_A_FEED = 50
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
    """List every public page, with its other languages."""
    pages: list[tuple[dict[str, str], datetime | None]] = [
        ({each: absolute(path) for each, path in same_page(endpoint).items()}, None)
        for endpoint in LISTED
    ]
    today = local_date(clock.now())
    for family in FAMILIES.values():
        shown = career_site.published(family, today=today)
        pages += [(translations(each), each.updated_at) for each in shown]
    body = render_template("site/sitemap.xml", pages=pages)
    return Response(body, mimetype="application/xml")


def feed(kept: PublicFamily[Any], language: str) -> ResponseReturnValue:
    """Give the latest publications of a family to feed readers."""
    entries, today = [], local_date(clock.now())
    for each in career_site.published(kept.family, today=today, limit=IN_A_FEED):
        text = text_in(each, language)
        entries.append(
            {
                "title": text.title,
                "url": publication_url(each, language),
                "html": render(f"{text.summary}\n\n{text.body}"),
                "at": format_datetime(each.published_at) if each.published_at else "",
                "id": f"{current_app.config['BASE_URL']}/#{each.number}",
            }
        )
    body = render_template(
        "site/feed.xml",
        title=kept.title,
        language=language,
        home=absolute(same_page(f"site.{kept.many}")[language]),
        here=absolute(same_page(f"site.{kept.many}_feed")[language]),
        entries=entries,
    )
    return Response(body, mimetype="application/rss+xml")


for kept in PUBLIC_FAMILIES.values():
    view = public(view_of(feed, kept))
    for language, folder in kept.folders.items():
        bp.add_url_rule(
            f"/{language}/{folder}.rss",
            endpoint=f"{kept.many}_feed",
            view_func=view,
            defaults={"language": language},
        )
