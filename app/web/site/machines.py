"""What machines read: the site map, what robots may do, feeds."""

from datetime import datetime
from email.utils import format_datetime

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core.i18n import gettext as _
from app.publishing import career_site
from app.publishing.models import Opening, Story
from app.web.access import public
from app.web.prose import render
from app.web.site import bp
from app.web.site.addresses import absolute, publication_url, text_in, translations
from app.web.site.frame import same_page

IN_A_FEED = 50
LISTED = ("site.openings", "site.stories", "site.teams")


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
    for kind in (Opening, Story):
        pages += [(translations(each), each.updated_at) for each in career_site.published(kind)]
    body = render_template("site/sitemap.xml", pages=pages)
    return Response(body, mimetype="application/xml")


@bp.get("/fr/offres.rss", defaults={"language": "fr"})
@bp.get("/en/openings.rss", defaults={"language": "en"})
@public
def openings_feed(language: str) -> ResponseReturnValue:
    """Give the latest openings to feed readers."""
    return _feed(Opening, language, _("Openings"), "site.openings")


@bp.get("/fr/contenus.rss", defaults={"language": "fr"})
@bp.get("/en/stories.rss", defaults={"language": "en"})
@public
def stories_feed(language: str) -> ResponseReturnValue:
    """Give the latest stories to feed readers."""
    return _feed(Story, language, _("Our stories"), "site.stories")


def _feed(
    kind: type[Opening] | type[Story], language: str, title: str, endpoint: str
) -> ResponseReturnValue:
    entries = []
    for each in career_site.published(kind, limit=IN_A_FEED):
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
        title=title,
        language=language,
        home=absolute(same_page(endpoint)[language]),
        here=absolute(same_page(f"{endpoint}_feed")[language]),
        entries=entries,
    )
    return Response(body, mimetype="application/rss+xml")
