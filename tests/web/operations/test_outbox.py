"""Who reads the messages that no mail server took: they hold links that sign in."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from app.core import clock, mail
from app.core.database import db
from app.core.models import Message, MessageState
from app.people.models import Role
from tests.factories.people import make_organisation, make_person, sign_in


def kept_message() -> Message:
    make_organisation()
    return mail.send(
        to="zoe@ormelune.example",
        template="people/mail/reset",
        language="en",
        now=clock.now(),
        first_name="Zoe",
        link="https://careers.example.com/reset/abc",
    )


def test_an_auditor_reads_the_list_and_no_link_that_signs_in(client: FlaskClient) -> None:
    kept = kept_message()
    sign_in(client, make_person(roles=[Role.AUDITOR]))

    listed = client.get("/outbox")

    assert kept.subject in listed.text
    assert f"/outbox/{kept.id}" not in listed.text
    for path in ("", "/page"):
        assert client.get(f"/outbox/{kept.id}{path}").status_code == 403


def test_an_administrator_opens_a_message_in_a_frame_that_runs_nothing(client: FlaskClient) -> None:
    kept = kept_message()
    sign_in(client, make_person(roles=[Role.ADMIN]))

    page = client.get(f"/outbox/{kept.id}/page")

    assert "/reset/abc" in page.text
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def unconsented(**values: object) -> Message:
    """A message to somebody who has yet to agree to anything."""
    message = kept_message()
    message.to_address, message.subject = "awa@courriel.example", "Amina Sow pense à vous"
    message.template, message.about_id = "hiring/mail/consent/asked", uuid4()
    for name, value in values.items():
        setattr(message, name, value)
    db.session.commit()
    return message


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.KEPT, MessageState.FAILED])
@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_nobody_reads_whom_a_colleague_recommends_before_they_agree(
    client: FlaskClient, role: Role, state: MessageState
) -> None:
    message = unconsented(state=state, last_error="550 awa@courriel.example unknown")
    sign_in(client, make_person(roles=[role], language="en"))

    pages = [client.get(path) for path in ("/outbox", f"/outbox/{message.id}")]
    searched = [client.get(f"/outbox?q={words}").text for words in ("awa", "pense", "Amina")]

    for page in [*(page.text for page in pages), *searched]:
        assert "awa@" not in page
        assert "Amina Sow" not in page
    assert "hiring/mail/consent/asked" in pages[0].text
    assert client.get(f"/outbox/{message.id}/page").status_code in (403, 404)
    assert all("No message matches" in page for page in searched)


def test_an_auditor_reads_no_candidates_address_and_finds_none(client: FlaskClient) -> None:
    kept_message()
    letter = kept_message()
    letter.to_address, letter.subject = "lina@courriel.example", "Your application"
    make_person(email="zoe@ormelune.example")
    db.session.commit()
    sign_in(client, make_person(roles=[Role.AUDITOR], language="en"))

    listed = client.get("/outbox").text

    assert "zoe@ormelune.example" in listed
    assert "lina@" not in listed
    assert "l…@courriel.example" in listed
    assert "No message matches" in client.get("/outbox?q=lina").text
    assert "l…@courriel.example" in client.get("/outbox?q=application").text


def test_an_administrator_reads_and_finds_a_candidates_address(client: FlaskClient) -> None:
    letter = kept_message()
    letter.to_address = "lina@courriel.example"
    db.session.commit()
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))

    assert "lina@courriel.example" in client.get("/outbox?q=lina").text
