"""A question and its answer kept for everybody, while both agree to these very words."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core import activity, freshness
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.people.models import Person
from app.sharing.asking import letters
from app.sharing.asking.contacts import without_contacts
from app.sharing.asking.models import KeptAnswer, Question

SHOWN = 5  # on a page: the latest
LONGEST_QUESTION, LONGEST_ANSWER = 300, 1500  # characters


class NotKept(Refusal):
    """This cannot stand on the page."""

    code = "not_kept"


def kept_of(question: Question) -> KeptAnswer | None:
    """Return what was proposed of a conversation, agreed to or not."""
    return db.session.scalar(select(KeptAnswer).where(KeptAnswer.question_id == question.id))


def propose(
    question: Question, asked: str, answered: str, *, by: Person, now: datetime
) -> KeptAnswer:
    """Propose words for the page, to which the ambassador agrees by that; the asker is asked.

    A proposal that nobody agreed to yet gives way to this one, and so does its link.

    raises: NotKept
    """
    if question.publication_id is None or question.answered_at is None:
        raise NotKept(_l("Answer first a question about something that we publish."))
    before = kept_of(question)
    if before and before.asker_agreed_at:
        raise NotKept(_l("It stands on the page already: take it off first."))
    asked, answered = without_contacts(asked), without_contacts(answered)
    if not asked or len(asked) > LONGEST_QUESTION:
        least = _l("Write the question in %(num)d characters at most.", num=LONGEST_QUESTION)
        raise NotKept(least, field="question")
    if not answered or len(answered) > LONGEST_ANSWER:
        least = _l("Write the answer in %(num)d characters at most.", num=LONGEST_ANSWER)
        raise NotKept(least, field="answer")
    if before:
        if (before.question, before.answer) == (asked, answered):
            return before
        db.session.delete(before)
        db.session.flush()
    kept = KeptAnswer(
        id=uuid7(),
        question_id=question.id,
        publication_id=question.publication_id,
        ambassador_id=by.id,
        language=question.language,
        asker_name=question.first_name,
        ambassador_name=by.first_name,
        question=asked,
        answer=answered,
        ambassador_agreed_at=now,
    )
    db.session.add(kept)
    db.session.flush()
    activity.record("answer.proposed", kept, by=by, data={"question": str(question.id)}, now=now)
    letters.ask_to_keep(kept, question, now=now)
    return kept


def agree(question: Question, kept_id: UUID, *, now: datetime) -> bool:
    """Let it stand on the page, as whoever asked; twice changes nothing.

    kept_id: of the words that were read; False when they have given way to others, or to none
    """
    kept = db.session.scalar(
        select(KeptAnswer)
        .where(KeptAnswer.id == kept_id, KeptAnswer.question_id == question.id)
        .with_for_update(of=KeptAnswer)
    )
    if kept is None:
        return False
    if kept.asker_agreed_at is None:
        kept.asker_agreed_at = now
        _note("answer.kept", kept, None, now)
        letters.tell_kept(kept, question, now=now)
    return True


def take_off(kept_id: UUID, *, by: Person | None, now: datetime) -> None:
    """Delete what is or was to be kept, as either of the two; a second time finds nothing."""
    kept = db.session.get(KeptAnswer, kept_id, with_for_update={"of": KeptAnswer})
    if kept is None or (by is not None and kept.ambassador_id != by.id):
        return
    _note("answer.taken_off", kept, by, now)
    db.session.delete(kept)


def _note(kind: str, kept: KeptAnswer, by: Person | None, now: datetime) -> None:
    activity.record(kind, kept, by=by, data={"publication": str(kept.publication_id)}, now=now)
    freshness.changed("publication", kept.publication_id)


def kept_for(publication_id: UUID, *, today: date) -> Sequence[KeptAnswer]:
    """Return what a page shows of questions people asked, the latest first. One statement.

    Nobody speaks for a company that they have left: what they answered is not shown any more.
    """
    return db.session.scalars(
        select(KeptAnswer)
        .join(KeptAnswer.ambassador)
        .where(
            KeptAnswer.publication_id == publication_id,
            KeptAnswer.asker_agreed_at.is_not(None),
            Person.disabled_at.is_(None),
            or_(Person.left_on.is_(None), Person.left_on >= today),
        )
        .order_by(KeptAnswer.asker_agreed_at.desc())
        .limit(SHOWN)
    ).all()


def own_kept(person: Person) -> Sequence[KeptAnswer]:
    """Return what a person's answers stand on, so that they can be taken off. One statement."""
    return db.session.scalars(
        select(KeptAnswer)
        .where(KeptAnswer.ambassador_id == person.id, KeptAnswer.asker_agreed_at.is_not(None))
        .options(joinedload(KeptAnswer.publication))
        .order_by(KeptAnswer.id.desc())
        .limit(100)
    ).all()
