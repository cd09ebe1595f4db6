"""What a card says of a publication in one line, for whoever may relay it."""

from flask_babel import lazy_gettext as _l

from app.core.i18n import language, ngettext
from app.publishing import wording
from app.publishing.models import Opening, Publication, Story

OPENING = _l("Opening")


def kind_of(publication: Publication) -> str:
    """Name what a publication is: an opening, an article, a portrait."""
    if isinstance(publication, Story):
        return str(wording.STORY_KINDS[publication.story_kind])
    return str(OPENING)


def cover_kind(publication: Publication) -> str:
    """Return the drawn ground of a publication without a picture."""
    return publication.story_kind.value if isinstance(publication, Story) else "opening"


def summary_line(publication: Publication) -> list[str]:
    """Return what a card shows under the title: kind, place, contract, salary; or reading time."""
    if isinstance(publication, Opening):
        place = wording.where(publication) if publication.place else ""
        parts = [place, wording.contract(publication), wording.salary(publication)]
    else:
        text = publication.text(language())
        minutes = wording.reading_minutes(text.body) if text else 1
        parts = [
            str(ngettext("%(num)d min read", "%(num)d min read", minutes)),
            publication.team.name(language()) if publication.team else "",
        ]
    return [kind_of(publication), *(part for part in parts if part)]


def suggestions(publication: Publication, in_language: str) -> list[str]:
    """Return the suggested texts of a language, in order."""
    return [each.text for each in publication.variants if each.language == in_language]
