"""Sessions: listed, ended, and ended at once with the account."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.database import db
from app.people.entrance import sessions
from app.people.entrance.sessions import device_in_words
from app.people.models import Role, SignInSession, UsedToken
from config import Config
from tests.asked_mails import answer_asked_mails
from tests.factories.people import PASSWORD, make_person, sign_in
from tests.web.account.helpers import (
    activities,
    is_signed_in,
    last_mail,
    link_in,
    session_rows,
    where_to,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_ending_one_session_signs_that_browser_out_and_no_other(
    app: Flask, client: FlaskClient
) -> None:
    person = make_person()
    sign_in(client, person)
    elsewhere = app.test_client()
    sign_in(elsewhere, person)
    theirs = session_rows()[1]

    where_to(client.post(f"/account/sessions/{theirs.id}/revoke"))

    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert [each.subject_id for each in activities("session.revoked")] == [theirs.id]


def test_all_the_others_end_at_once(app: Flask, client: FlaskClient) -> None:
    person = make_person()
    others = [app.test_client() for _ in range(3)]
    for browser in (client, *others):
        sign_in(browser, person)

    client.post("/account/sessions/revoke")

    assert is_signed_in(client)
    assert not any(is_signed_in(browser) for browser in others)


def test_someone_else_s_session_cannot_be_ended(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_person())
    other = app.test_client()
    sign_in(other, make_person())

    assert client.post(f"/account/sessions/{session_rows()[1].id}/revoke").status_code == 404
    assert is_signed_in(other)


def test_the_page_lists_one_s_own_browsers_only(client: FlaskClient) -> None:
    person = make_person(language="en")
    now = clock.now()
    sign_in(client, person)
    sessions.open_session(person, device="Safari, iPhone", now=now)
    sessions.open_session(make_person(), device="Opera, Windows", now=now)
    db.session.commit()

    page = client.get("/account/security").text

    assert "Safari, iPhone" in page
    assert "This browser" in page
    assert "Opera" not in page


def test_closing_an_account_signs_it_out_at_once(app: Flask, client: FlaskClient) -> None:
    person = make_person()
    theirs = app.test_client()
    sign_in(theirs, person)
    sign_in(client, make_person(role="admin"))

    where_to(client.post(f"/admin/people/{person.id}/close"))

    assert where_to(theirs.get("/account")).startswith("/sign-in")


def test_an_account_opened_again_must_sign_in_again(app: Flask, client: FlaskClient) -> None:
    person = make_person()
    theirs = app.test_client()
    sign_in(theirs, person)
    sign_in(client, make_person(role="admin"))
    client.post(f"/admin/people/{person.id}/close")
    client.post(f"/admin/people/{person.id}/open")

    assert not is_signed_in(theirs)


def test_a_role_taken_away_is_gone_at_the_next_request(app: Flask, client: FlaskClient) -> None:
    person = make_person(role="admin")
    theirs = app.test_client()
    sign_in(theirs, person)
    sign_in(client, make_person(role="admin"))
    assert theirs.get("/admin/people").status_code == 200

    client.post(
        f"/admin/people/{person.id}",
        data={"roles": ["ambassador"], "team": "", "place": "", "employee": "y"},
    )

    assert theirs.get("/admin/people").status_code == 403


def test_every_role_comes_with_the_session(client: FlaskClient) -> None:
    sign_in(client, make_person(roles=[Role.RECRUITER, Role.ADMIN, Role.PROGRAMME_MANAGER]))
    db.session.expunge_all()

    for page in ("/applications", "/admin/people", "/programme"):
        assert client.get(page).status_code == 200, page


def test_a_session_ends_after_its_days(client: FlaskClient, app: Flask) -> None:
    days = app.config["SESSION_DAYS"]
    person = make_person(password=PASSWORD)
    with time_machine.travel(NOON, tick=False):
        client.post("/sign-in/password", data={"email": person.email, "password": PASSWORD})
        assert is_signed_in(client)

    with time_machine.travel(NOON + timedelta(days=days / 2 - 1), tick=False):
        db.session.rollback()
        assert is_signed_in(client)
    with time_machine.travel(NOON + timedelta(days=days - 1, seconds=-30), tick=False):
        db.session.rollback()
        assert is_signed_in(client)
    with time_machine.travel(NOON + timedelta(days=days, seconds=-30), tick=False):
        assert is_signed_in(client)
    with time_machine.travel(NOON + timedelta(days=days, seconds=30), tick=False):
        assert not is_signed_in(client)


def test_a_session_is_marked_as_seen_at_most_each_few_minutes(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_in(client, make_person())
    seen = []
    for minutes in (4, 6, 8, 12):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            client.get("/account")
        db.session.expire_all()
        seen.append(session_rows()[0].seen_at)
        db.session.commit()

    six, twelve = NOON + timedelta(minutes=6), NOON + timedelta(minutes=12)
    assert seen == [NOON, six, six, twelve]


@pytest.mark.parametrize("token", ["", "x", "é", "x" * 5000])
def test_an_unknown_token_signs_nobody_in(client: FlaskClient, token: str) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = token

    assert not is_signed_in(client)


def test_changing_the_password_signs_the_other_browsers_out(
    app: Flask, client: FlaskClient
) -> None:
    person = make_person(password=PASSWORD)
    sign_in(client, person)
    elsewhere = app.test_client()
    sign_in(elsewhere, person)

    wrong = client.post(
        "/account/password", data={"current": "not mine", "password": "seven boats at anchor"}
    )
    assert wrong.status_code == 422
    assert is_signed_in(elsewhere)

    right = client.post(
        "/account/password", data={"current": PASSWORD, "password": "seven boats at anchor"}
    )
    where_to(right)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_whoever_has_no_password_may_choose_one(client: FlaskClient) -> None:
    person = make_person(password=None)
    sign_in(client, person)

    where_to(client.post("/account/password", data={"password": "seven boats at anchor"}))

    assert person.password_hash is not None


def test_rows_that_ended_a_month_ago_are_forgotten_and_open_ones_kept(app: Flask) -> None:
    person = make_person()
    for ago in (timedelta(0), timedelta(days=50)):
        sessions.open_session(person, device="", now=NOON - ago)
        db.session.add(UsedToken(token_hash=str(ago), used_at=NOON - ago))
    db.session.commit()

    sessions.forget_ended(now=NOON)
    db.session.commit()

    assert [row.created_at for row in session_rows()] == [NOON]
    assert db.session.query(UsedToken).count() == 1
    assert db.session.query(SignInSession).count() == 1


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/141.0.0.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/18.0 Safari/605.1.15",
            "Safari, macOS",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words


def test_a_sign_in_that_is_used_now_and_then_lasts_its_time(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_in(client, make_person())
    for days in (6, 12, 13):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            db.session.rollback()
            assert is_signed_in(client)


def test_a_sign_in_left_alone_for_longer_than_a_week_opens_nothing(client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_in(client, make_person())
    with time_machine.travel(NOON + timedelta(days=7, minutes=1), tick=False):
        assert not is_signed_in(client)


def test_signing_out_empties_what_the_browser_kept_of_the_pages(client: FlaskClient) -> None:
    sign_in(client, make_person())

    answer = client.post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_over_https_cookies_belong_to_this_host_alone() -> None:
    settings = Config(BASE_URL="https://careers.ormelune.example").for_flask()

    assert settings["SESSION_COOKIE_NAME"] == "__Host-relais_session"
    assert Config(BASE_URL="http://10.0.0.2:8000").for_flask()["SESSION_COOKIE_NAME"] == (
        "relais_session"
    )


def test_a_session_alone_chooses_no_first_password(client: FlaskClient) -> None:
    person = make_person(password=None, language="en")
    with time_machine.travel(NOON, tick=False):
        sign_in(client, person)

    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        page = client.get("/account/security").text
        refused = client.post("/account/password", data={"password": "seven boats at anchor"})
        sent = client.post("/account/password/link")
        answer_asked_mails()

    assert 'name="password"' not in page
    assert refused.status_code == 422
    assert person.password_hash is None
    assert where_to(sent) == "/account/security"
    assert "/reset/" in link_in(last_mail(person.email))


def test_whoever_has_just_signed_in_chooses_a_first_password(client: FlaskClient) -> None:
    person = make_person(password=None)
    sign_in(client, person)

    where_to(client.post("/account/password", data={"password": "seven boats at anchor"}))

    assert person.password_hash is not None


def test_a_session_does_not_get_to_guess_the_present_password(client: FlaskClient) -> None:
    sign_in(client, make_person(password=PASSWORD))

    answers = [
        client.post(
            "/account/password", data={"current": f"guess {n}", "password": "seven boats at sea"}
        ).status_code
        for n in range(11)
    ]

    assert answers == [422] * 10 + [429]


def test_a_sign_in_link_mailed_before_a_new_password_opens_nothing(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    client.post("/sign-in/link", data={"email": person.email})
    answer_asked_mails()
    link = link_in(last_mail(person.email))
    sign_in(client, person)
    client.post("/account/password", data={"current": PASSWORD, "password": "seven boats at sea"})
    client.post("/sign-out")

    assert client.post(link).status_code == 410
    assert not is_signed_in(client)
