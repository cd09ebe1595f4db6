"""What lists and pages show of a publication or a person, in words ready for a template."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.core.i18n import language as language_of_page
from app.people.models import Person
from app.publishing import wording
from app.publishing.kinds import kind_of
from app.publishing.models import Opening, Publication, PublicationText, Story
from app.web.media import cover_url, picture_url
from app.web.site.addresses import publication_path, text_in

HrefOf = Callable[[Publication, str], str]
NEW_FOR = timedelta(days=14)


@dataclass(frozen=True)
class PublicationRow:
    """An opening in a list: the whole row is its link."""

    title: str
    href: str
    detail: str
    pay: str
    tag: str = ""


@dataclass(frozen=True)
class Card:
    """A story in a grid: its cover speaks first."""

    title: str
    href: str
    kind: str
    detail: str
    cover_src: str | None
    cover_width: int
    cover_height: int
    cover_kind: str


@dataclass(frozen=True)
class Face:
    """Somebody, with the line under their name and their photo if they have one."""

    name: str
    line: str
    photo_url: str | None


def marked_title(publication: Publication, language: str) -> str:
    """Return a title; marked with its language when it is not the page's."""
    text = text_in(publication, language)
    if text.language == language:
        return text.title
    return Markup('<span lang="{}">{}</span>').format(text.language, text.title)


def row(
    opening: Opening,
    language: str,
    *,
    now: datetime,
    tag: str = "",
    href_of: HrefOf = publication_path,
) -> PublicationRow:
    """Return an opening as a row; what was published lately says so.

    href_of: where it leads; on a tracked link's page, to the opening through that link
    """
    team = opening.team.name(language) if opening.team else ""
    if not tag and opening.published_at and now - opening.published_at < NEW_FOR:
        tag = _("New")
    place = wording.place_in_short(opening)
    home = wording.home_in_short(opening)
    return PublicationRow(
        title=marked_title(opening, language),
        href=href_of(opening, language),
        detail=", ".join(filter(None, (team, place, home, *wording.terms(opening)))),
        pay=wording.salary(opening),
        tag=tag,
    )


def near_row(
    opening: Opening,
    to: Opening,
    language: str,
    *,
    now: datetime,
    href_of: HrefOf = publication_path,
) -> PublicationRow:
    """Return an opening that resembles another, with what they share."""
    if opening.team_id == to.team_id:
        tag = _("Same team")
    elif {place.id for place in opening.places} & {place.id for place in to.places}:
        tag = _("Same city")
    else:
        tag = ""
    return row(opening, language, now=now, tag=tag, href_of=href_of)


def card(story: Story, language: str, *, href_of: HrefOf = publication_path) -> Card:
    """Return a story as a card.

    href_of: where it leads, as for `row`
    """
    text = text_in(story, language)
    cover = story.cover
    return Card(
        title=marked_title(story, language),
        href=href_of(story, language),
        kind=str(kind_of(story).name),
        detail=DETAILS[story.kind_code](story, text),
        cover_src=cover_url(story),
        cover_width=(cover.width if cover else None) or 1200,
        cover_height=(cover.height if cover else None) or 630,
        cover_kind=story.kind_code,
    )


def _signature_and_length(story: Story, text: PublicationText) -> str:
    return _(
        "%(person)s, %(minutes)s min read",
        person=(kind_of(story).subject(story) or story.author).name,
        minutes=text.minutes,
    )


# what the card of each kind says under its title
DETAILS: dict[str, Callable[[Any, PublicationText], str]] = {
    "article": _signature_and_length,
    "portrait": _signature_and_length,
    "event": lambda story, _: format_datetime(story.starts_at, "d MMMM y, HH:mm"),
    "news": _signature_and_length,
    "curated": lambda story, text: story.source_name or _signature_and_length(story, text),
}


def face(person: Person, line: str = "") -> Face:
    """Return somebody as a page shows them; the line is their job unless given."""
    return Face(person.name, line or job_of(person), picture_url(person.portrait))


def job_of(person: Person) -> str:
    """Return what somebody does, as they wrote it; "" on a page of another language than theirs."""
    return person.job_title if person.language == language_of_page() else ""
