"""Signing in by a link received by mail."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from tests.asked_mails import answer_asked_mails
from tests.factories.people import make_organisation, make_person
from tests.web.account.helpers import is_signed_in, last_mail, link_in, where_to

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def ask(client: FlaskClient, email: str, **query: str) -> str:
    """Ask for a link, and return where the answer leads."""
    answer = client.post("/sign-in/link", query_string=query, data={"email": email})
    answer_asked_mails()
    return where_to(answer)


def test_a_link_signs_in_by_its_button(client: FlaskClient) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))

    page = client.get(link)
    assert page.status_code == 200
    assert not is_signed_in(client)

    where_to(client.post(link))
    assert is_signed_in(client)


def test_a_scanner_that_follows_the_link_does_not_use_it_up(client: FlaskClient) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))

    for _ in range(3):
        client.get(link)
        client.head(link)

    where_to(client.post(link))
    assert is_signed_in(client)


def test_a_link_serves_once(client: FlaskClient) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))
    client.post(link)
    client.post("/sign-out")

    assert client.post(link).status_code == 410
    assert client.get(link).status_code == 410
    assert not is_signed_in(client)


def test_a_link_is_dead_after_a_quarter_of_an_hour(client: FlaskClient) -> None:
    person = make_person()
    with time_machine.travel(NOON, tick=False):
        ask(client, person.email)
    link = link_in(last_mail(person.email))

    with time_machine.travel(NOON + timedelta(minutes=14, seconds=59), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=15, seconds=1), tick=False):
        assert client.get(link).status_code == 410
        assert client.post(link).status_code == 410
    assert not is_signed_in(client)


@pytest.mark.parametrize("change", ["cut", "grown", "forged"])
def test_an_altered_link_opens_nothing(client: FlaskClient, change: str) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))
    wrong = {"cut": link[:-3], "grown": f"{link}AA", "forged": "/sign-in/link/é%00forged"}[change]

    answer = client.post(wrong, headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert "This link is incomplete" in answer.text
    assert "copy its whole address" in answer.text
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "glued",
    [".", ",", ")", "%3E", "%20", "'", "’", "»", "/", "_", "-", "`", "=", "%3Cbr%3E", "&utm=x",
     "%3Futm_source=x", ";jsessionid=1", "%20merci", "%0A%0AZo%C3%A9", "%22%3E", "//", "%2520"],
)  # fmt: skip
def test_what_a_mail_program_glued_to_a_link_is_dropped(client: FlaskClient, glued: str) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))

    assert client.get(link + glued).status_code == 200
    assert client.post(link + glued).status_code == 302
    assert is_signed_in(client)


def test_a_link_serves_once_however_it_is_written(client: FlaskClient) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))
    client.post(f"{link}_")
    client.post("/sign-out")

    for again in (link, f"{link}.", f"{link}-", f"{link}//", link.replace("/sign-in", "/Sign-In")):
        assert client.post(again).status_code == 410


def test_a_link_to_reset_does_not_sign_in_as_a_sign_in_link(client: FlaskClient) -> None:
    person = make_person()
    client.post("/reset", data={"email": person.email})
    answer_asked_mails()
    token = link_in(last_mail(person.email)).rpartition("/")[2]

    assert client.post(f"/sign-in/link/{token}").status_code == 404


def test_an_account_closed_meanwhile_is_not_entered(client: FlaskClient) -> None:
    person = make_person()
    ask(client, person.email)
    link = link_in(last_mail(person.email))
    person.disabled_at = clock.now()
    db.session.commit()

    assert client.post(link).status_code == 410
    assert not is_signed_in(client)


def test_the_answer_is_the_same_for_an_address_without_an_account(client: FlaskClient) -> None:
    make_organisation()
    person = make_person()
    closed = make_person(disabled_at=clock.now())

    answers = {ask(client, each) for each in (person.email, closed.email, "nobody@a.example")}

    assert answers == {"/sign-in/sent/link"}
    assert sent_to() == [person.email]


def sent_to() -> list[str]:
    return list(db.session.scalars(select(Message.to_address)))


def test_the_page_asked_for_is_found_again_by_the_link(client: FlaskClient) -> None:
    person = make_person()
    ask(client, person.email, next="/account/security")

    assert where_to(client.post(link_in(last_mail(person.email)))) == "/account/security"


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Votre lien de connexion à Ormelune"), ("en", "Your sign-in link for Ormelune")],
)
def test_the_mail_is_in_the_reader_s_language(
    client: FlaskClient, language: str, words: str
) -> None:
    make_organisation(name="Ormelune")
    person = make_person(language=language)

    ask(client, person.email, lang="en" if language == "fr" else "fr")

    message = last_mail(person.email)
    assert message.subject == words
    assert message.language == language
    assert "http://" in message.text
    assert "Ormelune" in message.html


def test_what_is_no_address_is_refused_with_a_sentence(client: FlaskClient) -> None:
    page = client.post("/sign-in/link?lang=en", data={"email": "zoe at ormelune"})

    assert page.status_code == 422
    assert "Write a whole address" in page.text
    assert "zoe at ormelune" in page.text
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0
