"""The page where one applies: no cookie, no account, nothing lost by a refusal."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.core.ids import uuid7_at
from app.core.mail import as_email
from app.core.models import Message, StoredFile
from app.extensions import db
from app.hiring import cv_files
from app.hiring.models import Application, Candidate, RecommenderChoice, RepeatedForm, Touch
from app.publishing.models import PublicationState
from app.site.addresses import apply_path
from app.tracking import token as click_token
from app.tracking.models import ClickAct
from tests.factories.hiring import docx_bytes, make_application, make_cv, pdf_bytes
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

OURS = {"Sec-Fetch-Site": "same-origin"}


def form_of(response) -> dict[str, str]:
    """What a browser would send back with the form as it stands."""
    form = BeautifulSoup(response.data, "html.parser").select_one("main form")
    fields = {}
    for control in form.select("input[name], textarea[name]"):
        kind = control.get("type")
        if kind == "file" or (kind == "radio" and not control.has_attr("checked")):
            continue
        value = (
            control.text.removeprefix("\n")
            if control.name == "textarea"
            else control.get("value", "")
        )
        fields[control["name"]] = value
    return fields


def filled(response, **changes):
    typed = {"name": "Lina Haddad", "email": "lina@courriel.example"}
    cv = (BytesIO(pdf_bytes()), "CV Lina.pdf")
    return form_of(response) | typed | {"cv": cv} | changes


def errors_in(response) -> str:
    summary = BeautifulSoup(response.data, "html.parser").select_one(".notice.danger")
    return summary.get_text(" ", strip=True) if summary else ""


def direct(app, opening, language: str = "fr") -> str:
    with app.test_request_context():
        return apply_path(opening, language)


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def link(app):
    return make_link(ambassador=make_ambassador(first_name="Awa", last_name="Diop"))


@pytest.fixture
def address(link):
    return f"/r/{link.code}/apply/fr"


def test_a_candidate_applies_through_a_link_without_a_cookie(client, link, address):
    page = client.get(address)
    sent = client.post(address, data=filled(page), headers=OURS)
    arrived = client.get(sent.location)

    assert page.status_code == 200
    assert sent.status_code == 303
    assert arrived.status_code == 200
    for response in (page, sent, arrived):
        assert "Set-Cookie" not in response.headers
    assert not client._cookies
    application = db.session.query(Application).one()
    assert application.choice is RecommenderChoice.KEPT
    assert application.choice_ambassador_id == link.ambassador_id
    assert application.cv.name == "CV Lina.pdf"
    assert count(Touch) == 1


def test_the_page_names_no_script_and_nothing_from_elsewhere(client, address):
    page = BeautifulSoup(client.get(address).data, "html.parser")

    assert not page.select("script, iframe, [style]")
    sources = [each.get("src") or each.get("href") for each in page.select("[src], link[href]")]
    assert all(source.startswith("/") for source in sources)


def test_the_landing_pages_bar_carries_the_choice_and_shows_the_form(client, link, address):
    token = click_token.make(uuid7_at(clock.now()), link.code)

    page = client.post(
        address, data={"token": token, "recommender": "none", "named": ""}, headers=OURS
    )

    assert page.status_code == 200
    assert errors_in(page) == ""
    fields = form_of(page)
    assert fields["recommender"] == "none"
    assert fields["token"] == token
    assert count(Application) == 0


def test_acting_on_a_page_shows_that_a_person_was_there(client, link, address):
    clicked = uuid7_at(clock.now())
    token = click_token.make(clicked, link.code)

    client.post(address, data={"token": token, "recommender": "keep"}, headers=OURS)
    client.post(address, data={"token": "A" * 32, "recommender": "keep"}, headers=OURS)

    assert list(db.session.scalars(select(ClickAct.click_id))) == [clicked]


def test_the_way_back_leads_to_the_offer_as_it_was_read(client, link, address):
    other = make_published_opening()

    pages = [client.get(address), client.get(f"/r/{link.code}/apply/{other.number}/en")]

    backs = [BeautifulSoup(each.data, "html.parser").select_one("a.back")["href"] for each in pages]
    assert backs == [f"/r/{link.code}/fr", f"/r/{link.code}/{other.number}/en"]


def test_the_landing_time_is_that_of_the_token(client, link, address):
    landed = clock.now() - timedelta(minutes=20)
    token = click_token.make(uuid7_at(landed), link.code)
    page = client.post(address, data={"token": token, "recommender": "keep"}, headers=OURS)

    client.post(address, data=filled(page), headers=OURS)

    assert abs(db.session.query(Touch).one().at - landed) < timedelta(seconds=1)


@pytest.mark.parametrize("how", ["forged", "of another code", "missing", "not ours at all"])
def test_a_wrong_token_gives_no_link_and_the_application_passes(client, address, how):
    other = make_link()
    token = {
        "forged": "A" * click_token.LENGTH,
        "of another code": click_token.make(uuid7_at(clock.now()), other.code),
        "missing": "",
        "not ours at all": "é'\"<script>\x00",
    }[how]

    sent = client.post(address, data=filled(client.get(address), token=token), headers=OURS)

    assert sent.status_code == 303
    application = db.session.query(Application).one()
    assert application.choice is None
    assert application.link_id is None
    assert count(Touch) == 0


def test_a_page_shown_with_a_wrong_token_shows_no_recommender(client, address):
    page = client.post(address, data={"token": "A" * 32, "recommender": "keep"}, headers=OURS)

    assert page.status_code == 200
    assert b"Awa" not in page.data


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/r/x/apply"},
    ],
)
def test_a_form_from_elsewhere_is_refused(client, address, headers):
    sent = client.post(address, data=filled(client.get(address)), headers=headers)

    assert sent.status_code == 403
    assert count(Application) == 0


@pytest.mark.parametrize(
    "headers", [OURS, {"Origin": "http://localhost"}, {"Referer": "http://localhost/r/x/apply"}]
)
def test_a_form_from_our_own_page_is_taken_however_the_browser_says_it(client, address, headers):
    sent = client.post(address, data=filled(client.get(address)), headers=headers)

    assert sent.status_code == 303


def test_the_same_form_sent_again_leads_to_the_same_page(client, address):
    page = client.get(address)
    first = client.post(address, data=filled(page), headers=OURS)
    again = client.post(address, data=filled(page), headers=OURS)

    assert (first.status_code, again.status_code) == (303, 303)
    assert count(Application) == 1


def test_who_has_applied_already_gets_the_same_answer(client, address):
    fresh = client.post(address, data=filled(client.get(address)), headers=OURS)
    repeated = client.post(address, data=filled(client.get(address)), headers=OURS)

    assert (count(Application), count(RepeatedForm)) == (1, 1)
    assert repeated.status_code == fresh.status_code
    assert len(repeated.location) == len(fresh.location)
    for path in ("", "/received", "/withdraw"):
        pages = [
            re.sub(
                r"/s/[\w-]+|\d+ h \d+", "…", client.get(to.removesuffix("/received") + path).text
            )
            for to in (fresh.location, repeated.location)
        ]
        assert pages[0] == pages[1]


WRONG = [
    ({"name": ""}, "Indiquez votre nom"),
    ({"name": "x" * 121}, "120"),
    ({"name": "Gagnez http://evil.example"}, "sans adresse"),
    ({"email": ""}, "Indiquez votre adresse"),
    ({"email": "lina"}, "@"),
    ({"email": "lina@courriel"}, "fin de l’adresse"),
    ({"email": "lina@@courriel.example"}, "erreur"),
    ({"email": "lina@courriel.example\r\nBcc: all@evil.example"}, "erreur"),
    ({"email": "a" * 250 + "@b.fr"}, "254"),
    ({"message": "x" * 5001}, "5000"),
    ({"recommender": "change", "named": ""}, "nom de la personne"),
    ({"named": "x" * 121, "recommender": "change"}, "120"),
    ({"cv": None}, "Choisissez votre CV"),
    ({"cv": (BytesIO(b""), "cv.pdf")}, "vide"),
    ({"cv": (BytesIO(b"Lina"), "cv.txt")}, "ni PDF"),
    ({"cv": (BytesIO(b"%PDF-" + b"0" * 11_000_000), "gros.pdf")}, "10 Mo"),
    ({"cv": (BytesIO(b"%PDF-" + b"0" * 15_000_000), "enorme.pdf")}, "10 Mo"),
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


@pytest.mark.parametrize("reference", ["", "forged", "A" * 100, "é", "../../etc/passwd"])
def test_a_forged_reference_to_a_file_is_no_file(client, address, reference):
    data = filled(client.get(address))
    del data["cv"]

    refused = client.post(address, data=data | {"cv_kept": reference}, headers=OURS)

    assert refused.status_code == 422


def test_a_file_kept_for_more_than_a_day_is_asked_for_again(client, address):
    old = cv_files.reference(make_cv(), now=clock.now() - timedelta(days=1, minutes=1))
    data = filled(client.get(address))
    del data["cv"]

    refused = client.post(address, data=data | {"cv_kept": old}, headers=OURS)

    assert refused.status_code == 422
    assert "Choisissez votre CV" in errors_in(refused)


def test_a_closed_opening_gives_the_message_back(client, link, address):
    page = client.get(address)
    link.publication.state = PublicationState.CLOSED
    link.publication.ended_at = clock.now()
    db.session.flush()

    refused = client.post(address, data=filled(page, message="Mon long message"), headers=OURS)

    assert refused.status_code == 410
    assert "Mon long message" in refused.text
    assert client.get(address).status_code == 410
    assert count(Application) == 0


def test_a_draft_cannot_be_applied_for(app, client):
    opening = make_opening()

    assert client.get(direct(app, opening)).status_code == 404


@pytest.mark.parametrize("code", ["unknown", "x" * 300, "%00", "é", "AAAAAAAAAA"])
def test_an_unknown_code_is_not_found(client, code):
    assert client.get(f"/r/{code}/apply/fr").status_code == 404


def test_a_storys_link_leads_back_to_the_story_and_serves_for_an_opening(client):
    link = make_link(publication=make_published_story())
    opening = make_published_opening()
    through = f"/r/{link.code}/apply/{opening.number}/fr"

    assert client.get(f"/r/{link.code}/apply/fr").location == f"/r/{link.code}/fr"
    client.post(through, data=filled(client.get(through)), headers=OURS)

    assert db.session.query(Application).one().opening_id == opening.id
    assert db.session.query(Touch).one().story is True


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_applies_straight_from_the_career_site_in_both_languages(app, client, language):
    opening = make_published_opening()
    address = direct(app, opening, language)

    page = client.get(address)
    sent = client.post(address, data=filled(page), headers=OURS)

    assert f'<html lang="{language}"' in page.text
    assert sent.status_code == 303
    application = db.session.query(Application).one()
    assert application.language == language
    assert application.choice is None


def test_who_applies_directly_may_say_who_told_them(app, client):
    awa = make_person(first_name="Awa", last_name="Diop")
    address = direct(app, make_published_opening())

    client.post(address, data=filled(client.get(address), named="awa diop"), headers=OURS)

    assert db.session.query(Application).one().choice_ambassador_id == awa.id


def test_the_language_of_the_page_follows_the_address_then_the_browser(client, link):
    address = f"/r/{link.code}/apply"

    assert '<html lang="en"' in client.get(f"{address}/en", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en"' in client.get(address, headers={"Accept-Language": "en-GB"}).text
    assert '<html lang="fr"' in client.get(address, headers={"Accept-Language": "fr-BE"}).text


def test_changing_the_language_keeps_the_landing(client, address):
    page = client.get(address)
    token = form_of(page)["token"]
    other = BeautifulSoup(page.data, "html.parser").select_one("a[hreflang=en]")["href"]

    assert form_of(client.get(other))["token"] == token


def test_an_ambassador_who_sends_their_own_form_is_noticed(client, link, address):
    sign_in(client, link.ambassador)

    client.post(address, data=filled(client.get(address)), headers=OURS)

    assert db.session.query(Touch).one().own_session is True


def test_the_page_takes_few_statements(client, address, statements):
    with statements() as sent:
        client.get(address)

    assert len(sent) <= 12


def test_sending_takes_few_statements(client, address, statements):
    data = filled(client.get(address))

    with statements() as sent:
        client.post(address, data=data, headers=OURS)

    assert len(sent) <= 32


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
        "recommender",
        "referrer_sees",
        "form_id",
        "token",
        "cv_kept",
    ],
)
def test_naughty_texts_never_break_the_form_nor_come_back_alive(client, address, field):
    for text in NAUGHTY:
        cv = (BytesIO(docx_bytes()), "cv.docx")
        typed = {"recommender": "change", "named": "Someone", "cv": cv} | {field: text}
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
    data = filled(client.get(address), message="Mon long message", recommender="none")

    def away(*_args: object, **_values: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    where = "queries.link_of" if when == "reading" else "submit_application"
    with monkeypatch.context() as patched:
        patched.setattr(f"app.hiring.views.apply.{where}", away)
        answer = client.post(address, data=data, headers=OURS)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    kept = form_of(answer)
    for name in ("name", "email", "message", "recommender", "form_id", "token"):
        assert kept[name] == data[name]
    again = kept | {"cv": (BytesIO(pdf_bytes()), "cv.pdf")}
    assert client.post(address, data=again, headers=OURS).status_code == 303


def test_the_file_of_a_form_that_was_never_finished_is_forgotten_after_a_day(app):
    make_cv()
    taken = make_application(cv=make_cv())

    assert cv_files.forget_pending(now=clock.now() + timedelta(hours=23)) == 0
    assert cv_files.forget_pending(now=clock.now() + timedelta(hours=25)) == 1
    assert [each.id for each in db.session.scalars(select(StoredFile))] == [taken.cv_id]
