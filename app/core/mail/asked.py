"""Mails that anybody may ask for by an address alone: a link to sign in, a forgotten password.

A request looks nobody up. It writes the same row and enqueues the same job for every address, so
that neither its answer nor its time tells who is known here; a worker looks up who has that
address, and writes to them or drops the row.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.core import jobs
from app.core.database import db, transaction
from app.core.models import AskedMail

NOBODY_WAITS_AFTER = timedelta(hours=1)
ANSWERS = "jobs.core.answer_asked_mail"
SWEPT_AT_ONCE = 500

Answer = Callable[[AskedMail, datetime], None]
_answers: dict[str, Answer] = {}


def answer_by(**answers: Answer) -> None:
    """Say who writes each kind of mail, in the transaction that takes its row away."""
    _answers.update(answers)


def ask(kind: str, address: str, *, language: str, next_path: str = "", now: datetime) -> None:
    """Note that somebody asks for a mail, in the caller's transaction.

    kind: one that `answer_by` knows
    next_path: where its link is to lead; "" for nowhere in particular
    """
    asked = AskedMail(kind=kind, address=address, language=language, next_path=next_path, at=now)
    db.session.add(asked)
    db.session.flush()
    jobs.enqueue(ANSWERS, str(asked.id), queue_name="mail", once=_once(asked.id))


def _once(asked_id: UUID) -> str:
    return f"asked-{asked_id}"


def answer(asked_id: UUID, *, now: datetime) -> None:
    """Write the mail that was asked for, if somebody here has that address. Twice writes one."""
    with transaction():
        asked = db.session.scalar(
            select(AskedMail).where(AskedMail.id == asked_id).with_for_update(skip_locked=True)
        )
        if asked is not None:
            _answers[asked.kind](asked, now)
            db.session.delete(asked)


def sweep(*, now: datetime, older_than: timedelta = timedelta(minutes=1)) -> int:
    """Hand on what a crash or an absent Redis left, the oldest first; returns how many were tried.

    What waits in the queue already, or failed there, is not put into it again. What nobody waits
    for any more is forgotten.
    """
    with transaction():
        db.session.execute(delete(AskedMail).where(AskedMail.at < now - NOBODY_WAITS_AFTER))
    waiting = db.session.scalars(
        select(AskedMail.id)
        .where(AskedMail.at <= now - older_than)
        .order_by(AskedMail.id)
        .limit(SWEPT_AT_ONCE)
    ).all()
    db.session.rollback()
    for asked_id in waiting:
        if not jobs.enqueue_now(ANSWERS, str(asked_id), queue_name="mail", once=_once(asked_id)):
            break
    return len(waiting)
