"""What the kit says of the words that are typed: none of it refuses them."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from app.core.i18n import language
from app.publishing.models import Publication
from app.sharing.models import Channel
from app.sharing.words import forbidden, hashtags
from app.sharing.words.originality import Originality, originality, recent_words
from app.web.ambassador import cards

ORIGINALITY: dict[Originality, LazyString] = {
    Originality.OWN: _l("In your own words: these are believed most."),
    Originality.SUGGESTION: _l(
        "Close to the suggested text: a sentence of your own is believed more."
    ),
    Originality.COLLEAGUE: _l(
        "Close to what a colleague has posted lately: a sentence of your own sets it apart."
    ),
}


@dataclass(frozen=True)
class WordHints:
    """What is said of a text.

    forbidden: words of it that the company asks to leave out, each with the reason
    originality: whose it seems to be; None for one too short to say
    tags: hashtags that may be added
    cut_tags: those of which networks read less, each with what they read
    """

    forbidden: list[tuple[str, str]]
    originality: LazyString | None
    tags: list[str]
    cut_tags: list[tuple[str, str]]


def hints(
    publication: Publication, words: str, *, channel: Channel, in_language: str, now: datetime
) -> WordHints:
    """Read a text as it is typed."""
    whose = originality(
        words,
        [each.text for each in cards.suggested(publication, in_language)],
        lambda: recent_words(publication, besides=current_user, now=now),
    )
    found = forbidden.found_in(words, forbidden.all_forbidden())
    names = [theme.name(in_language) for theme in publication.themes]
    if publication.team:
        names.append(publication.team.name(in_language))
    return WordHints(
        forbidden=[(each.words, each.reason(language())) for each in found],
        originality=ORIGINALITY[whose] if whose else None,
        tags=hashtags.suggested(names, words, channel),
        cut_tags=hashtags.cut_in(words),
    )
