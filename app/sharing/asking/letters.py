"""The letters of questions. None holds the other's address, and none has a sender but Relais.

What confirms an address quotes nothing that was typed: else anybody could have us write anything
to anyone.
"""

from datetime import datetime
from typing import Any

from flask_babel import force_locale

from app.core import mail
from app.core.errors import Refusal
from app.people.entrance.links import absolute
from app.people.models import Person
from app.publishing.kinds import family_of
from app.publishing.wording import title_of
from app.sharing.asking import replies
from app.sharing.asking.links import asker_link, confirm_link, kept_link
from app.sharing.asking.models import KeptAnswer, Question, QuestionMessage


def ask_to_confirm(question: Question, *, now: datetime) -> None:
    """Ask the mailbox whether the question is its own."""
    _to_asker(question, "confirm", now=now, link=confirm_link(question))


def tell_ambassador(question: Question, said: str, *, now: datetime) -> None:
    """Pass on what was asked."""
    _to_ambassador(question, "asked", now=now, said=said)


def remind_ambassador(question: Question, *, now: datetime) -> None:
    """Say once that somebody still waits."""
    _to_ambassador(question, "reminder", now=now)


def tell_not_passed_on(question: Question, refusal: Refusal, *, now: datetime) -> None:
    """Say to the ambassador that what they wrote by mail went no further, and why."""
    with force_locale(question.ambassador.language):
        why = str(refusal.sentence)
    _to_ambassador(question, "not_passed_on", now=now, replied=False, why=why)


def tell_answer(question: Question, message: QuestionMessage, *, now: datetime) -> None:
    """Pass on what the ambassador answered."""
    link = asker_link(question)
    _to_asker(question, "answer", now=now, stops=True, said=message.text, link=link)


def tell_unanswered(question: Question, *, now: datetime) -> None:
    """Say that no answer came, and who else may be asked: the opening's recruiter first."""
    _to_asker(
        question,
        "unanswered",
        now=now,
        stops=True,
        link=absolute("site.ambassadors", language=question.language),
        write_to=_recruiter(question),
    )


def ask_to_keep(kept: KeptAnswer, question: Question, *, now: datetime) -> None:
    """Ask whether the question and its answer may stand on the page, in these words."""
    _to_asker(question, "may_keep", now=now, stops=True, kept=kept, link=asker_link(question))


def tell_kept(kept: KeptAnswer, question: Question, *, now: datetime) -> None:
    """Leave whoever asked the link that takes it off again."""
    _to_asker(question, "kept", now=now, kept=kept, link=kept_link(kept))


def _to_asker(
    question: Question, name: str, *, now: datetime, stops: bool = False, **context: Any
) -> None:
    if not question.email:
        return
    stop = asker_link(question, "site.stop_asked") if stops else ""
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail.send(
        to=question.email,
        template=f"sharing/mail/questions/{name}",
        language=question.language,
        now=now,
        about=question.id,
        headers=headers if stops else None,
        name=question.ambassador.first_name,
        title=_title(question, question.language),
        stop=stop,
        **context,
    )


def _to_ambassador(
    question: Question, name: str, *, now: datetime, replied: bool = True, **context: Any
) -> None:
    """replied: whether one answers the question by answering this letter"""
    person = question.ambassador
    reply = replies.address_for(question) if replied else ""
    mail.send(
        to=person.email,
        template=f"sharing/mail/questions/{name}",
        language=person.language,
        now=now,
        about=question.id,
        headers={"Reply-To": reply} if reply else None,
        person=person,
        asker=question.first_name,
        title=_title(question, person.language),
        mark=replies.MARK if reply else "",
        link=absolute("ambassador.question", question_id=str(question.id)),
        settings=absolute("ambassador.ask_settings"),
        **context,
    )


def _title(question: Question, language: str) -> str:
    return title_of(question.publication, language) if question.publication else ""


def _recruiter(question: Question) -> Person | None:
    """Return who recruits for what was asked about, but never the ambassador who was asked."""
    about = question.publication
    person = family_of(about).recruiter(about) if about else None
    if person is None or person.disabled_at or person.id == question.ambassador_id:
        return None
    return person
