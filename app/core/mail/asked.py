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
    jobs.enqueue("jobs.core.answer_asked_mail", str(asked.id), queue_name="mail")


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
    """Hand on what a crash or an absent Redis left; returns how many.

    What nobody waits for any more is forgotten, and with it a row that always fails.
    """
    with transaction():
        db.session.execute(delete(AskedMail).where(AskedMail.at < now - NOBODY_WAITS_AFTER))
    waiting = db.session.scalars(
        select(AskedMail.id).where(AskedMail.at <= now - older_than).order_by(AskedMail.id)
    ).all()
    db.session.rollback()
    for asked_id in waiting:
        jobs.enqueue_now("jobs.core.answer_asked_mail", str(asked_id), queue_name="mail")
    return len(waiting)
