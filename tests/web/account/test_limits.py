"""How often one may try, counted without keeping an address."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from app.core import clock
from app.extensions import limiter
from app.people.entrance import limits, links
from app.people.entrance.links import Purpose
from tests.factories.people import PASSWORD, make_organisation, make_person
from tests.web.account.helpers import where_to

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOBODY = "nobody@ormelune.example"


def fail(client: FlaskClient, email: str, *, address: str = "192.0.2.7") -> int:
    """Try a wrong password and return the answer's status."""
    answer = client.post(
        "/sign-in/password",
        data={"email": email, "password": "wrong"},
        environ_overrides={"REMOTE_ADDR": address},
    )
    return answer.status_code


def test_the_eleventh_wrong_password_of_an_account_waits(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    answers = [fail(client, person.email) for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_an_unknown_account_waits_as_soon_as_a_known_one(client: FlaskClient) -> None:
    make_organisation()

    answers = [fail(client, NOBODY) for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_neighbours_in_an_ipv6_network_are_one(client: FlaskClient) -> None:
    make_organisation()

    answers = [fail(client, NOBODY, address=f"2001:db8:1:2::{n}") for n in range(11)]

    assert answers == [422] * 10 + [429]


def enter(client: FlaskClient, email: str, *, address: str = "198.51.100.1") -> int:
    """Sign in with the right password and return the answer's status."""
    answer = client.post(
        "/sign-in/password",
        data={"email": email, "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": address},
    )
    return answer.status_code


def test_a_stranger_who_tries_an_account_keeps_nobody_out_of_it(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    for _ in range(11):
        fail(client, person.email)

    assert enter(client, person.email) == 302


def test_a_hundred_failures_from_everywhere_make_a_strange_browser_wait(app: Flask) -> None:
    person = make_person(password=PASSWORD)
    attacker = app.test_client()
    answers = [
        fail(attacker, person.email, address=f"203.0.113.{network}")
        for network in range(11)
        for _ in range(10)
    ]

    assert answers == [422] * 100 + [429] * 10
    assert enter(app.test_client(), person.email) == 429


def test_the_browser_in_which_one_signed_in_before_is_let_in_meanwhile(app: Flask) -> None:
    person = make_person(password=PASSWORD)
    own = app.test_client()
    assert enter(own, person.email) == 302
    own.post("/sign-out")
    attacker = app.test_client()
    for n in range(110):
        fail(attacker, person.email, address=f"203.0.113.{n // 10}")

    answers = [fail(own, person.email) for _ in range(9)]

    assert answers == [422] * 9
    assert enter(own, person.email) == 302


def test_a_known_browser_is_known_for_its_own_account_alone(app: Flask) -> None:
    person, other = make_person(password=PASSWORD), make_person(password=PASSWORD)
    own = app.test_client()
    enter(own, person.email)
    own.post("/sign-out")

    answers = [fail(own, other.email) for _ in range(11)]

    assert answers[-1] == 429
    assert enter(own, person.email, address="192.0.2.7") == 302


def test_a_known_browser_too_may_only_try_ten_times(app: Flask) -> None:
    person = make_person(password=PASSWORD)
    own = app.test_client()
    enter(own, person.email)
    own.post("/sign-out")

    answers = [fail(own, person.email, address=f"192.0.2.{n}") for n in range(11)]

    assert answers == [422] * 10 + [429]


def test_mails_that_a_stranger_asks_for_do_not_use_up_one_s_own(app: Flask) -> None:
    person = make_person(password=PASSWORD)
    attacker, owner = app.test_client(), app.test_client()
    for _ in range(6):
        attacker.post("/sign-in/link", data={"email": person.email})

    answer = owner.post(
        "/sign-in/link",
        data={"email": person.email},
        environ_overrides={"REMOTE_ADDR": "198.51.100.1"},
    )

    assert answer.status_code == 302


def test_unseen_characters_in_an_address_give_no_further_tries(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    spellings = [person.email[:n] + "\0" + person.email[n:] for n in range(1, 12)]

    answers = [fail(client, each) for each in spellings]

    assert answers == [422] * 10 + [429]


def test_one_account_under_attack_leaves_the_others_open(client: FlaskClient) -> None:
    other = make_person(password=PASSWORD)
    for n in range(11):
        fail(client, NOBODY, address=f"192.0.2.{n}")

    where_to(client.post("/sign-in/password", data={"email": other.email, "password": PASSWORD}))


def test_sixty_failures_from_one_address_make_it_wait(client: FlaskClient) -> None:
    make_organisation()

    answers = [fail(client, f"someone{n}@ormelune.example") for n in range(61)]

    assert answers == [422] * 60 + [429]


def test_an_attacker_in_the_office_keeps_nobody_out_of_a_browser_of_their_own(app: Flask) -> None:
    person = make_person(password=PASSWORD)
    own, office = app.test_client(), "192.0.2.7"
    assert enter(own, person.email, address=office) == 302
    own.post("/sign-out")
    attacker = app.test_client()
    tried = [fail(attacker, f"someone{n}@ormelune.example", address=office) for n in range(61)]
    assert tried[-1] == 429

    assert fail(own, person.email, address=office) == 422
    assert enter(own, person.email, address=office) == 302


def test_an_attacker_in_the_office_keeps_nobody_from_their_mails(app: Flask) -> None:
    person = make_person(password=PASSWORD)
    own, attacker = app.test_client(), app.test_client()
    assert enter(own, person.email, address="127.0.0.1") == 302
    own.post("/sign-out")
    for path in ("/sign-in/link", "/reset"):
        asked = [
            attacker.post(path, data={"email": f"someone{n}@ormelune.example"}).status_code
            for n in range(61)
        ]
        assert asked[-1] == 429

        assert own.post(path, data={"email": person.email}).status_code == 302


@pytest.mark.parametrize("purpose", sorted(Purpose))
def test_links_made_up_in_the_office_keep_no_link_of_anybody_s_from_opening(
    app: Flask, client: FlaskClient, purpose: Purpose
) -> None:
    person = make_person(password=PASSWORD, invited_at=NOON, joined_at=None)
    link = urlsplit(links.make_link(purpose, person, now=clock.now())).path
    made_up = link[: link.rindex("/")] + "/made-up"
    tries = [client.post(made_up).status_code for _ in range(121)]
    assert tries[-1] == 429

    assert app.test_client().post(link).status_code in (302, 422)


def test_one_link_is_not_tried_for_ever(client: FlaskClient) -> None:
    link = urlsplit(links.make_link(Purpose.RESET, make_person(), now=clock.now())).path

    answers = [client.post(link).status_code for _ in range(121)]

    assert answers == [422] * 120 + [429]


def test_a_morning_of_arrivals_from_one_address_is_no_attack(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)

    for _ in range(65):
        where_to(
            client.post("/sign-in/password", data={"email": person.email, "password": PASSWORD})
        )


def test_a_sixth_link_in_a_quarter_of_an_hour_waits_known_or_not(client: FlaskClient) -> None:
    make_organisation()
    person = make_person()

    for email in (person.email, NOBODY):
        answers = [
            client.post("/sign-in/link", data={"email": email}).status_code for _ in range(6)
        ]
        assert answers == [302] * 5 + [429]


def test_the_answer_that_makes_one_wait_says_so(client: FlaskClient) -> None:
    for _ in range(6):
        answer = client.post("/reset?lang=en", data={"email": NOBODY})

    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.text
    assert answer.headers["Retry-After"]


def test_counters_hold_neither_addresses_nor_accounts(app: Flask, client: FlaskClient) -> None:
    fail(client, NOBODY, address="192.0.2.7")

    names = [name.decode() for name in Redis.from_url(app.config["REDIS_URL"]).keys("*")]

    assert any("LIMITS" in name for name in names)
    assert not any("192.0.2" in name or "nobody" in name for name in names)


def test_a_counter_has_another_name_the_next_day(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        today = limits.keyed("address", "192.0.2.7")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        tomorrow = limits.keyed("address", "192.0.2.7")

    assert today != tomorrow
    assert limits.keyed("address", "192.0.2.7") != limits.keyed("account", "192.0.2.7")


def test_with_redis_away_tries_are_still_counted(
    app: Flask, client: FlaskClient, monkeypatch
) -> None:
    """Each process then counts in its own memory."""

    def away(*_: object, **__: object) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr(limiter.limiter, "hit", away)
    monkeypatch.setattr(limiter.limiter, "test", away)
    make_organisation()
    try:
        answers = [fail(client, NOBODY) for _ in range(11)]
    finally:
        limiter._storage_dead = False

    assert answers == [422] * 10 + [429]


def test_a_form_too_large_to_be_read_does_not_pass_for_redis_away(client: FlaskClient) -> None:
    form = {"email": "a" * 12_000_001}

    answer = client.post("/s", data=form, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 413
    assert not limiter._storage_dead
