"""Forms that are refused: said why, with all that was typed, whatever was typed."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.database import db
from app.core.mail import as_email
from app.core.models import Message, StoredFile
from app.hiring.applying import cv_files
from app.hiring.applying.apply import submit_application
from app.hiring.models import Application, Candidate
from app.publishing.publish import close
from tests.factories.hiring import docx_bytes, make_application, make_cv, pdf_bytes, sent_form
from tests.factories.sharing import make_ambassador, make_link
from tests.web.candidate.filling import OURS, count, errors_in, filled, form_of


@pytest.fixture
def link(app):
    return make_link(ambassador=make_ambassador(first_name="Awa", last_name="Diop"))


@pytest.fixture
def address(link):
    return f"/r/{link.code}/apply/fr"


WRONG = [
    ({"name": ""}, "Indiquez votre nom"),
    ({"name": "x" * 121}, "120"),
    ({"name": "Gagnez http://evil.example"}, "sans adresse"),
    ({"name": "Gagnez 500 euros sur evil-prize.com/win"}, "sans adresse"),
    ({"referrer": "change", "named": "Zoé sur evil-prize.com"}, "sans adresse"),
    ({"name": "\u200b\u200b"}, "Indiquez votre nom"),
    ({"name": "\u3164"}, "Indiquez votre nom"),
    ({"name": "12 34"}, "en lettres"),
    ({"referrer": "change", "named": "\u2060"}, "nom de la personne"),
    ({"email": ""}, "Indiquez votre adresse"),
    ({"email": "lina"}, "@"),
    ({"email": "lina@courriel"}, "fin de l’adresse"),
    ({"email": "lina@@courriel.example"}, "erreur"),
    ({"email": "lina@courriel.example\r\nBcc: all@evil.example"}, "erreur"),
    ({"email": "a" * 250 + "@b.fr"}, "254"),
    ({"message": "x" * 5001}, "5000"),
    ({"referrer": "change", "named": ""}, "nom de la personne"),
    ({"named": "x" * 121, "referrer": "change"}, "120"),
    ({"cv": None}, "Choisissez votre CV"),
    ({"cv": (BytesIO(b""), "cv.pdf")}, "vide"),
    ({"cv": (BytesIO(b"Lina"), "cv.txt")}, "ni PDF"),
    ({"cv": (BytesIO(b"%PDF-" + b"0" * 11_000_000), "gros.pdf")}, "10\u00a0Mo"),
    ({"cv": (BytesIO(b"%PDF-" + b"0" * 15_000_000), "enorme.pdf")}, "10\u00a0Mo"),
]


@pytest.mark.parametrize(("wrong", "told"), WRONG, ids=[f"{next(iter(w))}-{t}" for w, t in WRONG])
def test_a_refused_form_says_why_and_keeps_what_was_typed(client, address, wrong, told):
    fields = {"message": "Bonjour,\nje suis <Lina> & j’arrive."} | wrong
    data = {k: v for k, v in filled(client.get(address), **fields).items() if v is not None}

    refused = client.post(address, data=data, headers=OURS)

    assert refused.status_code == 422
    assert told in errors_in(refused)
    kept = form_of(refused)
    for name in {"name", "email", "message", "token", "form_id"} - set(wrong):
        assert kept[name] == data[name]
    assert "<Lina>" not in refused.text
    assert count(Application) == 0


def test_the_summary_leads_to_each_field(client, address):
    refused = client.post(
        address, data={**filled(client.get(address)), "name": "", "email": ""}, headers=OURS
    )

    page = BeautifulSoup(refused.data, "html.parser")
    links = [a["href"] for a in page.select(".notice.danger a")]
    assert links == ["#name", "#email"]
    assert all(page.select_one(each) for each in links)
    for field in ("name", "email"):
        control = page.select_one(f"#{field}")
        assert control["aria-invalid"] == "true"
        assert page.select_one(f"#{field}-error")
        assert f"{field}-error" in control["aria-describedby"]


def test_the_file_of_a_refused_form_need_not_be_chosen_again(client, address):
    refused = client.post(address, data=filled(client.get(address), email=""), headers=OURS)
    assert "CV Lina.pdf" in refused.text

    fields = form_of(refused) | {"email": "lina@courriel.example"}
    sent = client.post(address, data=fields, headers=OURS)

    assert sent.status_code == 303
    assert db.session.query(Application).one().cv.name == "CV Lina.pdf"
    assert count(StoredFile) == 1


def test_a_kept_file_can_be_replaced(client, address):
    refused = client.post(address, data=filled(client.get(address), email=""), headers=OURS)

    fields = form_of(refused) | {
        "email": "lina@courriel.example",
        "cv": (BytesIO(docx_bytes()), "autre.docx"),
    }
    client.post(address, data=fields, headers=OURS)

    assert db.session.query(Application).one().cv.name == "autre.docx"


@pytest.mark.parametrize("ceiling", ["all", "address"])
def test_files_of_refused_forms_beyond_their_room_are_not_kept_and_the_form_still_is(
    client, address, monkeypatch, ceiling
):
    if ceiling == "all":
        monkeypatch.setattr(cv_files, "MOST_PENDING", 1200)
    else:
        monkeypatch.setattr("app.web.candidate.apply.FILES_OF_ADDRESS", "1 per hour")
    page = client.get(address)
    wrong = [filled(page, email="", message="Bonjour") for _ in range(3)]

    answers = [client.post(address, data=each, headers=OURS) for each in wrong]

    assert [each.status_code for each in answers] == [422] * 3
    assert db.session.scalar(select(func.sum(StoredFile.size))) <= 1200
    assert "Choisissez-le de nouveau" not in errors_in(answers[0])
    assert "Choisissez-le de nouveau" in errors_in(answers[-1])
    assert form_of(answers[-1])["message"] == "Bonjour"


def test_a_form_that_is_right_is_taken_though_no_file_could_wait(client, address, monkeypatch):
    monkeypatch.setattr(cv_files, "MOST_PENDING", 0)

    assert client.post(address, data=filled(client.get(address)), headers=OURS).status_code == 303


@pytest.mark.parametrize("reference", ["", "forged", "A" * 100, "é", "../../etc/passwd"])
def test_a_forged_reference_to_a_file_is_no_file(client, address, reference):
    data = filled(client.get(address))
    del data["cv"]

    refused = client.post(address, data=data | {"cv_kept": reference}, headers=OURS)

    assert refused.status_code == 422


def test_a_file_kept_for_more_than_a_day_is_asked_for_again(client, address):
    old = cv_files.reference(make_cv(), now=clock.now() - timedelta(hours=24, minutes=1))
    data = filled(client.get(address))
    del data["cv"]

    refused = client.post(address, data=data | {"cv_kept": old}, headers=OURS)

    assert refused.status_code == 422
    assert "Choisissez votre CV" in errors_in(refused)


def test_a_closed_opening_gives_the_message_back(client, link, address):
    page = client.get(address)
    close(link.publication, by=None, now=clock.now())

    refused = client.post(address, data=filled(page, message="Mon long message"), headers=OURS)

    assert refused.status_code == 410
    assert "Mon long message" in refused.text
    assert client.get(address).status_code == 410
    assert count(Application) == 0


def test_too_many_forms_from_one_mailbox_are_slowed_down(client, address):
    data = filled(client.get(address))
    answers = set()
    for _ in range(31):
        answers.add(
            client.post(address, data=data | {"cv": None, "name": ""}, headers=OURS).status_code
        )

    assert answers == {422, 429}


NAUGHTY = [
    "' OR 1=1--",
    '"; DROP TABLE candidates; --',
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} %(name)s %s %d",
    "../../../etc/passwd",
    "\x00\x01\x02",
    "\u202egnp.exe",
    "undefined NaN -1e309 [] {}",
    "Ω≈ç√∫˜µ≤≥÷ ﷽",
    "田中さんにあげて下さい",
    "👩\u200d👧\u200d👦 🏳️\u200d🌈",
    "Z" + "\u0351\u036b\u0343\u036a" * 12,
    "\r\nSubject: evil\r\n\r\nbody",
    "=cmd|' /C calc'!A0",
    "\ufeffLina",
    "a" * 5000,
    "\ud7ff\ue000",
]


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "email",
        "named",
        "message",
        "referrer",
        "referrer_sees",
        "form_id",
        "token",
        "cv_kept",
    ],
)
def test_naughty_texts_never_break_the_form_nor_come_back_alive(client, address, field):
    for text in NAUGHTY:
        cv = (BytesIO(docx_bytes()), "cv.docx")
        typed = {"referrer": "change", "named": "Someone", "cv": cv} | {field: text}
        data = filled(client.get(address), **typed)

        answer = client.post(address, data=data, headers=OURS)

        assert answer.status_code in (303, 422, 429), text
        assert "<script>alert(1)</script>" not in answer.text
        if answer.status_code == 303:
            assert "\n" not in answer.location
            assert client.get(answer.location).status_code == 200


def test_a_name_never_carries_a_header_into_a_mail(client, address):
    client.post(
        address, data=filled(client.get(address), name="Lina\r\nBcc: all the others"), headers=OURS
    )

    message = db.session.query(Message).one()
    email = as_email(message, sender="Relais <relais@ormelune.example>")
    assert email["Bcc"] is None
    assert "\n" not in message.subject
    assert db.session.query(Candidate).one().name == "Lina Bcc: all the others"


@pytest.mark.parametrize("when", ["reading", "writing"])
def test_with_the_database_away_the_page_says_so_and_keeps_what_was_typed(
    client, address, monkeypatch, when
):
    db.session.commit()
    data = filled(client.get(address), message="Mon long message", referrer="none")

    def away(*_args: object, **_values: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    where = "queries.link_of" if when == "reading" else "submit_application"
    with monkeypatch.context() as patched:
        patched.setattr(f"app.web.candidate.apply.{where}", away)
        answer = client.post(address, data=data, headers=OURS)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    kept = form_of(answer)
    for name in ("name", "email", "message", "referrer", "form_id", "token"):
        assert kept[name] == data[name]
    again = kept | {"cv": (BytesIO(pdf_bytes()), "cv.pdf")}
    assert client.post(address, data=again, headers=OURS).status_code == 303


def test_the_file_of_a_form_that_was_never_finished_is_forgotten_after_a_day(app):
    make_cv()
    taken = make_application(cv=make_cv())

    assert cv_files.forget_pending(now=clock.now() + timedelta(hours=23, minutes=55)) == 0
    assert cv_files.forget_pending(now=clock.now() + timedelta(hours=24, minutes=5)) == 1
    assert [each.id for each in db.session.scalars(select(StoredFile))] == [taken.cv_id]


def test_the_file_of_a_form_that_changed_nothing_lasts_a_day_from_its_form(app):
    first = make_application()
    cv, sent = make_cv(), clock.now() + timedelta(hours=20)
    form = sent_form(email=first.email, cv=cv)
    submit_application(first.opening, form, now=sent)

    assert cv_files.forget_pending(now=sent + timedelta(hours=23, minutes=55)) == 0
    assert cv_files.forget_pending(now=sent + timedelta(hours=24, minutes=5)) == 1


def test_a_file_whose_name_is_markup_is_named_in_the_refusal_as_text(client, address):
    named = (BytesIO(b""), "<h1>X<img src=x>.pdf")

    refused = client.post(address, data=filled(client.get(address), cv=named), headers=OURS)

    assert "<h1>X" not in refused.text
    assert "<img src=x>" not in refused.text
    assert "<h1>X<img src=x>.pdf" in errors_in(refused)
