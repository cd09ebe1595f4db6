"""What a card says of a publication in one line, for whoever may relay it."""

from app.publishing.models import Publication, Variant
from app.sharing.cards.facts import summary_line as summary_line
from app.sharing.links import disclosure_for
from app.sharing.models import Channel
from app.sharing.words.suggestions import offered
from app.web.context import organisation_of_page


def disclosure(channel: Channel, in_language: str) -> str:
    """Return what a relay in a language says of whom one works for."""
    return disclosure_for(channel, organisation_of_page(), in_language)


def suggested(publication: Publication, in_language: str) -> list[Variant]:
    """Return every suggested text of a language, in order."""
    return [each for each in publication.variants if each.language == in_language]


def suggestions(publication: Publication, in_language: str, channel: Channel) -> list[str]:
    """Return the suggested texts of a language that a network's kit offers, in order."""
    return offered(channel, suggested(publication, in_language))
