"""Forms and confirmations sent at the same instant leave one question and one letter of each."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db, transaction
from app.core.models import Message
from app.people.models import Person
from app.sharing.asking import ask, follow
from app.sharing.asking.ask import TypedQuestion
from app.sharing.asking.models import Question, QuestionMessage
from tests.factories.people import make_organisation
from tests.factories.sharing import make_ambassador

TIMES = 6


@pytest.mark.own_database
def test_a_question_sent_and_confirmed_many_times_at_once_is_one(app: Flask) -> None:
    make_organisation()
    zoe, form_id, now = make_ambassador(), uuid4(), clock.now()
    zoe_id, address = zoe.id, zoe.email
    db.session.commit()
    ready = threading.Barrier(TIMES)

    def at_once(act) -> None:
        def run(_n: int) -> None:
            with app.app_context():
                ready.wait()
                with transaction():
                    act()
                db.session.remove()

        with ThreadPoolExecutor(TIMES) as threads:
            list(threads.map(run, range(TIMES)))
        db.session.rollback()

    typed = TypedQuestion(form_id, "Comment se passe un lundi ?", "n@courriel.example", "", "fr")
    at_once(lambda: ask.ask(db.session.get_one(Person, zoe_id), None, typed, now=now))
    question = db.session.scalars(select(Question)).one()
    key = question.id
    at_once(lambda: ask.confirm(key, now=now))
    at_once(lambda: follow.follow(now=now + follow.TOLD_AFTER))

    assert db.session.scalar(select(func.count(QuestionMessage.id))) == 1
    written = db.session.execute(select(Message.to_address, Message.template)).all()
    assert sorted(each.template.rpartition("/")[2] for each in written) == [
        "asked",
        "confirm",
        "unanswered",
    ]
    assert [each.to_address for each in written].count(address) == 1
