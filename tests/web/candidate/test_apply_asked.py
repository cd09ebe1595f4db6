"""A company may have each candidate say who recommends them, instead of keeping who is shown."""

import pytest
from bs4 import BeautifulSoup

from app.core import clock
from app.core.database import db
from app.core.ids import uuid7_at
from app.hiring.models import Application, ReferrerChoice
from app.tracking.front import token as click_token
from tests.factories.people import make_organisation
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.web.candidate.filling import OURS, count, direct, errors_in, filled, form_of


@pytest.fixture
def link(app):
    make_organisation(asks_referrer=True)
    return make_link(ambassador=make_ambassador(first_name="Awa", last_name="Diop"))


@pytest.fixture
def address(link):
    return f"/r/{link.code}/apply/fr"


def test_nothing_is_chosen_at_first(client, address):
    page = client.get(address)

    assert "referrer" not in form_of(page)
    assert "Dites si Awa vous a parlé de cette offre" in page.text


def test_a_form_without_an_answer_comes_back_with_all_that_was_typed(client, address):
    sent = client.post(address, data=filled(client.get(address)), headers=OURS)

    assert sent.status_code == 422
    assert "Dites qui vous en a parlé" in errors_in(sent)
    back = BeautifulSoup(sent.data, "html.parser")
    assert back.select_one("[name=name]")["value"] == "Lina Haddad"
    assert form_of(sent)["cv_kept"]
    assert "referrer" not in form_of(sent)
    assert back.select_one(".notice.danger a[href='#referrer']")
    assert back.select_one("#referrer .error")
    assert count(Application) == 0


@pytest.mark.parametrize(
    ("answer", "choice"), [("keep", ReferrerChoice.KEPT), ("none", ReferrerChoice.NONE)]
)
def test_a_form_with_an_answer_passes(client, address, answer, choice):
    page = client.get(address)

    sent = client.post(address, data=filled(page, referrer=answer), headers=OURS)

    assert sent.status_code == 303
    assert db.session.query(Application).one().choice is choice


def test_what_was_answered_on_the_landing_page_stands_on_the_form(client, link, address):
    token = click_token.make(uuid7_at(clock.now()), link.code)

    pressed = [
        client.post(address, data={"token": token} | said, headers=OURS)
        for said in ({"referrer": "keep"}, {})
    ]
    chosen, left = (client.get(each.location) for each in pressed)

    assert (chosen.status_code, form_of(chosen)["referrer"]) == (200, "keep")
    assert (left.status_code, form_of(left).get("referrer")) == (200, None)
    assert errors_in(left) == ""


def test_nobody_shown_is_nothing_to_answer(app, client):
    make_organisation(asks_referrer=True)
    address = direct(app, make_published_opening())

    sent = client.post(address, data=filled(client.get(address)), headers=OURS)

    assert sent.status_code == 303


def test_without_the_setting_the_referrer_is_kept_at_first(client, link, address):
    make_organisation(asks_referrer=False)

    assert form_of(client.get(address))["referrer"] == "keep"
