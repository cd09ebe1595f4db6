"""Reminders on the screens of ambassadors."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from app.sharing import reminders
from tests.factories.people import make_organisation, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador


@pytest.fixture
def zoe(app, client):
    make_organisation()
    person = make_ambassador(first_name="Zoé", language="fr")
    sign_in(client, person)
    return person


def ask(client, opening, **fields):
    plain = {"form_id": str(uuid4()), "channel": "x", "language": "fr", "words": "À redire",
             "when": "3"}  # fmt: skip
    return client.post(f"/share/{opening.id}/remind", data={**plain, **fields})


def test_a_reminder_is_asked_for_listed_opened_again_and_taken_back(client, zoe):
    opening = make_published_opening(variants=["Proposé"])

    listed = client.get(ask(client, opening).location)
    (kept,) = reminders.reminders_of(zoe)
    page = BeautifulSoup(client.get(f"/share/{opening.id}?reminder={kept.id}").text, "html.parser")

    assert opening.text("fr").title in listed.text
    assert page.select_one("#words").text.strip() == "À redire"
    assert page.select_one("[name=channel][checked]")["value"] == "x"
    assert kept.at.minute == 0
    client.post(f"/reminders/{kept.id}/delete")
    assert "Aucun rappel" in client.get("/reminders").text


@pytest.mark.parametrize("fields", [{"when": "x"}, {"words": "x" * 10_001}, {"channel": "fax"}])
def test_an_altered_request_notes_nothing_and_says_so(client, zoe, fields):
    answer = ask(client, make_published_opening(), **fields)

    assert "Rien n’est noté" in client.get(answer.location).text
    assert reminders.reminders_of(zoe) == []


def test_anothers_reminder_opens_nothing(client, zoe):
    opening, other = make_published_opening(variants=["Proposé"]), make_ambassador()
    ask(client, opening)
    (kept,) = reminders.reminders_of(zoe)
    sign_in(client, other)

    page = BeautifulSoup(client.get(f"/share/{opening.id}?reminder={kept.id}").text, "html.parser")

    assert page.select_one("#words").text.strip() == "Proposé"
