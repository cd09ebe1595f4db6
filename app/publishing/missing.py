"""What a publication lacks before anyone may see it."""

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.publishing.content import content_of
from app.publishing.kinds import Content, kind_of
from app.publishing.models import Publication


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
        "title.fr", "summary.fr", "body.fr", "cover_alt.fr", "variants.fr" (and .en); then what
        its kind needs: "team", "place", "about_person"
    """
    missing = [] if content.words else ["words"]
    for language in LANGUAGES:
        words = content.words.get(language)
        if words is None:
            continue
        parts = {"title": words.title, "summary": words.summary, "body": words.body}
        if content.illustrated:
            parts["cover_alt"] = words.cover_alt
        parts["variants"] = "".join(words.variants)
        missing += [f"{name}.{language}" for name, value in parts.items() if not value]
    needs = kind_of(content).needs
    return missing + [name for name in needs if getattr(content, f"{name}_id") is None]
