"""The latest openings and stories, for feed readers."""

from email.utils import format_datetime
from typing import Any

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.calendar import local_date
from app.publishing import career_site
from app.web.access import public, view_of
from app.web.prose import render
from app.web.site import bp
from app.web.site.addresses import absolute, publication_url, text_in
from app.web.site.frame import same_page
from app.web.site.kinds import PUBLIC_FAMILIES, PublicFamily

IN_A_FEED = 50


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
