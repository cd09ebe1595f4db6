"""Signing in by password."""

from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.people.entrance import passwords, sign_in
from tests.conftest import CountStatements
from tests.factories.people import PASSWORD, make_organisation, make_person
from tests.web.account.helpers import activities, is_signed_in, session_rows, where_to


def enter(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    return client.post("/sign-in/password", data={"email": email, "password": password, **more})


def test_the_right_password_signs_in(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    where_to(enter(client, person.email, PASSWORD))

    assert is_signed_in(client)
    assert activities("sign_in.succeeded")[0].subject_id == person.id


def test_an_address_is_recognised_in_capitals_and_with_spaces(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    enter(client, f"  {person.email.upper()} ", PASSWORD)

    assert is_signed_in(client)


def test_a_wrong_password_signs_nobody_in_and_keeps_the_address_typed(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    answer = enter(client, person.email, "something else entirely")

    assert answer.status_code == 422
    assert person.email in answer.text
    assert not is_signed_in(client)
    assert activities("sign_in.failed")[0].subject_id == person.id


def test_an_unknown_address_gets_the_answer_of_a_wrong_password(client: FlaskClient) -> None:
    make_organisation()
    known = make_person(password=PASSWORD)

    wrong = enter(client, known.email, "something else entirely")
    unknown = enter(client, "nobody@ormelune.example", "something else entirely")

    assert unknown.status_code == wrong.status_code
    assert unknown.text.replace("nobody@ormelune.example", known.email) == wrong.text


class Counting(PasswordHasher):
    """A hasher that notes each verification."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        """Verify, and count it."""
        self.verified += 1
        return super().verify(hash, password)


def test_an_unknown_address_costs_the_work_of_a_wrong_password(
    statements: CountStatements, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is not measured here, but what takes it: the hash, and what is written."""
    hasher = Counting()
    monkeypatch.setattr(passwords, "hasher", hasher)
    make_organisation()
    known = make_person(password=PASSWORD)

    with statements() as for_known:
        sign_in.sign_in_with_password(known.email, "wrong", now=clock.now())
    with statements() as for_unknown:
        sign_in.sign_in_with_password("nobody@ormelune.example", "wrong", now=clock.now())

    assert hasher.verified == 2
    assert inserts(for_unknown) == inserts(for_known) == 1


def inserts(sent: list[str]) -> int:
    return sum(each.startswith("INSERT") for each in sent)


def test_a_closed_account_gets_the_answer_of_a_wrong_password(client: FlaskClient) -> None:
    closed = make_person(password=PASSWORD, disabled_at=clock.now())

    answer = enter(client, closed.email, PASSWORD)

    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_someone_without_a_password_cannot_enter_by_one(client: FlaskClient) -> None:
    person = make_person(password=None)

    assert enter(client, person.email, "nobody has this account").status_code == 422


def test_a_password_hashed_with_older_parameters_is_hashed_again(client: FlaskClient) -> None:
    person = make_person(password_hash=passwords.PasswordHasher(2, 16, 1).hash(PASSWORD))
    before = person.password_hash

    enter(client, person.email, PASSWORD)

    assert person.password_hash != before
    assert passwords.matches(PASSWORD, person.password_hash)
    assert not passwords.is_outdated(person.password_hash)


def test_signing_in_changes_the_session(client: FlaskClient) -> None:
    """A session planted in the browser beforehand opens nothing afterwards."""
    person = make_person(password=PASSWORD)
    enter(client, person.email, PASSWORD)
    first = client.get_cookie("relais_session")

    enter(client, person.email, PASSWORD)

    assert client.get_cookie("relais_session").value != first.value
    before, after = session_rows()
    assert before.revoked_at is not None
    assert after.revoked_at is None


def test_the_first_sign_in_is_when_a_person_joins(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD, joined_at=None)

    enter(client, person.email, PASSWORD)

    assert person.joined_at is not None


def test_the_row_keeps_no_token_that_a_cookie_could_carry(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    enter(client, person.email, PASSWORD)

    with client.session_transaction() as session:
        token = session["_user_id"]

    [row] = session_rows()
    assert token not in (row.token_hash, str(row.id))


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    answer = enter(client, person.email, PASSWORD)

    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.split("=")[0] for cookie in cookies} == {
        "relais_session",
        "relais_self",
        "relais_known",
    }
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_an_employee_is_known_to_tracked_links_only(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    enter(client, person.email, PASSWORD)
    assert client.get_cookie("relais_self", path="/r/") is not None

    client.post("/sign-out")
    assert client.get_cookie("relais_self", path="/r/") is None


def test_signing_out_ends_the_session_and_needs_a_post(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    enter(client, person.email, PASSWORD)

    assert client.get("/sign-out").status_code == 405
    assert is_signed_in(client)

    client.post("/sign-out")
    assert not is_signed_in(client)
    assert session_rows()[0].revoked_at is not None


def test_a_page_that_needs_signing_in_is_found_again_after_it(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    asked = where_to(client.get("/account/security?x=1"))
    assert asked == "/sign-in?next=/account/security?x%3D1"

    assert where_to(enter(client, person.email, PASSWORD, next="/account/security?x=1")) == (
        "/account/security?x=1"
    )
