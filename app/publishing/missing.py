"""What a publication lacks before anyone may see it."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.publishing.content import columns_of, content_of
from app.publishing.kinds import Content, family_of, kind_of
from app.publishing.models import Publication
from app.publishing.texts import Words


class NotReady(Refusal):
    """A publication lacks parts; `missing` names them, as `missing_parts` does."""

    code = "not_ready"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(_l("Some parts are still missing before this can be published."))
        self.missing = missing


def missing_parts(publication: Publication, *, today: date) -> list[str]:
    """Name what a publication lacks, in the order of the screen. Pure."""
    return missing_in(content_of(publication), today=today)


def missing_in(content: Content, *, today: date, first: str = LANGUAGES[0]) -> list[str]:
    """Name what a content lacks, in the order of the screen. Pure.

    first: the language that is asked for while nothing is written in any
    returns: for each language begun, "title.fr", "summary.fr", "body.fr", "cover_alt.fr",
        "variants.fr" (and .en), and what its kind adds; then what its kind needs: "team",
        "contract"; then the column of its last day, when that is over
    """
    missing: list[str] = []
    for language in [each for each in LANGUAGES if each in content.words] or [first]:
        words = content.words.get(language, Words())
        parts = {"title": words.title, "summary": words.summary, "body": words.body}
        if content.illustrated:
            parts["cover_alt"] = words.cover_alt
        parts["variants"] = "".join(each.text for each in words.suggested)
        missing += [f"{name}.{language}" for name, value in parts.items() if not value]
        missing += [f"{name}.{language}" for name in kind_of(content).lacks(content, language)]
    missing += [name for name in kind_of(content).needs if _chosen(content, name) is None]
    missing += kind_of(content).also(content)
    column = family_of(content).last_day
    last_day: date | None = getattr(content, column) if column else None
    return missing + ([column] if last_day and last_day < today else [])


def _chosen(content: Content, name: str) -> Any:
    return getattr(content, name if name in columns_of(content) else f"{name}_id")
