"""One application on the recruiters' screens: its CV, its credit, its moves."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from app.core import clock
from app.core.database import db
from app.core.models import Activity
from app.hiring.applying import cv_reading
from app.hiring.models import ApplicationState, ReferrerChoice, Stage
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.cv_readings import ReadingWay, note_reading
from tests.factories.hiring import docx_bytes, make_application, make_cv, pdf_bytes
from tests.factories.people import make_person, sign_in
from tests.factories.sharing import make_link
from tests.web.recruiting.recruiting import made, toasts_in


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Camille", language="fr")


@pytest.fixture
def browser(client, recruiter):
    sign_in(client, recruiter)
    return client


def test_opening_an_application_makes_it_no_longer_new(browser):
    application = made("Lina")
    assert application.seen_at is None

    browser.get(f"/applications/{application.id}")

    db.session.refresh(application)
    assert application.seen_at


def test_a_move_can_be_undone_from_its_toast(browser):
    application = made("Lina Haddad")
    address = f"/applications/{application.id}"

    moved = browser.post(f"{address}/move", data={"to": "review", "expected": "received"})
    page = browser.get(moved.location)
    assert "Lina Haddad passe à l’étape" in toasts_in(page)
    fields = BeautifulSoup(page.data, "html.parser").select_one(".toast form")
    move = fields.select_one("[name=move]")["value"]
    undone = browser.post(fields["action"], data={"move": move})

    assert undone.status_code == 302
    assert application.stage is Stage.RECEIVED


def test_an_undo_that_comes_too_late_says_so(browser, recruiter):
    application = made("Lina Haddad")
    old = pipeline.move(
        application,
        Stage.REVIEW,
        expected=Stage.RECEIVED,
        by=recruiter,
        now=clock.now() - timedelta(minutes=1),
    )
    db.session.commit()

    answer = browser.post(f"/applications/{application.id}/undo", data={"move": str(old.id)})

    assert answer.status_code == 422
    assert "Le délai pour annuler est passé" in answer.text


@pytest.mark.parametrize("move", ["", "x", "01a209a5-dc14-73f0-8802-b4793cc126a2"])
def test_undoing_what_is_no_move_of_it_is_not_found(browser, move):
    application = made("Lina")

    assert (
        browser.post(f"/applications/{application.id}/undo", data={"move": move}).status_code == 404
    )


def test_a_double_click_moves_once_and_still_offers_the_undo(browser):
    application = made("Lina")
    data = {"to": "review", "expected": "received"}
    browser.post(f"/applications/{application.id}/move", data=data)

    again = browser.post(f"/applications/{application.id}/move", data=data)

    assert again.status_code == 302
    assert len(application.moves) == 1
    assert "Annuler" in browser.get(again.location).text


def test_a_page_out_of_date_says_who_was_faster(browser):
    application = made("Lina")
    claire = make_person(role="recruiter", first_name="Claire")
    pipeline.move(application, Stage.OFFER, expected=Stage.RECEIVED, by=claire, now=clock.now())
    db.session.commit()

    answer = browser.post(
        f"/applications/{application.id}/move", data={"to": "review", "expected": "received"}
    )

    assert answer.status_code == 422
    assert "Claire l’a déplacée vers" in answer.text
    assert application.stage is Stage.OFFER


@pytest.mark.parametrize(
    "data", [{}, {"to": "review"}, {"to": "x", "expected": "received"}, {"to": "", "expected": ""}]
)
def test_a_malformed_move_is_not_found(browser, data):
    application = made("Lina")

    assert browser.post(f"/applications/{application.id}/move", data=data).status_code == 404
    assert application.stage is Stage.RECEIVED


def test_refusing_asks_for_a_reason(browser):
    application = made("Lina")
    address = f"/applications/{application.id}/refuse"
    form = browser.get(address)

    nothing = browser.post(address, data={"expected": "received", "note": "Mon mot"})
    refused = browser.post(
        address, data={"expected": "received", "reason": "filled", "note": "Mon mot"}
    )

    assert "Le poste a été pourvu" in form.text
    assert nothing.status_code == 422
    assert "Mon mot" in nothing.text
    assert refused.status_code == 302
    assert application.state is ApplicationState.REFUSED
    assert "dix secondes" in toasts_in(browser.get(refused.location))


@pytest.mark.parametrize("reason", ["", "x", "<script>", "\x00", "filled' --"])
def test_a_reason_that_is_none_of_ours_refuses_nobody(browser, reason):
    application = made("Lina")

    answer = browser.post(
        f"/applications/{application.id}/refuse", data={"expected": "received", "reason": reason}
    )

    assert answer.status_code == 422
    assert application.state is ApplicationState.OPEN


def test_hiring_says_so(browser):
    application = made("Lina Haddad")

    answer = browser.post(f"/applications/{application.id}/hire", data={"expected": "received"})

    assert application.state is ApplicationState.HIRED
    assert "Recrutement enregistré : Lina Haddad" in toasts_in(browser.get(answer.location))


def test_the_pages_of_a_pdf_are_looked_at_without_leaving(browser):
    application = made("Lina", cv=make_cv(pdf_bytes(pages=2)), read=True)
    address = f"/applications/{application.id}"

    page = BeautifulSoup(browser.get(address).data, "html.parser")
    pictures = [each["src"] for each in page.select("img.page")]
    answers = [browser.get(each) for each in pictures]

    assert pictures == [f"{address}/cv/1.webp", f"{address}/cv/2.webp"]
    assert {each.mimetype for each in answers} == {"image/webp"}
    with Image.open(BytesIO(answers[0].data)) as picture:
        assert picture.width == 1240
    assert browser.get(f"{address}/cv/3.webp").status_code == 404


def test_a_word_document_is_read_as_text(browser):
    application = made(
        "Lina",
        cv=make_cv(docx_bytes("Lina <b>Haddad</b>".replace("<", "&lt;")), "cv.docx"),
        read=True,
    )

    page = browser.get(f"/applications/{application.id}")
    text = browser.get(f"/applications/{application.id}/cv/text")

    assert "/cv/text" in page.text
    assert "Lina &lt;b&gt;Haddad" in text.text
    assert "frame-ancestors 'self'" in text.headers["Content-Security-Policy"]


def test_a_cv_is_sent_to_be_kept_and_never_to_be_run(browser):
    application = made("Lina", cv=make_cv(pdf_bytes(script="app.alert(1)"), 'CV é "x".pdf'))

    answer = browser.get(f"/applications/{application.id}/cv")

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.data == pdf_bytes(script="app.alert(1)")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("CV Élodie Œuvrard.pdf", "CV Elodie uvrard.pdf"),
        ('CV é "x".pdf', 'CV e \\"x\\".pdf'),
        ("履歴書.pdf", "file.pdf"),
    ],
)
def test_the_name_of_a_cv_is_told_in_plain_letters_and_in_its_own(browser, name, plain):
    application = made("Lina", cv=make_cv(name=name))

    told = browser.get(f"/applications/{application.id}/cv").headers["Content-Disposition"]

    written = plain if plain == "file.pdf" else f'"{plain}"'
    assert told == f"attachment; filename={written}; filename*=UTF-8''{quote(name, safe='')}"
    assert told.isascii()


def test_a_cv_that_cannot_be_read_is_still_there_to_download(browser, monkeypatch):
    application = made("Lina", cv=make_cv())
    monkeypatch.setattr("app.hiring.applying.pdf.SECONDS", 0.0)
    cv_reading.read_cv(application, now=clock.now())

    page = browser.get(f"/applications/{application.id}")

    assert "Téléchargez-le" in page.text
    assert browser.get(f"/applications/{application.id}/cv").status_code == 200


def test_a_cv_whose_file_is_gone_is_not_found_and_its_page_is_still_shown(browser, app):
    application = made("Lina", cv=make_cv())
    (app.config["VAR_DIR"] / "files" / application.cv.key).unlink()

    cv_reading.read_cv(application, now=clock.now())

    assert browser.get(f"/applications/{application.id}").status_code == 200
    assert browser.get(f"/applications/{application.id}/cv").status_code == 404


def test_reading_a_cv_twice_leaves_the_same(app):
    application = make_application(cv=make_cv(pdf_bytes(pages=2)))

    cv_reading.read_cv(application, now=clock.now())
    cv_reading.read_cv(application, now=clock.now())

    assert len(application.cv_pages) == application.cv_pages_drawn == 2


def test_a_page_before_its_cv_is_read_says_that_it_is_coming(browser):
    application = made("Lina", cv=make_cv())

    assert "Le CV se prépare" in browser.get(f"/applications/{application.id}").text


def test_a_typed_name_that_fits_nobody_is_shown_to_the_recruiter(browser):
    application = made("Lina", choice=ReferrerChoice.NAMED, named="Quelqu’un d’Autre")

    assert "Quelqu’un d’Autre" in browser.get(f"/applications/{application.id}").text


def test_the_page_of_an_application_takes_few_statements(browser, recruiter, statements):
    link = make_link(now=clock.now() - timedelta(days=9))
    make_person(first_name="Quentin", last_name="Autre")
    application = made(
        "Lina",
        cv=make_cv(pdf_bytes(pages=3)),
        read=True,
        link=link,
        choice=ReferrerChoice.NAMED,
        named="Quentin Autres",
    )
    for stage in (Stage.REVIEW, Stage.INTERVIEW, Stage.OFFER):
        pipeline.move(application, stage, expected=application.stage, by=recruiter, now=clock.now())
    db.session.flush()

    page = f"/applications/{application.id}"
    browser.get(page)  # the rule is read once a process

    with statements() as sent:
        assert browser.get(page).status_code == 200

    assert len(sent) <= 12, sent


def test_declarations_wait_for_the_ambassador_they_name(client):
    malik = make_person(first_name="Malik", last_name="Sadi", language="fr")
    made("Lina Haddad", choice=ReferrerChoice.NAMED, named="Malik Sadi")
    sign_in(client, malik)

    page = client.get("/declarations")
    yes = BeautifulSoup(page.data, "html.parser").select("main .declared .answers a")[-1]
    asked = client.get(yes["href"])
    form = BeautifulSoup(asked.data, "html.parser").select("main form")[-1]
    fields = {each["name"]: each.get("value", "") for each in form.select("[name]")}
    answered = client.post(form["action"], data=fields)

    assert "Lina Haddad" in page.text
    assert fields["answer"] == "yes"
    assert answered.status_code == 302
    assert (
        "Lina Haddad"
        not in BeautifulSoup(client.get("/declarations").data, "html.parser").main.text
    )


def test_nobody_answers_for_another(client):
    make_person(first_name="Malik", last_name="Sadi")
    made("Lina Haddad", choice=ReferrerChoice.NAMED, named="Malik Sadi")
    touch = db.session.execute(db.text("SELECT id FROM touches")).scalar()
    sign_in(client, make_person())

    assert client.post(f"/declarations/{touch}", data={"answer": "yes"}).status_code == 404


def test_the_credit_stands_beside_its_application_with_its_evidence(browser):
    link = make_link(now=clock.now() - timedelta(days=9))
    application = made("Lina Haddad", link=link)

    page = BeautifulSoup(browser.get(f"/applications/{application.id}").data, "html.parser")

    panel = page.select_one(".credit-panel").get_text(" ", strip=True)
    assert link.ambassador.name in panel
    assert link.code in panel
    assert page.select_one(f'a[href="/credits/{application.id}"]')


def test_an_application_that_is_not_decided_yet_says_so(browser):
    application = make_application(now=clock.now())
    db.session.commit()

    assert "Le crédit se décide" in browser.get(f"/applications/{application.id}").text
    assert browser.get("/applications").status_code == 200


def test_who_reads_a_cv_is_recorded_by_ids_once_for_one_reading(browser, recruiter):
    application = make_application(name="Lina Haddad", cv=make_cv())
    db.session.commit()
    address = f"/applications/{application.id}/cv"

    for _ in range(2):
        assert browser.get(address).status_code == 200
        assert browser.get(f"{address}/text").status_code == 200

    told = db.session.query(Activity).filter_by(kind="application.cv_read").all()
    assert [(each.actor_id, each.subject_id) for each in told] == [
        (recruiter.id, application.id)
    ] * 2
    assert sorted(each.data["way"] for each in told) == ["file", "text"]
    assert all(set(each.data) == {"way"} for each in told)


def test_a_cv_that_is_refused_to_a_reader_is_not_recorded_as_read(client, app):
    application = make_application(name="Lina Haddad", cv=make_cv())
    sign_in(client, make_person(role="ambassador"))

    assert client.get(f"/applications/{application.id}/cv").status_code in (403, 404)

    assert db.session.query(Activity).filter_by(kind="application.cv_read").count() == 0


def test_a_later_reading_is_recorded_again(app, recruiter):
    application = make_application(name="Lina Haddad", cv=make_cv())
    start = clock.now()

    for minutes in (0, 14, 16):
        note_reading(
            application, ReadingWay.FILE, by=recruiter, now=start + timedelta(minutes=minutes)
        )

    assert db.session.query(Activity).filter_by(kind="application.cv_read").count() == 2
