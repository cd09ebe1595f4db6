"""The mail that invites somebody to a campaign: what it is, and a way to relay each publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale

from app.core import mail
from app.core.mail import Draft
from app.people.entrance.links import absolute
from app.people.models import Person
from app.publishing.campaigns.models import Campaign
from app.publishing.kinds import kind_of
from app.publishing.models import Publication
from app.publishing.wording import title_of
from app.sharing.invitations import preferences, stopping
from app.sharing.invitations.models import REMINDER

TEMPLATE = "sharing/mail/campaign"


@dataclass(frozen=True)
class LetterItem:
    """One publication, as the mail shows it."""

    kind: str
    title: str
    summary: str
    link: str


def write(
    campaign: Campaign,
    person: Person,
    publications: Sequence[Publication],
    *,
    number: int,
    now: datetime,
) -> None:
    """Write to a person, about the campaign: no list says who was written to, or how often."""
    stop_link = absolute("account.stop_invitations", token=preferences.stop_token(person))
    mail.send(
        to=person.email,
        template=TEMPLATE,
        language=person.language,
        now=now,
        about=campaign.id,
        headers=stopping.headers(stop_link, "campaigns"),
        **_said(campaign, person, publications, stop_link, again=number == REMINDER),
    )


def preview(
    campaign: Campaign, person: Person, publications: Sequence[Publication], language: str
) -> tuple[Draft, str]:
    """Return what a person would be sent in a language, in words and as a page."""
    said = _said(campaign, person, publications, "", again=False, language=language)
    page = mail.drawn_page(TEMPLATE, language=language, **said)
    return mail.drawn(TEMPLATE, language=language, **said), page


def _said(
    campaign: Campaign,
    person: Person,
    publications: Sequence[Publication],
    stop_link: str,
    *,
    again: bool,
    language: str = "",
) -> dict[str, Any]:
    language = language or person.language
    with force_locale(language):
        items = [_asked(each, language) for each in publications]
    return {
        "first_name": person.first_name,
        "campaign": campaign.name(language),
        "purpose": campaign.purpose(language),
        "last_on": campaign.last_on,
        "items": items,
        "again": again,
        "hub": absolute("ambassador.hub"),
        "stop_link": stop_link or absolute("account.notifications"),
        "choose_link": absolute("account.notifications"),
    }


def _asked(publication: Publication, language: str) -> LetterItem:
    text = publication.text(language)
    return LetterItem(
        str(kind_of(publication).name),
        title_of(publication, language),
        text.summary if text else "",
        absolute("ambassador.kit", publication_id=str(publication.id)),
    )
