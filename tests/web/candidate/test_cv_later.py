"""A CV that comes later, in place of another, or not at all: a profile's address may do."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

import jobs
from app.core import clock
from app.core.database import db
from app.core.models import Activity, Message, StoredFile
from app.hiring.applying import cv_reading, cv_reminder
from app.hiring.models import Application, RepeatedForm
from app.hiring.recruiting import pipeline
from app.hiring.status_links import mailed_link, shown_token
from jobs.hiring import remind_cvs
from tests.factories.hiring import docx_bytes, make_application, make_cv, pdf_bytes
from tests.factories.people import make_person, sign_in
from tests.factories.sharing import make_link
from tests.web.candidate.filling import OURS, count, errors_in, filled, form_of


@pytest.fixture
def address(app):
    return f"/r/{make_link().code}/apply/fr"


def without_cv(page, **changes):
    return {name: value for name, value in filled(page, **changes).items() if name != "cv"}


def status_of(subject) -> str:
    return "/s/" + mailed_link(subject, now=clock.now()).rpartition("/")[2]


def cv_form(data: bytes | None = None, name: str = "le bon.pdf"):
    return {"cv": (BytesIO(data or pdf_bytes()), name)}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"cv_when": "later"}, ("", True)),
        ({"profile_url": "linkedin.com/in/lina"}, ("https://linkedin.com/in/lina", False)),
        ({"profile_url": " <https://lina.example/cv> "}, ("https://lina.example/cv", False)),
        (
            {"profile_url": "http://lina.example", "cv_when": "later"},
            ("http://lina.example", True),
        ),
    ],
)
def test_who_has_no_cv_at_hand_applies_all_the_same(client, address, said, kept):
    sent = client.post(address, data=without_cv(client.get(address), **said), headers=OURS)

    assert sent.status_code == 303
    application = db.session.query(Application).one()
    assert application.cv is None
    assert (application.profile_url, application.cv_later) == kept


def test_a_form_without_a_cv_and_without_a_word_on_it_is_asked_about(client, address):
    refused = client.post(address, data=without_cv(client.get(address)), headers=OURS)

    assert refused.status_code == 422
    assert "Choisissez votre CV" in errors_in(refused)
    assert '<details class="more" id="no-cv" open>' in refused.text


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "lina", "data:text/html,x", "https://a b.fr", "ftp://lina.example/cv",
     "https://lina@evil.example", "https://", "file:///etc/passwd", "x" * 600 + ".fr"],
)  # fmt: skip
def test_what_is_no_page_is_refused_and_kept_as_typed(client, address, typed):
    data = without_cv(client.get(address), profile_url=typed)

    refused = client.post(address, data=data, headers=OURS)

    assert refused.status_code == 422
    assert form_of(refused)["profile_url"] == typed
    assert count(Application) == 0


def test_a_cv_that_was_to_come_is_sent_from_the_status_page(client):
    application = make_application(cv_later=True)

    sent = client.post(status_of(application) + "/cv", data=cv_form(), headers=OURS)
    page = client.get(sent.location)

    assert sent.status_code == 303
    assert "Votre CV est arrivé" in page.text
    assert "le bon.pdf" in page.text
    assert (application.cv.name, application.cv_later) == ("le bon.pdf", False)


def test_a_wrong_cv_is_replaced_while_nobody_has_opened_the_application(client):
    application = make_application(cv=make_cv(name="le mauvais.pdf"))
    cv_reading.read_cv(application, now=clock.now())
    db.session.commit()

    client.post(status_of(application) + "/cv", data=cv_form(docx_bytes()), headers=OURS)

    assert application.cv.name == "le bon.pdf.docx"
    assert (application.cv_text, application.cv_read_at, application.cv_pages) == ("", None, [])
    assert count(StoredFile) == 1
    kinds = db.session.scalars(select(Activity.kind)).all()
    assert "application.cv_sent" in kinds


def test_a_cv_that_somebody_may_have_read_stays(client):
    application = make_application(cv=make_cv(name="lu.pdf"))
    pipeline.note_seen(application.id, now=clock.now())
    db.session.commit()
    db.session.refresh(application)

    page = client.get(status_of(application))
    refused = client.post(status_of(application) + "/cv", data=cv_form(), headers=OURS)

    assert "Envoyer un autre CV" not in page.text
    assert refused.status_code == 422
    assert "Votre candidature a été ouverte" in refused.text
    assert application.cv.name == "lu.pdf"


def test_a_cv_still_to_come_is_taken_after_the_application_was_opened(client):
    application = make_application(cv_later=True)
    pipeline.note_seen(application.id, now=clock.now())
    db.session.commit()
    db.session.refresh(application)

    sent = client.post(status_of(application) + "/cv", data=cv_form(), headers=OURS)

    assert sent.status_code == 303
    assert application.cv.name == "le bon.pdf"


def test_no_cv_comes_after_the_decision(client):
    application = make_application(cv_later=True)
    pipeline.withdraw(application, now=clock.now())
    db.session.commit()

    refused = client.post(status_of(application) + "/cv", data=cv_form(), headers=OURS)

    assert refused.status_code == 422
    assert application.cv is None


@pytest.mark.parametrize("data", [{}, cv_form(b"Lina", "cv.txt"), cv_form(b"x" * 11_000_000)])
def test_what_is_no_cv_is_refused_on_the_status_page_too(client, data):
    application = make_application(cv_later=True)

    refused = client.post(status_of(application) + "/cv", data=data, headers=OURS)

    assert refused.status_code == 422
    assert errors_in(refused)
    assert application.cv is None


def test_a_form_that_changed_nothing_shows_its_new_cv_alike(client, address):
    first = filled(client.get(address))
    client.post(address, data=first, headers=OURS)
    client.post(address, data=filled(client.get(address)), headers=OURS)
    repeated = db.session.query(RepeatedForm).one()
    page = "/s/" + shown_token(repeated, now=clock.now())

    sent = client.post(page + "/cv", data=cv_form(), headers=OURS)

    assert "le bon.pdf" in client.get(sent.location).text
    assert db.session.query(Application).one().cv.name == "CV Lina.pdf"


@pytest.mark.parametrize("before", [True, False], ids=["in place of one", "after the form"])
def test_the_cv_sent_to_a_form_that_changed_nothing_goes_with_its_corrected_address(
    client, address, before
):
    client.post(address, data=filled(client.get(address)), headers=OURS)
    form = client.get(address)
    again = filled(form) if before else without_cv(form, cv_when="later")
    client.post(address, data=again, headers=OURS)
    page = "/s/" + shown_token(db.session.query(RepeatedForm).one(), now=clock.now())

    client.post(page + "/cv", data=cv_form(docx_bytes()), headers=OURS)
    client.post(page + "/address", data={"email": "lina@gmail.com"}, headers=OURS)

    right = db.session.query(Application).filter_by(email="lina@gmail.com").one()
    assert (right.cv.name, right.cv_later) == ("le bon.pdf.docx", False)
    names = db.session.scalars(select(StoredFile.name).order_by(StoredFile.name)).all()
    assert names == ["CV Lina.pdf", "le bon.pdf.docx", "le bon.pdf.docx"]


def test_the_application_page_shows_a_profile_and_a_cv_to_come(client, app):
    application = make_application(cv_later=True, profile_url="https://lina.example/cv")
    db.session.commit()
    sign_in(client, make_person(role="recruiter", language="fr"))

    page = client.get(f"/applications/{application.id}").text

    assert 'href="https://lina.example/cv"' in page
    assert "Le CV est à venir" in page


def test_a_cv_to_come_is_reminded_once_after_three_days(app):
    now = clock.now()
    late, fresh, came, left = (
        make_application(cv_later=True, now=now - age)
        for age in (timedelta(days=4), timedelta(days=2), timedelta(days=4), timedelta(days=4))
    )
    came.cv = make_cv()
    pipeline.withdraw(left, now=now)
    db.session.commit()

    assert [cv_reminder.remind(now=now) for _ in range(2)] == [1, 0]

    told = db.session.scalars(
        select(Message.to_address).where(Message.template == "hiring/mail/cv_awaited")
    ).all()
    assert told == [late.candidate.email]
    assert fresh.cv_reminded_at is None


def test_everybody_whose_cv_is_to_come_is_reminded_in_one_morning(app, monkeypatch):
    monkeypatch.setattr(jobs, "application", lambda: app)
    monkeypatch.setattr(cv_reminder, "AT_ONCE", 2)
    for _ in range(5):
        make_application(cv_later=True, now=clock.now() - timedelta(days=4))
    db.session.commit()

    remind_cvs()

    awaited = select(func.count()).where(Message.template == "hiring/mail/cv_awaited")
    assert db.session.scalar(awaited) == 5


def test_an_application_that_repeats_another_is_reminded_of_no_cv(app):
    days_ago = clock.now() - timedelta(days=4)
    first = make_application(now=days_ago)
    make_application(cv_later=True, now=days_ago, opening=first.opening).repeats = first
    db.session.commit()

    assert cv_reminder.remind(now=clock.now()) == 0
