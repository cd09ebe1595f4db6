"""An address is read as it is pasted; a likely slip in it is asked about once."""

import pytest
from sqlalchemy import select

from app.core.database import db
from app.core.models import Message
from app.hiring.models import Application, Candidate
from tests.factories.sharing import make_link
from tests.web.candidate.filling import OURS, count, errors_in, filled, form_of


@pytest.fixture
def address(app):
    return f"/r/{make_link(language='en').code}/apply/en"


def send(client, address, form):
    return client.post(address, data=form, headers=OURS)


def asked(client, address, email="lina@gmail.con"):
    return send(client, address, filled(client.get(address), email=email, message="Bonjour"))


def test_a_slip_is_asked_about_with_two_choices_and_all_is_kept(client, address):
    page = asked(client, address)

    assert page.status_code == 422
    assert "Did you mean lina@gmail.com?" in errors_in(page)
    assert page.text.count('name="email_meant"') == 2
    kept = form_of(page)
    assert (kept["email"], kept["message"], kept["name"]) == (
        "lina@gmail.con", "Bonjour", "Lina Haddad"
    )  # fmt: skip
    assert kept["cv_kept"]
    assert count(Application) == 0


def test_sent_again_as_it_is_it_is_accepted(client, address):
    page = asked(client, address)

    assert send(client, address, form_of(page)).status_code == 303
    assert db.session.scalar(select(Application.email)) == "lina@gmail.con"


@pytest.mark.parametrize("chosen", ["lina@gmail.com", "lina@gmail.con"])
def test_the_address_that_is_chosen_is_taken(client, address, chosen):
    page = asked(client, address)

    answer = send(client, address, form_of(page) | {"email_meant": chosen})

    assert answer.status_code == 303
    assert db.session.scalar(select(Candidate.email)) == chosen
    assert db.session.scalar(select(Message.to_address)) == chosen


def test_a_choice_that_was_not_offered_is_not_taken(client, address):
    page = asked(client, address)

    send(client, address, form_of(page) | {"email_meant": "eve@evil.example"})

    assert db.session.scalar(select(Application.email)) == "lina@gmail.con"


def test_another_address_typed_after_the_question_is_read_and_asked_about_by_itself(
    client, address
):
    page = asked(client, address)

    again = send(
        client,
        address,
        form_of(page) | {"email": "lina@orange.frr", "email_meant": "lina@gmail.com"},
    )

    assert "lina@orange.fr?" in errors_in(again)
    assert send(client, address, form_of(again) | {"email": "lina@x.example"}).status_code == 303
    assert db.session.scalar(select(Application.email)) == "lina@x.example"


def test_what_was_asked_once_is_not_asked_again_for_another_mistake(client, address):
    page = asked(client, address)

    refused = send(client, address, form_of(page) | {"name": "", "email_meant": "lina@gmail.com"})
    assert "Did you mean" not in errors_in(refused)
    assert form_of(refused)["email"] == "lina@gmail.com"
    insists = send(client, address, form_of(page) | {"name": ""})
    assert "Did you mean" not in errors_in(insists)
    assert send(client, address, form_of(insists) | {"name": "Lina Haddad"}).status_code == 303


@pytest.mark.parametrize(
    "pasted",
    [
        "Lina Haddad <lina@x.example>",
        "mailto:lina@x.example",
        "lina@x.example,",
        "«lina@x.example»",
    ],
)
def test_what_is_pasted_with_an_address_is_taken_off(client, address, pasted):
    assert asked(client, address, pasted).status_code == 303
    assert db.session.scalar(select(Application.email)) == "lina@x.example"


@pytest.mark.parametrize("email", ["lina@société.fr", "lina@xn--socit-esab.fr"])
def test_either_spelling_of_a_domain_is_one_candidate(client, address, email):
    asked(client, address, "lina@SOCIÉTÉ.fr")

    asked(client, address, email)

    assert count(Candidate) == 1


@pytest.mark.parametrize("page", ["/sign-in/link", "/sign-in/password", "/reset", "/s"])
def test_every_form_asks_for_an_address_in_the_same_way(client, page):
    typed = {"email": "zoe@gmial.com", "password": "whatever it is"}
    answer = client.post(f"{page}?lang=en", data=typed, headers=OURS)

    assert answer.status_code == 422
    assert "Did you mean zoe@gmail.com?" in answer.text
    again = client.post(f"{page}?lang=en", data=form_of(answer) | {"password": "x"}, headers=OURS)
    assert "Did you mean" not in again.text
