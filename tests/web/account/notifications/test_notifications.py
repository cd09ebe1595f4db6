"""Choosing when the digest comes, and stopping it from the mail without signing in."""

import pytest
from bs4 import BeautifulSoup

from app.core.database import db
from app.measures.digest import preferences
from app.measures.digest.models import NotificationPreference, Rhythm
from tests.factories.people import make_organisation, make_person, sign_in


@pytest.fixture
def zoe(app):
    make_organisation()
    return make_person()


def chosen(person):
    db.session.expire_all()
    found = preferences.preference_of(person)
    return found.digest, found.digest_day, found.digest_hour


def test_day_hour_and_time_zone_are_chosen_and_shown_again(client, zoe):
    sign_in(client, zoe)
    fields = {"digest": "weekly", "day": "5", "hour": "17", "time_zone": "America/New_York"}

    answer = client.post("/account/notifications", data=fields)

    assert answer.status_code == 302
    assert chosen(zoe) == (Rhythm.WEEKLY, 5, 17)
    assert zoe.time_zone == "America/New_York"
    page = BeautifulSoup(client.get("/account/notifications").text, "html.parser")
    assert [each["value"] for each in page.select("select option[selected]")] == [
        *("5", "17", "America/New_York")
    ]


def test_going_back_to_the_companys_clocks(client, zoe):
    zoe.time_zone = "Asia/Tokyo"
    sign_in(client, zoe)
    fields = {"digest": "never", "day": "1", "hour": "0", "time_zone": ""}

    assert client.post("/account/notifications", data=fields).status_code == 302

    assert zoe.time_zone is None
    assert chosen(zoe)[0] is Rhythm.NEVER


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "8"},
        {"hour": "24"},
        {"hour": "x"},
        {"time_zone": "Mars/Olympus"},
        {"digest": "hourly"},
        {"digest": ""},
    ],
)
def test_what_cannot_be_chosen_is_refused_and_changes_nothing(client, zoe, wrong):
    sign_in(client, zoe)
    fields = {"digest": "never", "day": "2", "hour": "9", "time_zone": "", **wrong}

    assert client.post("/account/notifications", data=fields).status_code == 422

    assert chosen(zoe) == (Rhythm.WEEKLY, 2, 9)


def test_opening_the_link_of_the_mail_changes_nothing_and_asks(client, zoe):
    address = f"/digest/stop/{preferences.stop_token(zoe)}"

    for _ in range(2):
        page = BeautifulSoup(client.get(address).text, "html.parser")

    assert page.select_one("form button").text.strip() == "Ne plus le recevoir"
    assert client.head(address).status_code == 200
    assert db.session.get(NotificationPreference, zoe.id) is None


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
def test_one_click_stops_it_without_a_session_a_cookie_or_another_page(client, zoe, body):
    preferences.choose_digest(zoe, Rhythm.WEEKLY, day=4, hour=8)
    address = f"/digest/stop/{preferences.stop_token(zoe)}"

    for _ in range(2):
        answer = client.post(address, data=body, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers

    assert chosen(zoe) == (Rhythm.NEVER, 4, 8)


def test_a_token_that_is_not_ours_stops_nobodys(client, zoe):
    token = preferences.stop_token(zoe)

    for wrong in (token[:-3], token[::-1], "x", "é" * 20):
        assert client.post(f"/digest/stop/{wrong}").status_code == 404
        assert client.get(f"/digest/stop/{wrong}").status_code == 404

    assert chosen(zoe)[0] is Rhythm.WEEKLY
