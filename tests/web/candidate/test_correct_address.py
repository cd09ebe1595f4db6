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
from app.hiring import consent_links
from app.hiring.applying import correct_address as correcting
from app.hiring.models import Application, ApplicationState, RepeatedForm, Touch
from app.hiring.recruiting import pipeline
from app.hiring.referrals import recommendations
from app.hiring.status_links import mailed_link
from tests.factories.hiring import make_recommendation
from tests.factories.people import make_organisation, make_person
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


@pytest.fixture
def recommended(app):
    """The address of the form of somebody who accepted to be recommended, and by whom."""
    make_organisation()
    sent = make_recommendation(email="nora@courrie.example", now=clock.now() - timedelta(days=2))
    recommendations.accept(sent, sender=None, now=clock.now() - timedelta(days=1))
    db.session.commit()
    return f"/c/{consent_links.token_of(sent, now=clock.now())}/apply", sent


@pytest.mark.parametrize("forms", [1, 2], ids=["an application", "a form that changed nothing"])
def test_who_recommended_a_candidate_stays_when_they_correct_their_address(
    client, recommended, forms
):
    address, sent = recommended
    page = [send(client, address, email="nora@courrie.example") for _ in range(forms)][-1]

    corrected = correct(client, page)

    assert corrected.status_code == 303
    right = db.session.query(Application).filter_by(email=RIGHT).one()
    assert (right.choice, right.choice_ambassador_id) == ("kept", sent.ambassador_id)
    touch = db.session.query(Touch).filter_by(candidate_id=right.candidate_id).one()
    assert (touch.kind, touch.ambassador_id) == ("recommendation", sent.ambassador_id)
    db.session.refresh(sent)
    assert sent.touch_id == touch.id


def test_a_form_that_changed_nothing_says_who_recommends_like_any_other(client, recommended):
    address, sent = recommended
    pages = [send(client, address, email="nora@courrie.example") for _ in range(2)]

    said = [client.get(page).text for page in pages]

    knows = f"{sent.ambassador.first_name} sait que vous avez postulé"
    assert [knows in each for each in said] == [True, True]


@pytest.mark.parametrize("when", ["on the form", "after it was sent"])
@pytest.mark.parametrize("way", ["a link", "a recommendation"])
def test_who_was_taken_off_stays_off_when_the_address_is_corrected(
    client, address, recommended, when, way
):
    if way == "a recommendation":
        address = recommended[0]
    answered = {"referrer": "none"} if when == "on the form" else {}
    page = send(client, address, **answered)
    if when == "after it was sent":
        changes = page.replace("/received", "/recommender")
        client.post(changes, data={"referrer": "none"}, headers=OURS)
    [wrong] = db.session.scalars(select(Application))
    off = [each.ambassador_id for each in wrong.removed]

    correct(client, page)

    right = db.session.query(Application).filter_by(email=RIGHT).one()
    assert (right.choice, right.choice_ambassador_id) == ("none", None)
    assert [each.ambassador_id for each in right.removed] == off
    assert len(off) == 1


def test_everybody_who_was_taken_off_stays_off_when_the_address_is_corrected(client, address):
    make_person(first_name="Paul", last_name="Aubry")
    page = send(client, address, referrer="change", named="Paul Aubry")
    changes = page.replace("/received", "/recommender")
    client.post(changes, data={"referrer": "none"}, headers=OURS)
    [wrong] = db.session.scalars(select(Application))

    correct(client, page)

    right = db.session.query(Application).filter_by(email=RIGHT).one()
    off = [{each.ambassador_id for each in form.removed} for form in (wrong, right)]
    assert off[0] == off[1]
    assert len(off[1]) == 2


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
