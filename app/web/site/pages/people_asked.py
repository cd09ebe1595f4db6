"""Questions people asked, and their answers, as the page that they are about shows them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core.calendar import local_date
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.sharing.asking.keeping import kept_for
from app.web.prose import spaced


@dataclass(frozen=True)
class PeopleAsked:
    """A question and its answer: first names alone, each in its own language.

    paragraphs: of the answer
    """

    question: str
    paragraphs: tuple[str, ...]
    asked_by: str
    answered_by: str
    language: str
    ambassador_id: UUID


def people_asked(publication_id: UUID, *, today: date) -> tuple[PeopleAsked, ...]:
    """Return what is kept for a page, the latest first. One statement."""
    shown = []
    for kept in kept_for(publication_id, today=today):
        agreed = kept.asker_agreed_at or kept.ambassador_agreed_at
        day = format_date(local_date(agreed), "long")
        asked_by = _("%(name)s asked", name=kept.asker_name) if kept.asker_name else _("Asked here")
        shown.append(
            PeopleAsked(
                question=spaced(kept.question, kept.language),
                paragraphs=tuple(
                    spaced(each, kept.language) for each in kept.answer.splitlines() if each.strip()
                ),
                asked_by=asked_by,
                answered_by=_("%(name)s, %(date)s", name=kept.ambassador_name, date=day),
                language=kept.language,
                ambassador_id=kept.ambassador_id,
            )
        )
    return tuple(shown)
