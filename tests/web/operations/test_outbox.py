"""Who reads the messages that no mail server took: they hold links that sign in."""

from flask.testing import FlaskClient

from app.core import clock, mail
from app.core.models import Message
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
