"""Asking an ambassador: the question waits for its mailbox to confirm, then reaches them."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity, mail, signing
from app.core.database import db
from app.core.errors import Refusal
from app.core.i18n import lazy_number
from app.core.ids import uuid7
from app.core.text.clean import tidy_line
from app.core.text.mailboxes import bare_mailbox
from app.people.models import Person
from app.publishing.models import Publication
from app.sharing.asking import letters
from app.sharing.asking.contacts import is_links_only, without_contacts
from app.sharing.asking.models import (
    AskerBlock,
    Closing,
    KeptAnswer,
    Question,
    QuestionMessage,
)
from app.sharing.asking.profile import takes_questions

SHORTEST, LONGEST = 15, 2000  # characters
MOST_IN_A_ROW = 3  # that an asker writes without an answer


class NoQuestions(Refusal):
    """No question reaches this ambassador now."""

    code = "no_questions"


class NotAQuestion(Refusal):
    """What was written is nothing that anybody could answer."""

    code = "not_a_question"


@dataclass(frozen=True)
class TypedQuestion:
    """What somebody typed in the form.

    form_id: of the form, made when it was shown: the same form twice is one question
    """

    form_id: UUID
    text: str
    email: str
    first_name: str
    language: str


def mailbox_hash(address: str) -> str:
    """Return what a block keeps of an address: nobody reads it back without the key."""
    folded = bare_mailbox(address).casefold()
    return hmac.new(signing.key("question.mailbox"), folded.encode(), hashlib.sha256).hexdigest()


def checked(text: str) -> str:
    """Return what may be passed on of a text. raises: NotAQuestion"""
    kept = without_contacts(text)
    if is_links_only(kept):
        raise NotAQuestion(
            _l("Write your question in sentences: links alone are not passed on."), field="text"
        )
    if len(kept) > LONGEST:
        raise NotAQuestion(
            _l("At most %(num)s characters.", num=lazy_number(LONGEST)), field="text"
        )
    return kept


def ask(
    ambassador: Person, publication: Publication | None, asked: TypedQuestion, *, now: datetime
) -> None:
    """Keep a question until its mailbox confirms; the same form sent again changes nothing.

    raises: NoQuestions, NotAQuestion
    """
    if not takes_questions(ambassador, now=now):
        raise NoQuestions(_l("%(name)s takes no questions now.", name=ambassador.first_name))
    text = checked(asked.text)
    if len(text) < SHORTEST:
        raise NotAQuestion(_l("Say a little more, so that you can be answered."), field="text")
    key = db.session.scalar(
        insert(Question)
        .values(
            id=uuid7(),
            form_id=asked.form_id,
            ambassador_id=ambassador.id,
            publication_id=publication.id if publication else None,
            language=asked.language,
            first_name=tidy_line(asked.first_name),
            email=asked.email,
            mailbox_hash=mailbox_hash(asked.email),
            asked_at=now,
            last_at=now,
        )
        .on_conflict_do_nothing(index_elements=["form_id"])
        .returning(Question.id)
    )
    if key is None:
        return
    question = db.session.get_one(Question, key)
    write(question, text, form_id=asked.form_id, by_asker=True, now=now)
    letters.ask_to_confirm(question, now=now)


def write(
    question: Question, text: str, *, form_id: UUID, by_asker: bool, now: datetime
) -> QuestionMessage | None:
    """Add to a conversation; None for a form that was sent before."""
    message: QuestionMessage | None = db.session.scalar(
        insert(QuestionMessage)
        .values(
            id=uuid7(),
            question_id=question.id,
            form_id=form_id,
            by_asker=by_asker,
            text=text,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["form_id"])
        .returning(QuestionMessage)
    )
    if message is not None:
        question.last_at = now
    return message


def held(question_id: UUID) -> Question | None:
    """Return a conversation that nobody else changes meanwhile; None once it is erased."""
    return db.session.get(
        Question, question_id, with_for_update={"of": Question}, populate_existing=True
    )


def confirm(question_id: UUID, *, now: datetime) -> Question | None:
    """Pass a question on; a second time changes nothing. None for what was erased.

    What cannot be passed on is closed, and the asker's page says so without the reason: whoever
    is blocked is not told by whom.
    """
    question = held(question_id)
    if question is None or question.confirmed_at or question.closed_at:
        return question
    if is_barred(question) or not takes_questions(question.ambassador, now=now):
        close(question, Closing.NOT_PASSED_ON, now=now)
        return question
    question.confirmed_at = question.waiting_since = question.last_at = now
    letters.tell_ambassador(question, question.messages[0].text, now=now)
    data = {"ambassador": str(question.ambassador_id)}
    activity.record("question.asked", question, data=data, now=now)
    return question


def ask_more(question_id: UUID, text: str, *, form_id: UUID, now: datetime) -> None:
    """Write once more in a conversation, as whoever asked.

    raises: NoQuestions, NotAQuestion
    """
    question = held(question_id)
    if question is None or question.confirmed_at is None or question.closed_at:
        raise NoQuestions(_l("This conversation is over."))
    if not takes_questions(question.ambassador, now=now):
        name = question.ambassador.first_name
        raise NoQuestions(_l("%(name)s takes no questions now.", name=name))
    last = question.messages[-MOST_IN_A_ROW:]
    if len(last) == MOST_IN_A_ROW and all(each.by_asker for each in last):
        raise NoQuestions(_l("Wait for an answer before you write again."))
    said = checked(text)
    if not said:
        raise NotAQuestion(_l("Write your question."), field="text")
    if write(question, said, form_id=form_id, by_asker=True, now=now):
        question.waiting_since = question.waiting_since or now
        letters.tell_ambassador(question, said, now=now)


def is_barred(question: Question) -> bool:
    """Say whether nothing of this mailbox reaches the ambassador, or anybody."""
    of_mailbox = AskerBlock.mailbox_hash == question.mailbox_hash
    whom = or_(
        AskerBlock.ambassador_id == question.ambassador_id, AskerBlock.ambassador_id.is_(None)
    )
    return bool(db.session.scalar(select(select(AskerBlock.id).where(of_mailbox, whom).exists())))


def close(question: Question, why: Closing, *, now: datetime) -> None:
    """Let nothing more be written in a conversation."""
    question.closed_at, question.closing, question.waiting_since = now, why, None


def forget(question_id: UUID) -> None:
    """Erase a conversation with its letters, as whoever asked wants; a second time finds none.

    What stands on a page by its own agreement stays until that is taken back.
    """
    erase([question_id])


def erase(ids: list[UUID]) -> None:
    """Erase conversations, their letters, and proposals to keep an answer that nobody agreed to."""
    mail.forget(ids)
    waiting = KeptAnswer.question_id.in_(ids), KeptAnswer.asker_agreed_at.is_(None)
    db.session.execute(delete(KeptAnswer).where(*waiting))
    db.session.execute(delete(Question).where(Question.id.in_(ids)))
