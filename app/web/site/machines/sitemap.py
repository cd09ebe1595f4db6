"""The site map, and what robots may do."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.i18n import LANGUAGES
from app.publishing import career_site
from app.publishing.career_site import all_published
from app.publishing.kinds import FAMILIES
from app.publishing.models import PublicationFamily
from app.publishing.site.changes import last_changes
from app.publishing.site.themes import themes_with_openings
from app.web.access import public
from app.web.site import bp
from app.web.site.addresses import absolute, place_path, team_path, theme_path, where_is
from app.web.site.frame import same_page
from app.web.site.kinds import PUBLIC_FAMILIES
from app.web.site.machines.kept import answer

# pages; each language is an address of its own, and a site map may have 50,000
IN_A_SITE_MAP = 50_000 // len(LANGUAGES)
LARGEST = 50 * 1024 * 1024  # bytes of a site map
TEXTS = ("site.alerts", "site.your_data", "site.legal_notice", "site.accessibility")

Page = tuple[Mapping[str, str], datetime | None]


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Let robots read what is public; /r/ too, or networks could not preview a link."""
    rules = [
        "User-agent: *",
        "Allow: /r/",
        "Disallow: /s/",
        "Disallow: /c/",
        "Disallow: /alerts/",
        "Disallow: /sign-in",
    ]
    lines = [*rules, "", f"Sitemap: {absolute('/sitemap.xml')}", ""]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """List every public page, with its other languages; in parts, where robots take no more."""
    part = request.args.get("part", 0, type=int)
    return answer("site map", _drawn_site_map, mimetype="application/xml", part=part)


def _drawn_site_map() -> list[str]:
    """Draw the site map: whole, or else the list of its parts and then these."""
    pages = list(_pages())
    chunks = [pages[at : at + IN_A_SITE_MAP] for at in range(0, len(pages), IN_A_SITE_MAP)]
    parts = [part for chunk in chunks for part in _light_enough(chunk)]
    if len(parts) > 1:
        hrefs = [absolute(f"/sitemap.xml?part={n}") for n in range(1, len(parts) + 1)]
        parts = [render_template("site/machines/sitemaps.xml", hrefs=hrefs), *parts]
    return parts


def _light_enough(pages: Sequence[Page]) -> list[str]:
    drawn = render_template("site/machines/sitemap.xml", pages=pages)
    if len(drawn.encode()) <= LARGEST or len(pages) == 1:
        return [drawn]
    half = len(pages) // 2
    return _light_enough(pages[:half]) + _light_enough(pages[half:])


def _pages() -> Iterator[Page]:
    """Yield every page that answers 200, by its absolute address in each language; its change."""
    now, changes = clock.now(), last_changes()
    ever = max(changes.families.values(), default=None)
    yield _everywhere("site.home"), ever
    for noun, family in PUBLIC_FAMILIES.items():
        yield _everywhere(f"site.{family.many}"), changes.families.get(noun)
    yield _everywhere("site.events"), changes.families.get(PublicationFamily.STORY)
    yield _everywhere("site.teams"), ever
    for team, _count in career_site.teams_with_openings(now=now):
        yield _in_each(team_path, team), changes.teams.get(team.id)
    for city in career_site.cities(now=now):
        yield _in_each(place_path, city.place.slug), changes.places.get(city.place.id)
    for theme, _count in themes_with_openings(now=now):
        yield _in_each(theme_path, theme.code), changes.themes.get(theme.id)
    for each_family in FAMILIES.values():
        for each in all_published(each_family, now=now):
            yield where_is(each_family, each), each.changed_at
    for endpoint in TEXTS:
        yield _everywhere(endpoint), None


def _everywhere(endpoint: str) -> dict[str, str]:
    return {each: absolute(path) for each, path in same_page(endpoint).items()}


def _in_each(path: Any, row: Any) -> dict[str, str]:
    return {each: absolute(path(row, each)) for each in LANGUAGES}
