"""What a card says of a publication in one line, for whoever may relay it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.core.i18n import format_datetime, language, ngettext
from app.publishing import wording
from app.publishing.kinds import kind_of
from app.publishing.models import Opening, Publication, Variant
from app.sharing.links import disclosure_for
from app.sharing.models import Channel
from app.sharing.words.suggestions import offered
from app.web.context import organisation_of_page


def summary_line(publication: Publication) -> list[str]:
    """Return what a card shows under the title: the kind, then what its kind shows first."""
    parts = SUMMARIES[publication.kind_code](publication)
    return [str(kind_of(publication).name), *filter(None, parts)]


def _place_contract_salary(opening: Opening) -> Iterable[str]:
    place = wording.where(opening) if opening.place else ""
    return place, wording.contract(opening), wording.salary(opening)


def _length_and_team(publication: Publication) -> Iterable[str]:
    text = publication.text(language())
    minutes = text.minutes if text else 1
    team = publication.team.name(language()) if publication.team else ""
    return ngettext("%(num)d min read", "%(num)d min read", minutes), team


SUMMARIES: Mapping[str, Callable[[Any], Iterable[str]]] = {
    "opening": _place_contract_salary,
    "article": _length_and_team,
    "portrait": _length_and_team,
    "event": lambda story: (
        format_datetime(story.starts_at, "d MMMM, HH:mm") if story.starts_at else "",
    ),
    "news": _length_and_team,
    "curated": lambda story: (story.source_name,),
}


def disclosure(channel: Channel, in_language: str) -> str:
    """Return what a relay in a language says of whom one works for."""
    return disclosure_for(channel, organisation_of_page(), in_language)


def suggested(publication: Publication, in_language: str) -> list[Variant]:
    """Return every suggested text of a language, in order."""
    return [each for each in publication.variants if each.language == in_language]


def suggestions(publication: Publication, in_language: str, channel: Channel) -> list[str]:
    """Return the suggested texts of a language that a network's kit offers, in order."""
    return offered(channel, suggested(publication, in_language))
