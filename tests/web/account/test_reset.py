"""Choosing a password that was forgotten."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.people.entrance import passwords
from tests.asked_mails import answer_asked_mails
from tests.factories.people import PASSWORD, make_organisation, make_person, sign_in
from tests.web.account.helpers import activities, is_signed_in, last_mail, link_in, where_to

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FRESH = "seven small boats at anchor"


def ask(client: FlaskClient, email: str) -> str:
    """Ask for a reset and return its link."""
    assert where_to(client.post("/reset", data={"email": email})) == "/sign-in/sent/reset"
    answer_asked_mails()
    return link_in(last_mail(email))


def test_a_new_password_signs_in_here_and_out_everywhere_else(
    app: Flask, client: FlaskClient
) -> None:
    person = make_person(password=PASSWORD)
    elsewhere = app.test_client()
    sign_in(elsewhere, person)

    where_to(client.post(ask(client, person.email), data={"password": FRESH}))

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert passwords.matches(FRESH, person.password_hash)
    assert [each.data for each in activities("password.changed")] == [{"by": "reset"}]


def test_a_reset_serves_once(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    link = ask(client, person.email)
    client.post(link, data={"password": FRESH})

    again = client.post(link, data={"password": "another short sentence"})

    assert again.status_code == 410
    assert passwords.matches(FRESH, person.password_hash)


def test_a_password_chosen_by_one_reset_ends_those_that_wait(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    first = ask(client, person.email)
    second = ask(client, person.email)

    client.post(second, data={"password": FRESH})

    assert client.post(first, data={"password": "another short sentence"}).status_code == 410


def test_a_reset_is_dead_after_an_hour(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        link = ask(client, person.email)

    with time_machine.travel(NOON + timedelta(minutes=59), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert client.post(link, data={"password": FRESH}).status_code == 410


def test_a_weak_password_is_refused_and_leaves_the_link_usable(client: FlaskClient) -> None:
    make_organisation()
    person = make_person(password=PASSWORD)
    link = ask(client, person.email)

    refused = client.post(link, data={"password": "motdepasse2026"})

    assert refused.status_code == 422
    assert "motdepasse2026" not in refused.text
    where_to(client.post(link, data={"password": FRESH}))
    assert is_signed_in(client)


def test_the_answer_is_the_same_for_an_address_without_an_account(client: FlaskClient) -> None:
    make_organisation()

    assert where_to(client.post("/reset", data={"email": "nobody@ormelune.example"})) == (
        "/sign-in/sent/reset"
    )
