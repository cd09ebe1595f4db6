"""The head of the career site: what the company says of itself, and an arch for each city."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.people.models import Organisation
from app.people.slugs import place_names
from app.publishing.career_site import City
from app.web.media import picture_url

LONGEST_TITLE = 80  # characters: a longer sentence is the text under the title
MOST_ARCHES = 4
LOWEST, TALLEST = 132, 268  # of an arch 100 wide; the city with most openings has the tallest
TONES = ("one", "two", "three", "four")


@dataclass(frozen=True)
class Arch:
    """A city: its arch is as tall as its openings are many, and leads to them."""

    name: str
    count: int
    href: str
    height: int
    photo_url: str | None
    tone: str


def headline(about: str, company: str) -> tuple[str, str]:
    """Return the title and the text of the hero from the company's own sentence.

    "Useful software, made by people you can ring: tickets, records." is a title and its text;
    a sentence that cannot be cut so is the text, under a title that says where one would work.
    """
    first, colon, rest = about.partition(":")
    title, text = first.strip(), rest.strip()
    if colon and text and len(title) <= LONGEST_TITLE:
        return title, text[0].upper() + text[1:]
    if about and len(about) <= LONGEST_TITLE:
        return about.rstrip("."), ""
    return _("Work at %(company)s", company=company), about


def headline_of(organisation: Organisation | None, language: str) -> tuple[str, str]:
    """Return the title and the text of the hero in a language."""
    if organisation is None:
        return _("Our openings"), ""
    about = organisation.about_fr if language == "fr" else organisation.about_en
    return headline(about or organisation.about_fr, organisation.name)


def arches(cities: Sequence[City], href_of: Callable[[str], str]) -> list[Arch]:
    """Draw an arch for each of the cities with most openings.

    href_of: where a city leads, by its slug
    """
    most = max((city.count for city in cities), default=0)
    names = place_names(city.place for city in cities)
    return [
        Arch(
            name=names[city.place.id],
            count=city.count,
            href=href_of(city.place.slug),
            height=LOWEST + round((TALLEST - LOWEST) * city.count / most),
            photo_url=picture_url(city.face),
            tone=TONES[index],
        )
        for index, city in enumerate(cities[:MOST_ARCHES])
    ]
