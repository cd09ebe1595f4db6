"""What a publication lacks before anyone may see it."""

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.publishing.models import Opening, Publication, Story, StoryKind
from app.publishing.words import LANGUAGES


class NotReady(Refusal):
    """A publication lacks parts; `missing` names them, as `missing_parts` does."""

    code = "not_ready"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_l("Some parts are missing before this can be published."))
        self.missing = missing


def missing_parts(publication: Publication) -> list[str]:
    """Name what a draft lacks, in the order of the screen. Pure.

    returns: "words" when nothing is written in any language; else, for each language begun,
        "title.fr", "summary.fr", "body.fr", "variants.fr", "cover_alt.fr" (and .en); then
        "team", "place", "about_person"
    """
    missing: list[str] = []
    texts = {text.language: text for text in publication.texts}
    suggested = {each.language for each in publication.variants if each.text}
    if not texts:
        missing.append("words")
    for language in LANGUAGES:
        if language not in texts:
            continue
        text = texts[language]
        parts = {"title": text.title, "summary": text.summary, "body": text.body}
        if publication.cover_id or publication.cover:
            parts["cover_alt"] = text.cover_alt
        parts["variants"] = language if language in suggested else ""
        missing += [f"{name}.{language}" for name, value in parts.items() if not value]
    if not (publication.team_id or publication.team):
        missing.append("team")
    if isinstance(publication, Opening) and not (publication.place_id or publication.place):
        missing.append("place")
    if (
        isinstance(publication, Story)
        and publication.story_kind is StoryKind.PORTRAIT
        and not (publication.about_person_id or publication.about_person)
    ):
        missing.append("about_person")
    return missing
