"""What operators see of work and mail that does not get done."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.people.models import Role
from tests.factories.people import make_organisation, make_person, sign_in


def refused_message() -> Message:
    make_organisation()
    message = Message(
        at=clock.now() - timedelta(minutes=20), to_address="zoe@example.org",
        subject="Choose a new password", text="x", html="x", language="en", template="test",
        attempts=4, last_error="ConnectionRefusedError: [Errno 111] Connection refused",
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    return message


def test_a_mail_server_that_is_down_is_on_the_page_with_its_reason(client: FlaskClient) -> None:
    message = refused_message()
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))

    page = client.get("/operations/jobs").text

    assert "1\N{NO-BREAK SPACE}message is waiting for the mail server" in page
    assert "ConnectionRefusedError: [Errno 111] Connection refused" in page
    assert 'data-label="Attempts">4<' in page
    assert f"/outbox/{message.id}" in page


def test_an_auditor_sees_that_mail_waits_and_opens_none(client: FlaskClient) -> None:
    message = refused_message()
    sign_in(client, make_person(roles=[Role.AUDITOR], language="en"))

    page = client.get("/operations/jobs").text

    assert "Choose a new password" in page
    assert f"/outbox/{message.id}" not in page


def test_nothing_is_said_of_mail_while_it_leaves(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))

    assert "Mail that has yet to leave" not in client.get("/operations/jobs").text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_mail_that_waits_names_nobody_whom_a_colleague_recommends(
    client: FlaskClient, role: Role
) -> None:
    message = refused_message()
    message.to_address, message.subject = "awa@courriel.example", "Amina Sow thinks of you"
    message.template, message.about_id = "hiring/mail/consent/asked", uuid4()
    message.last_error = "SMTPRecipientsRefused: {'awa@courriel.example': (450, b'later')}"
    sign_in(client, make_person(roles=[role], language="en"))

    page = client.get("/operations/jobs").text

    assert "Amina Sow" not in page
    assert "awa@" not in page
    assert "hiring/mail/consent/asked" in page
    assert ">SMTPRecipientsRefused<" in page


def test_mail_that_waits_names_no_candidate_to_an_auditor(client: FlaskClient) -> None:
    message = refused_message()
    message.last_error = "SMTPRecipientsRefused: {'zoe@example.org': (450, b'later')}"
    sign_in(client, make_person(roles=[Role.AUDITOR], language="en"))

    page = client.get("/operations/jobs").text

    assert "zoe@" not in page
    assert ">SMTPRecipientsRefused<" in page
