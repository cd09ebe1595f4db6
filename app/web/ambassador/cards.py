"""What a card says of a publication in one line, for whoever may relay it."""

from app.publishing.models import Publication
from app.sharing.cards.facts import summary_line as summary_line
from app.sharing.links import disclosure_for
from app.sharing.models import Channel
from app.web.context import organisation_of_page


def disclosure(channel: Channel, in_language: str) -> str:
    """Return what a relay in a language says of whom one works for."""
    return disclosure_for(channel, organisation_of_page(), in_language)


def suggestions(publication: Publication, in_language: str) -> list[str]:
    """Return the suggested texts of a language, in order."""
    return [each.text for each in publication.variants if each.language == in_language]
