"""How much of a text is a person's own: what it shares with the suggestions and with colleagues.

Colleagues' texts are compared here and shown to nobody.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from app.core.database import db
from app.core.text.fold import plain_words
from app.people.models import Person
from app.publishing.models import Publication
from app.sharing.models import ReferralLink

RECENT = timedelta(days=60)
MOST = 200  # of colleagues' texts about one publication
SHORTEST = 20  # letters of a text that is worth comparing
ALIKE = 0.8  # of its trigrams stand in the other text too


class Originality(StrEnum):
    """Whose a text seems to be."""

    OWN = "own"
    SUGGESTION = "suggestion"
    COLLEAGUE = "colleague"


def recent_words(publication: Publication, *, besides: Person, now: datetime) -> Sequence[str]:
    """Return what colleagues wrote lately to relay a publication, never to be shown."""
    return db.session.scalars(
        select(ReferralLink.words)
        .where(
            ReferralLink.publication_id == publication.id,
            ReferralLink.created_at > now - RECENT,
            ReferralLink.ambassador_id != besides.id,
            ReferralLink.words != "",
        )
        .order_by(ReferralLink.created_at.desc())
        .limit(MOST)
    ).all()


def originality(
    words: str, suggestions: Iterable[str], colleagues: Callable[[], Iterable[str]]
) -> Originality | None:
    """Say whose a text seems to be; None for one too short to say.

    colleagues: returns their texts, and is asked only about a text that is no suggestion
    """
    own = trigrams(words)
    if len(own) < SHORTEST:
        return None
    if any(_within(own, each) for each in suggestions):
        return Originality.SUGGESTION
    if any(_within(own, each) for each in colleagues()):
        return Originality.COLLEAGUE
    return Originality.OWN


def trigrams(text: str) -> frozenset[str]:
    """Return the runs of three letters of a text, whatever its case, accents and signs. Pure."""
    letters = f" {' '.join(plain_words(text))} "
    return frozenset(letters[at : at + 3] for at in range(len(letters) - 2))


def _within(own: frozenset[str], text: str) -> bool:
    return len(own & trigrams(text)) >= ALIKE * len(own)
