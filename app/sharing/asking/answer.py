"""What the ambassador does with a question: answers it, blocks whoever asked."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.i18n import lazy_number
from app.core.ids import uuid7
from app.people.models import Person
from app.sharing.asking import letters
from app.sharing.asking.ask import close, write
from app.sharing.asking.contacts import without_contacts
from app.sharing.asking.models import AskerBlock, Closing, Question

LONGEST = 5000  # characters


class NotAnswered(Refusal):
    """Nothing was sent."""

    code = "not_answered"


def answer(question: Question, text: str, *, form_id: UUID, by: Person, now: datetime) -> None:
    """Answer, without addresses and numbers; the same form sent again sends nothing.

    A question that was said to be unanswered may still be. The caller holds the conversation.

    raises: NotAnswered
    """
    if question.closing not in (None, Closing.UNANSWERED) or question.confirmed_at is None:
        raise NotAnswered(_l("This conversation is over."))
    said = without_contacts(text)
    if not said:
        raise NotAnswered(_l("Write your answer."), field="text")
    if len(said) > LONGEST:
        raise NotAnswered(_l("At most %(num)s characters.", num=lazy_number(LONGEST)), field="text")
    message = write(question, said, form_id=form_id, by_asker=False, now=now)
    if message is None:
        return
    question.answered_at = question.answered_at or now
    question.waiting_since = question.closed_at = question.closing = None
    letters.tell_answer(question, message, now=now)
    activity.record("question.answered", question, by=by, now=now)


def block(question: Question, *, by: Person, now: datetime) -> None:
    """Let nothing more of this mailbox reach the ambassador; what it began with them is over."""
    values = {"ambassador_id": by.id, "mailbox_hash": question.mailbox_hash, "at": now}
    db.session.execute(insert(AskerBlock).values(id=uuid7(), **values).on_conflict_do_nothing())
    for each in _of_same_mailbox(question):
        if each.closed_at is None:
            close(each, Closing.BLOCKED, now=now)
    activity.record("question.blocked", question, by=by, now=now)


def unblock(question: Question, *, by: Person, now: datetime) -> None:
    """Take a block back; twice changes nothing."""
    db.session.execute(
        delete(AskerBlock).where(
            AskerBlock.ambassador_id == by.id, AskerBlock.mailbox_hash == question.mailbox_hash
        )
    )
    for each in _of_same_mailbox(question):
        if each.closing is Closing.BLOCKED:
            each.closed_at = each.closing = None
    activity.record("question.unblocked", question, by=by, now=now)


def _of_same_mailbox(question: Question) -> list[Question]:
    same = select(Question).where(
        Question.ambassador_id == question.ambassador_id,
        Question.mailbox_hash == question.mailbox_hash,
    )
    return list(db.session.scalars(same.order_by(Question.id).with_for_update(of=Question)))
