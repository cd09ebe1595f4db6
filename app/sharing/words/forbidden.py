"""Words that the company asks not to use: noted with their reason, and nothing is refused."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.clean import one_line
from app.core.text.fold import fold
from app.people.models import Person
from app.sharing.models import ForbiddenWords

MOST = 500  # of them: each is looked for in whatever is typed


class TooManyWords(Refusal):
    """There are as many forbidden words as are looked for."""

    code = "too_many_forbidden_words"


def all_forbidden() -> Sequence[ForbiddenWords]:
    """Return the forbidden words, in the order of letters."""
    return db.session.scalars(
        select(ForbiddenWords).order_by(ForbiddenWords.folded).limit(MOST)
    ).all()


def forbid(words: str, reason_fr: str, reason_en: str, *, by: Person, now: datetime) -> None:
    """Forbid words; the same ones again change their reason.

    raises: TooManyWords
    """
    folded = _folded(words)
    known = db.session.scalars(select(ForbiddenWords.folded)).all()
    if folded not in known and len(known) >= MOST:
        raise TooManyWords(
            _l("There are %(num)d already: take one away first.", num=MOST), field="words"
        )
    values = {"words": words, "reason_fr": reason_fr, "reason_en": reason_en}
    changed: ForbiddenWords = db.session.scalars(
        insert(ForbiddenWords)
        .values(**values, folded=folded, created_at=now)
        .on_conflict_do_update(index_elements=["folded"], set_=values)
        .returning(ForbiddenWords)
    ).one()
    activity.record("words.forbidden", changed, by=by, now=now)


def allow(words_id: UUID, *, by: Person, now: datetime) -> None:
    """Forbid words no longer. Twice changes nothing."""
    found = db.session.get(ForbiddenWords, words_id)
    if found is not None:
        activity.record("words.allowed", found, by=by, now=now)
        db.session.execute(delete(ForbiddenWords).where(ForbiddenWords.id == words_id))


def found_in(text: str, forbidden: Iterable[ForbiddenWords]) -> list[ForbiddenWords]:
    """Return which forbidden words stand in a text, whatever their case and accents. Pure."""
    within = _folded(text)
    return [each for each in forbidden if _stands(each.folded, within)]


def _stands(words: str, text: str) -> bool:
    if words not in text:
        return False
    return re.search(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", text) is not None


def _folded(text: str) -> str:
    return one_line(" ".join(fold(text).split()))
