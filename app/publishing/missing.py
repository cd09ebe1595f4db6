"""What a publication lacks before anyone may see it."""

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.publishing.content import Content, OpeningContent, StoryContent, content_of
from app.publishing.models import Publication, StoryKind


class NotReady(Refusal):
    """A publication lacks parts; `missing` names them, as `missing_parts` does."""

    code = "not_ready"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_l("Some parts are missing before this can be published."))
        self.missing = missing


def missing_parts(publication: Publication) -> list[str]:
    """Name what a publication lacks, in the order of the screen. Pure."""
    return missing_in(content_of(publication))


def missing_in(content: Content) -> list[str]:
    """Name what a content lacks, in the order of the screen. Pure.

    returns: "words" when nothing is written in any language; else, for each language begun,
        "title.fr", "summary.fr", "body.fr", "cover_alt.fr", "variants.fr" (and .en); then
        "team", "place", "about_person"
    """
    missing = [] if content.words else ["words"]
    cover = isinstance(content, StoryContent) and content.cover_id is not None
    for language in LANGUAGES:
        words = content.words.get(language)
        if words is None:
            continue
        parts = {"title": words.title, "summary": words.summary, "body": words.body}
        if cover:
            parts["cover_alt"] = words.cover_alt
        parts["variants"] = "".join(words.variants)
        missing += [f"{name}.{language}" for name, value in parts.items() if not value]
    if content.team_id is None:
        missing.append("team")
    if isinstance(content, OpeningContent) and content.place_id is None:
        missing.append("place")
    if isinstance(content, StoryContent) and _lacks_its_person(content):
        missing.append("about_person")
    return missing


def _lacks_its_person(content: StoryContent) -> bool:
    return content.story_kind is StoryKind.PORTRAIT and content.about_person_id is None
