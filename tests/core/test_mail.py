"""A message leaves once, after the transaction that wrote it, and empties behind itself."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select
from structlog.testing import CapturingLogger

from app.core import clock, mail
from app.core.database import db, transaction
from app.core.models import Message, MessageState


class Catcher:
    """A mail server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.messages: list = []
        self.envelopes: list = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.messages.append(message_from_bytes(envelope.content, policy=default))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return self.answer


@pytest.fixture
def catcher(app) -> Iterator[Catcher]:
    catcher = Catcher()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(catcher, hostname="127.0.0.1", port=port)
    server.start()
    app.config["SMTP_URL"] = f"smtp+plain://127.0.0.1:{port}"
    yield catcher
    app.config["SMTP_URL"] = ""
    server.stop()


def test_nothing_is_said_in_clear_to_a_server_without_starttls(app, catcher) -> None:
    app.config["SMTP_URL"] = app.config["SMTP_URL"].replace("smtp+plain://", "smtp://user:word@")
    message = queued()

    with pytest.raises(mail.NotDelivered):
        mail.deliver(message.id)

    assert catcher.envelopes == []
    assert message.state is MessageState.QUEUED
    assert "STARTTLS" in message.last_error


def queued(**values) -> Message:
    """A message that waits to leave."""
    message = Message(
        at=clock.now(),
        to_address="zoe@example.org",
        subject="Votre candidature est arrivée – merci",
        text="Bonjour Zoé,\n\nC’est noté.\n",
        html="<p>Bonjour Zoé</p>",
        language="fr",
        template="test",
        **values,
    )
    db.session.add(message)
    db.session.commit()
    return message


def test_a_message_reaches_the_server_with_its_accents_and_both_parts(app, catcher):
    message = queued()

    mail.deliver(message.id)

    (caught,) = catcher.messages
    assert caught["Subject"] == "Votre candidature est arrivée – merci"
    assert caught["Reply-To"] is None
    assert "C’est noté." in caught.get_body(("plain",)).get_content()
    assert "<p>Bonjour Zoé</p>" in caught.get_body(("html",)).get_content()


def test_headers_of_lists_leave_as_they_are_however_long_and_are_forgotten(app, catcher):
    address = f"<https://careers.a-company-with-a-long-name.example/digest/stop/{'A' * 90}>"
    message = queued(headers={"List-Unsubscribe": address, "List-Id": "<digest.example.org>"})

    assert address.encode() in mail.as_email(message, sender="a@example.org").as_bytes()
    mail.deliver(message.id)

    (caught,) = catcher.messages
    assert caught["List-Unsubscribe"] == address
    assert caught["List-Id"] == "<digest.example.org>"
    assert caught["Auto-Submitted"] == "auto-generated"
    assert message.headers == {}


def test_domains_leave_in_the_letters_of_dns_which_every_server_takes(app, catcher, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_FROM", "Relais de l’Été <relais@société.fr>")
    message = queued()
    message.to_address = "o’brien@société.fr"
    db.session.commit()

    mail.deliver(message.id)

    assert message.state is MessageState.SENT
    (caught,), (envelope,) = catcher.messages, catcher.envelopes
    assert caught["To"] == "o'brien@xn--socit-esab.fr"
    assert caught["From"] == "Relais de l’Été <relais@xn--socit-esab.fr>"
    assert envelope == ("relais@xn--socit-esab.fr", ["o'brien@xn--socit-esab.fr"])


def test_an_address_that_no_server_takes_fails_at_once_and_is_not_tried_again(app, catcher):
    message = queued()
    message.to_address = "zoé@example.org"
    db.session.commit()

    mail.deliver(message.id)

    assert catcher.messages == []
    assert message.state is MessageState.FAILED
    assert "before the @" in message.last_error


def test_a_message_told_to_leave_twice_leaves_once(app, catcher):
    message = queued()

    mail.deliver(message.id)
    mail.deliver(message.id)

    assert len(catcher.messages) == 1


def test_a_message_that_left_keeps_no_text(app, catcher):
    message = queued()

    mail.deliver(message.id)

    assert (message.state, message.text, message.html) == (MessageState.SENT, "", "")


def test_a_message_about_something_leaves_no_row_once_it_left(app, catcher):
    message = queued(about_id=uuid4())

    mail.deliver(message.id)

    assert len(catcher.messages) == 1
    assert db.session.get(Message, message.id) is None


def test_a_failed_delivery_shows_operators_no_address(app, catcher):
    message = queued()
    catcher.answer = "550 <zoe@example.org> unknown"

    with pytest.raises(mail.NotDelivered) as problem:
        mail.deliver(message.id)

    assert "zoe" not in str(problem.value)


def test_what_is_forgotten_takes_its_messages_with_it_and_no_other(app):
    about, other = uuid4(), uuid4()
    kept = [queued(about_id=other).id, queued().id]
    queued(about_id=about)

    mail.forget([about])

    assert list(db.session.scalars(select(Message.id).order_by(Message.id))) == kept


def test_a_message_that_has_yet_to_leave_may_be_spared(app):
    about, now = uuid4(), clock.now()
    waits = queued(about_id=about)
    queued(about_id=about, state=MessageState.KEPT)

    mail.forget([about], but_waiting_since=now - timedelta(days=1))
    assert list(db.session.scalars(select(Message.id))) == [waits.id]
    mail.forget([about], but_waiting_since=now + timedelta(days=1))

    assert db.session.scalar(select(Message.id)) is None


def test_a_refused_message_waits_for_another_try_and_says_why(app, catcher):
    message = queued()
    catcher.answer = "451 try later"

    with pytest.raises(mail.NotDelivered):
        mail.deliver(message.id)

    assert message.state is MessageState.QUEUED
    assert "try later" in message.last_error
    catcher.answer = "250 OK"
    mail.sweep(now=clock.now() + timedelta(minutes=2))
    assert len(catcher.messages) == 1


def test_a_message_refused_at_every_try_is_given_up_and_keeps_its_text(app, catcher):
    message = queued(attempts=mail.GIVE_UP_AFTER - 1)
    catcher.answer = "550 no such user"

    with pytest.raises(mail.NotDelivered):
        mail.deliver(message.id)

    assert message.state is MessageState.FAILED
    assert message.text


def test_a_server_that_is_away_for_a_night_loses_nobodys_mail(app, catcher):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    message = queued(attempts=mail.GIVE_UP_AFTER + 500)

    with pytest.raises(mail.NotDelivered):
        mail.deliver(message.id)

    assert message.state is MessageState.QUEUED
    message.at -= mail.AWAY_AT_MOST + timedelta(hours=1)
    db.session.commit()
    with pytest.raises(mail.NotDelivered):
        mail.deliver(message.id)
    assert message.state is MessageState.FAILED


def test_a_sweep_asks_a_server_that_is_away_once_and_not_for_every_message(app, catcher):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    messages = [queued(), queued(), queued()]

    mail.sweep(now=clock.now() + timedelta(minutes=2))

    assert [each.attempts for each in messages] == [1, 0, 0]


def test_a_recipient_who_is_refused_keeps_no_other_from_their_mail(app, catcher):
    refused, fine = queued(), queued()
    answers = iter(["550 no such user", "250 OK"])

    async def answer(_server, _session, envelope):
        return next(answers)

    catcher.handle_DATA = answer
    mail.sweep(now=clock.now() + timedelta(minutes=2))

    assert (refused.state, fine.state) == (MessageState.QUEUED, MessageState.SENT)


def test_the_log_tells_the_kind_of_error_and_never_the_address(app, catcher, monkeypatch):
    message = queued()
    catcher.answer = "550 no such user zoe@example.org"
    lines = CapturingLogger()
    monkeypatch.setattr(mail, "log", lines)

    with pytest.raises(mail.NotDelivered) as raised:
        mail.deliver(message.id)

    (line,) = lines.calls
    assert line.kwargs == {"message": str(message.id), "error": "SMTPDataError"}
    assert str(raised.value) == f"{message.id}: SMTPDataError"


def test_without_a_server_messages_are_kept_to_be_read(app):
    message = queued()

    mail.deliver(message.id)

    assert message.state is MessageState.KEPT
    assert message.text


def test_an_address_with_a_line_break_cannot_add_a_header(app, catcher):
    message = queued()
    message.to_address = "a@example.org\nBcc: b@example.org"
    db.session.commit()

    mail.deliver(message.id)

    assert catcher.messages == []
    assert message.state is MessageState.FAILED


def test_a_message_of_a_transaction_that_failed_is_never_written(app):
    with pytest.raises(ZeroDivisionError), transaction():
        db.session.add(
            Message(
                at=clock.now(),
                to_address="a@example.org",
                subject="s",
                text="t",
                html="h",
                language="fr",
                template="test",
            )
        )
        db.session.flush()
        raise ZeroDivisionError

    assert db.session.query(Message).count() == 0


def test_a_message_written_before_the_clock_was_set_back_leaves_too(app, catcher):
    message = queued()

    mail.sweep(now=clock.now() - timedelta(days=1))

    assert message.state is MessageState.SENT
