"""A mistake in the address is corrected from the confirmation: what was sent is sent anew."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.hiring.applying import correct_address as correcting
from app.hiring.models import Application, ApplicationState, RepeatedForm, Touch
from app.hiring.recruiting import pipeline
from app.hiring.status_links import mailed_link
from tests.factories.people import make_person
from tests.factories.sharing import make_link
from tests.web.candidate.filling import OURS, count, errors_in, filled

RIGHT = "lina@gmail.com"


@pytest.fixture
def address(app):
    link = make_link(ambassador=make_person(first_name="Zoé", last_name="Lambert"))
    return f"/r/{link.code}/apply/fr"


def send(client, address, **changes) -> str:
    """Send a form, and return its confirmation's address."""
    typed = {"email": "lina@courrie.example"} | changes
    sent = client.post(address, data=filled(client.get(address), **typed), headers=OURS)
    assert sent.status_code == 303
    return urlsplit(sent.location).path


def correct(client, page: str, email: str = RIGHT):
    path = page.replace("/received", "/address")
    return client.post(path, data={"email": email}, headers=OURS)


def told(address: str) -> set[str]:
    asked = select(Message.template).where(Message.to_address == address)
    return {each.rpartition("/")[2] for each in db.session.scalars(asked)}


def test_the_confirmation_lets_one_correct_the_address(client, address):
    page = send(client, address, message="Bonjour")
    assert "Ce n’est pas la bonne adresse" in client.get(page).text

    corrected = correct(client, page)

    assert corrected.status_code == 303
    assert RIGHT in client.get(corrected.location).text
    wrong, right = db.session.scalars(select(Application).order_by(Application.id)).all()
    assert (wrong.state, right.state) == (ApplicationState.WITHDRAWN, ApplicationState.OPEN)
    assert (right.email, right.message, right.cv.name) == (RIGHT, "Bonjour", "CV Lina.pdf")
    assert right.choice == "kept"
    assert right.choice_ambassador_id == wrong.choice_ambassador_id
    assert right.link_id == wrong.link_id
    assert count(Touch) == 2
    assert told(RIGHT) == {"received"}
    assert "withdrawn" in told("lina@courrie.example")


def test_correcting_twice_alike_is_one_application(client, address):
    page = send(client, address)

    answers = [correct(client, page) for _ in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert count(Application) == 2


def test_the_address_as_it_was_changes_nothing(client, address):
    page = send(client, address)

    assert correct(client, page, "Lina@courrie.example").status_code == 303
    assert count(Application) == 1


@pytest.mark.parametrize("email", ["", "lina", "lina@gmail.con"])
def test_what_is_no_address_or_a_likely_slip_is_asked_again(client, address, email):
    page = send(client, address)

    refused = correct(client, page, email)

    assert refused.status_code == 422
    assert errors_in(refused)
    assert BeautifulSoup(refused.data, "html.parser").select_one("#correction[open]")
    assert count(Application) == 1


def test_a_form_that_changed_nothing_is_corrected_alike(client, address):
    send(client, address)
    page = send(client, address)
    assert count(RepeatedForm) == 1

    corrected = correct(client, page)

    assert corrected.status_code == 303
    first, other = db.session.scalars(select(Application).order_by(Application.id)).all()
    assert (first.state, other.email) == (ApplicationState.OPEN, RIGHT)
    assert other.cv.name == "CV Lina.pdf"
    assert told(RIGHT) == {"received"}


@pytest.mark.parametrize("why", ["an hour later", "once it was opened", "once it is withdrawn"])
def test_it_is_over_after_an_hour_or_once_somebody_has_read(client, address, why):
    page = send(client, address)
    application = db.session.query(Application).one()
    later = clock.now()
    if why == "an hour later":
        later += correcting.WITHIN + timedelta(seconds=1)
    elif why == "once it was opened":
        pipeline.note_seen(application.id, now=later)
    else:
        pipeline.withdraw(application, now=later)
    db.session.commit()

    with time_machine.travel(later, tick=False):
        shown = client.get(page).text
        refused = correct(client, page)

    assert "Ce n’est pas la bonne adresse" not in shown
    assert refused.status_code == 422
    assert "ne se corrige plus" in refused.text
    assert count(Application) == 1


def test_the_link_in_a_mail_corrects_no_address(client, address):
    send(client, address)
    application = db.session.query(Application).one()
    token = mailed_link(application, now=clock.now()).rpartition("/")[2]

    assert client.post(
        f"/s/{token}/address", data={"email": RIGHT}, headers=OURS
    ).status_code == 404  # fmt: skip
