"""What a few lines say of a publication, where its page is not shown."""

from collections.abc import Callable
from typing import Any

from app.publishing import wording
from app.publishing.models import Opening, Publication, Story
from app.web.site.addresses import text_in


def summary_of(publication: Publication, language: str) -> list[str]:
    """Return the lines under a publication's title, in the language of the page."""
    return [line for line in LINES[publication.family.value](publication, language) if line]


def _of_opening(opening: Opening, language: str) -> list[str]:
    team = opening.team.name(language) if opening.team else ""
    facts = [team, wording.place_in_short(opening), *wording.terms(opening)]
    return [", ".join(filter(None, facts)), wording.salary_in_full(opening)]


def _of_story(story: Story, language: str) -> list[str]:
    return [text_in(story, language).summary]


# by the family of the publication
LINES: dict[str, Callable[[Any, str], list[str]]] = {"opening": _of_opening, "story": _of_story}
