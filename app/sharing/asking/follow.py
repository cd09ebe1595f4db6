"""What time does to questions: a reminder, an honest word without an answer, and their end."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, or_, select, update

from app.core import freshness
from app.core.calendar import local_date
from app.core.database import db
from app.people.models import Person
from app.sharing.asking import letters
from app.sharing.asking.ask import close, erase
from app.sharing.asking.links import unconfirmed_before
from app.sharing.asking.models import (
    AskerBlock,
    AskProfile,
    Closing,
    Question,
    QuestionReport,
)
from app.sharing.asking.profile import is_there, takes_questions

REMINDED_AFTER = timedelta(days=3)
TOLD_AFTER = timedelta(days=7)
KEPT_FOR = timedelta(days=30)  # after what was written last
BLOCKS_LAST = timedelta(days=365)
AT_ONCE = 200  # that one run follows; the next one goes on


def follow(*, now: datetime) -> int:
    """Remind ambassadors once, tell whoever waits in vain; returns how many letters were written.

    In the caller's transaction; a second run, or two at once, write nothing more. Who has left is
    asked nothing: whoever asked them is told at once.
    """
    gone = or_(Person.disabled_at.is_not(None), Person.left_on < local_date(now))
    late = Question.waiting_since <= now - TOLD_AFTER
    silent = and_(Question.reminded_at.is_(None), Question.waiting_since <= now - REMINDED_AFTER)
    due = db.session.scalars(
        select(Question)
        .join(Question.ambassador)
        .where(Question.waiting_since.is_not(None), or_(gone, late, silent))
        .order_by(Question.waiting_since)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Question)
    ).all()
    return sum(_follow(each, now) for each in due)


def _follow(question: Question, now: datetime) -> bool:
    waited = now - (question.waiting_since or now)
    if waited >= TOLD_AFTER or not is_there(question.ambassador, local_date(now)):
        close(question, Closing.UNANSWERED, now=now)
        letters.tell_unanswered(question, now=now)
        return True
    question.reminded_at = now
    if not takes_questions(question.ambassador, now=now):
        return False  # away: the asker is told in time
    letters.remind_ambassador(question, now=now)
    return True


def end_pauses(*, now: datetime) -> None:
    """Show again on their pages those whose pause is over."""
    over = update(AskProfile).where(AskProfile.paused_until <= local_date(now))
    back = db.session.scalars(over.values(paused_until=None).returning(AskProfile.person_id)).all()
    for person_id in back:
        freshness.changed("person", person_id)


def forget_old(*, now: datetime) -> int:
    """Erase what was never confirmed, what is over, and old blocks; returns how many questions.

    A conversation that is reported waits for its judgement.
    """
    judged_later = exists().where(
        QuestionReport.question_id == Question.id, QuestionReport.judged_at.is_(None)
    )
    unconfirmed = and_(Question.confirmed_at.is_(None), Question.asked_at < unconfirmed_before(now))
    over = and_(Question.last_at < now - KEPT_FOR, ~judged_later)
    ids = list(db.session.scalars(select(Question.id).where(or_(unconfirmed, over))))
    erase(ids)
    db.session.execute(delete(AskerBlock).where(AskerBlock.at < now - BLOCKS_LAST))
    return len(ids)
