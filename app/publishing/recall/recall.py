"""Recalling a publication, or saying aloud that it was corrected.

Every link that is out shows it within two seconds (`core.freshness`), and whoever relayed it is
told once, with a text to post in their turn (`sharing.telling.recalled`).
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.text.clean import tidy
from app.people.models import Person
from app.publishing.kinds import family_of
from app.publishing.models import EndReason, Publication
from app.publishing.publish import WrongState, change
from app.publishing.recall.models import Notice, NoticeKind


class Unsaid(Refusal):
    """Readers are told why, in both languages."""

    code = "unsaid"


@dataclass(frozen=True)
class Said:
    """What is said: to readers in both languages, and what to post, which may be nothing."""

    note_fr: str
    note_en: str
    suggested_fr: str = ""
    suggested_en: str = ""


def recall(publication: Publication, said: Said, *, by: Person, now: datetime) -> None:
    """Take a publication offline, with a word to whoever opens it, in the caller's transaction.

    raises: Unsaid; WrongState when it is not online
    """
    notice = _notice(publication, NoticeKind.RECALLED, said, by=by, now=now)
    if change("recall", publication, by=by, now=now):
        db.session.add(notice)
        db.session.flush()


def correct_aloud(publication: Publication, said: Said, *, by: Person, now: datetime) -> None:
    """Tell whoever relayed it that a publication was corrected; it stays online.

    raises: Unsaid; WrongState when it was never online
    """
    notice = _notice(publication, NoticeKind.CORRECTED, said, by=by, now=now)
    if publication.published_at is None:
        raise WrongState(_l("Nobody has relayed this yet: correct it, that is enough."))
    db.session.add(notice)
    db.session.flush()
    noun = family_of(publication).noun
    activity.record(f"{noun}.corrected_aloud", publication, by=by, now=now)


def _notice(
    publication: Publication, kind: NoticeKind, said: Said, *, by: Person, now: datetime
) -> Notice:
    words = {name: tidy(text) for name, text in vars(said).items()}
    for name in ("note_fr", "note_en"):
        if not words[name]:
            raise Unsaid(_l("Write it in both languages: links are open in both."), field=name)
    return Notice(publication_id=publication.id, kind=kind, at=now, by_id=by.id, **words)


def latest_notice(publication: Publication) -> Notice | None:
    """Return what was said last of a publication."""
    return db.session.scalar(
        select(Notice)
        .where(Notice.publication_id == publication.id)
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(1)
    )


def why_recalled(publication: Publication, language: str) -> str:
    """Return what readers are told of a publication that was recalled; "" for any other."""
    if publication.end_reason is not EndReason.RECALLED:
        return ""
    notice = latest_notice(publication)
    return notice.note(language) if notice else ""
