"""The addresses of public pages, and which language a publication answers in."""

from typing import Any
from urllib.parse import quote

from flask import current_app, url_for

from app.core.i18n import LANGUAGES
from app.people.models import Team
from app.publishing.career_site import Published
from app.publishing.kinds import Family, family_of
from app.publishing.models import Opening, Publication, PublicationText

# what ends the address of the page where one applies (hiring.apply_direct)
APPLY = {"fr": "postuler", "en": "apply"}


def text_in(publication: Publication, language: str) -> PublicationText:
    """Return a publication's words in a language, else in the one it is written in."""
    text = publication.text(language)
    assert text is not None, "a published publication has words"
    return text


def publication_path(publication: Publication, language: str) -> str:
    """Return a publication's path in a language, else in the one it is written in."""
    text = text_in(publication, language)
    return url_for(
        f"site.{family_of(publication).noun}",
        language=text.language,
        slug=text.slug,
        number=publication.number,
    )


def number_path(publication: Publication, language: str) -> str:
    """Return the path that stays when its title changes; it leads to the one of its title."""
    endpoint = f"site.{family_of(publication).noun}_by_number"
    return url_for(endpoint, language=language, number=publication.number)


def publication_url(publication: Publication, language: str) -> str:
    """Return the same path with the installation's own address before it."""
    return absolute(publication_path(publication, language))


def apply_path(opening: Opening, language: str) -> str:
    """Return where one applies without a link."""
    text = text_in(opening, language)
    return f"{publication_path(opening, language)}/{APPLY[text.language]}"


def translations(publication: Publication) -> dict[str, str]:
    """Return the absolute address of each language it is written in, French first."""
    return {
        language: publication_url(publication, language)
        for language in LANGUAGES
        if language in publication.languages
    }


def where_is(family: Family[Any], published: Published) -> dict[str, str]:
    """Return the absolute address of each language of a publication that a list has found."""
    return {
        language: absolute(
            url_for(f"site.{family.noun}", language=language, slug=slug, number=published.number)
        )
        for language, slug in published.slugs.items()
    }


def team_path(team: Team, language: str) -> str:
    """Return the path of a team's page; the ones it had before lead there."""
    return url_for("site.team", language=language, slug=team.slug(language))


def place_path(slug: str, language: str) -> str:
    """Return the path of a place's page; the ones it had before lead there."""
    return url_for("site.place", language=language, slug=slug)


def theme_path(code: str, language: str) -> str:
    """Return the path of a theme's page."""
    return url_for("site.theme", language=language, code=code)


def oembed_url(url: str) -> str:
    """Return where oEmbed describes one of our pages, for its head."""
    return f"{absolute(url_for('site.oembed'))}?format=json&url={quote(url, safe='')}"


def absolute(path: str) -> str:
    """Return a path with the installation's own address before it, whatever Host was asked."""
    return f"{current_app.config['BASE_URL']}{path}"
