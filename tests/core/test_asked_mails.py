"""A mail asked for by an address costs its request the same whoever has that address."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.core.jobs import queue
from app.core.mail import asked
from app.core.models import AskedMail, Message
from tests.asked_mails import answer_asked_mails
from tests.factories.hiring import make_application
from tests.factories.people import make_organisation, make_person

OURS = {"Sec-Fetch-Site": "same-origin"}
NOBODY = "nobody@courriel.example"


@pytest.mark.parametrize("path", ["/sign-in/link", "/reset", "/s"])
def test_a_request_does_the_same_for_a_known_and_an_unknown_address(client, statements, path):
    make_organisation()
    known = make_person().email if path != "/s" else make_application().candidate.email
    db.session.commit()
    messages = select(func.count()).select_from(Message)
    written = db.session.scalar(messages)
    seen = []

    for address in (known, NOBODY):
        before = queue.named("mail").count
        with statements() as sent:
            answer = client.post(path, data={"email": address}, headers=OURS)
        seen.append((answer.status_code, list(sent), queue.named("mail").count - before))

    assert seen[0] == seen[1]
    assert db.session.scalar(messages) == written
    assert {each.address for each in db.session.scalars(select(AskedMail))} == {known, NOBODY}


def test_the_worker_writes_to_who_has_the_address_and_forgets_every_other(client):
    make_organisation()
    person = make_person()
    closed = make_person(disabled_at=clock.now())
    for address in (person.email.upper(), closed.email, NOBODY):
        client.post("/sign-in/link", data={"email": address})

    answer_asked_mails()

    assert list(db.session.scalars(select(Message.to_address))) == [person.email]
    assert not list(db.session.scalars(select(AskedMail)))


def test_a_mail_asked_for_once_is_written_once_however_often_its_job_runs(client):
    make_organisation()
    person = make_person()
    client.post("/reset", data={"email": person.email})
    (asked_id,) = db.session.scalars(select(AskedMail.id))

    asked.answer(asked_id, now=clock.now())
    asked.answer(asked_id, now=clock.now())

    assert list(db.session.scalars(select(Message.to_address))) == [person.email]


def ask_some_minutes_ago(*minutes, now):
    """Ask for a mail at each of these times."""
    for each in minutes:
        asked.ask(
            "reset", f"{each}@courriel.example", language="fr", now=now - timedelta(minutes=each)
        )
    db.session.commit()


def test_what_redis_lost_is_handed_on_and_what_nobody_waits_for_is_forgotten(app):
    now = clock.now()
    ask_some_minutes_ago(0, 5, 90, now=now)
    queue.named("mail").empty()

    assert asked.sweep(now=now) == 1

    assert queue.named("mail").count == 1
    left = sorted(db.session.scalars(select(AskedMail.address)))
    assert left == ["0@courriel.example", "5@courriel.example"]


def test_what_waits_in_the_queue_is_not_put_there_each_minute_again(app):
    now = clock.now()
    ask_some_minutes_ago(5, 6, now=now)
    queue.named("mail").empty()

    for minute in range(3):
        asked.sweep(now=now + timedelta(minutes=minute))

    assert queue.named("mail").count == 2


def test_a_sweep_hands_on_the_oldest_and_leaves_the_others_to_the_next(app, monkeypatch):
    monkeypatch.setattr(asked, "SWEPT_AT_ONCE", 2)
    now = clock.now()
    ask_some_minutes_ago(7, 6, 5, now=now)
    queue.named("mail").empty()
    asked.sweep(now=now)
    assert queue.named("mail").count == 2
    oldest = db.session.scalars(select(AskedMail.id).order_by(AskedMail.at).limit(2)).all()
    for each in oldest:
        asked.answer(each, now=now)

    asked.sweep(now=now)

    assert queue.named("mail").count == 3
