"""The latest openings and stories, for feed readers: RSS, Atom and JSON Feed, in each language.

An entry is known by an address that stays when its title changes: that of its number alone
(docs/decisions/0087-a-number-is-an-address.md).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import language as language_now
from app.publishing import career_site
from app.publishing.models import Publication
from app.web.access import public, view_of
from app.web.media import cover_url
from app.web.prose import render
from app.web.site import bp
from app.web.site.addresses import absolute, number_path, publication_url, text_in
from app.web.site.frame import same_page
from app.web.site.kinds import PUBLIC_FAMILIES, PublicFamily
from app.web.site.machines.kept import answer

IN_A_FEED = 100
BEFORE_ANYTHING = datetime(2000, 1, 1, tzinfo=UTC)
FORMATS = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


@dataclass(frozen=True)
class FeedEntry:
    """A publication in a feed.

    id: its address by its number; url: its address as its title is now; both absolute
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    language: str
    published: datetime
    changed: datetime
    tags: tuple[str, ...]
    picture: str | None


@dataclass(frozen=True)
class SyndicationFeed:
    """A feed in one language; here: its own absolute address, home: that of its list."""

    title: str
    about: str
    language: str
    home: str
    here: str
    company: str
    website: str
    entries: tuple[FeedEntry, ...]

    @property
    def changed(self) -> datetime | None:
        """When the latest change of an entry was; None of an empty feed."""
        return max((entry.changed for entry in self.entries), default=None)

    @property
    def updated(self) -> datetime:
        """The same, where something must be said."""
        return self.changed or BEFORE_ANYTHING


@bp.app_template_filter("rfc822")
def rfc822(at: datetime) -> str:
    """Write an instant as RSS does."""
    return format_datetime(at)


def feed(kept: PublicFamily[Any], form: str, language: str) -> ResponseReturnValue:
    """Give the latest publications of a family to feed readers."""
    return answer(
        f"{kept.many} {form} {language}",
        lambda: [DRAWINGS[form](feed_of(kept, form, language))],
        mimetype=FORMATS[form],
    )


def feed_of(kept: PublicFamily[Any], form: str, language: str) -> SyndicationFeed:
    """Gather a family's feed."""
    company = career_site.organisation()
    found = career_site.published(kept.family, now=clock.now(), on_cards=True, limit=IN_A_FEED)
    name = company.name if company else "Relais"
    return SyndicationFeed(
        title=f"{name} · {kept.title}",
        about=str(kept.title),
        language=language,
        home=absolute(same_page(f"site.{kept.many}")[language]),
        here=absolute(same_page(f"site.{kept.many}_{form}")[language]),
        company=name,
        website=(company.website if company else "") or absolute("/"),
        entries=tuple(_entry(each, language) for each in found),
    )


def _entry(publication: Publication, language: str) -> FeedEntry:
    text = text_in(publication, language)
    assert publication.published_at, "only what is online is in a feed"
    cover = cover_url(publication)
    team = publication.team.name(language_now()) if publication.team else ""
    return FeedEntry(
        id=absolute(number_path(publication, language)),
        url=publication_url(publication, language),
        title=text.title,
        summary=text.summary,
        html=str(render(f"{text.summary}\n\n{text.body}")),
        language=text.language,
        published=publication.published_at,
        changed=max(publication.updated_at, publication.published_at),
        tags=(team,) if team else (),
        picture=absolute(cover) if cover else None,
    )


def _rss(feed: SyndicationFeed) -> str:
    return render_template("site/machines/rss.xml", feed=feed)


def _atom(feed: SyndicationFeed) -> str:
    return render_template("site/machines/atom.xml", feed=feed)


def _json(feed: SyndicationFeed) -> str:
    """source: jsonfeed.org/version/1.1"""
    items = [
        {
            "id": each.id,
            "url": each.url,
            "title": each.title,
            "summary": each.summary,
            "content_html": each.html,
            "language": each.language,
            "date_published": each.published.isoformat(timespec="seconds"),
            "date_modified": each.changed.isoformat(timespec="seconds"),
            **({"tags": list(each.tags)} if each.tags else {}),
            **({"image": each.picture} if each.picture else {}),
        }
        for each in feed.entries
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        "language": feed.language,
        "home_page_url": feed.home,
        "feed_url": feed.here,
        "authors": [{"name": feed.company, "url": feed.website}],
        "items": items,
    }
    return json.dumps(head, ensure_ascii=False)


DRAWINGS = {"rss": _rss, "atom": _atom, "json": _json}
for kept in PUBLIC_FAMILIES.values():
    for form in FORMATS:
        view = public(view_of(view_of(feed, kept), form))
        for language, folder in kept.folders.items():
            bp.add_url_rule(
                f"/{language}/{folder}.{form}",
                endpoint=f"{kept.many}_{form}",
                view_func=view,
                defaults={"language": language},
            )
