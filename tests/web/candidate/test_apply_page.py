"""The page where one applies: no cookie, no account, nothing lost by a refusal."""

import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.ids import time_of, uuid7_at
from app.hiring.models import Application, ReferrerChoice, RepeatedForm, Touch
from app.policy.policy import Policy, TouchKind
from app.policy.versions import publish_policy
from app.tracking.front import token as click_token
from app.tracking.models import ClickAct
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_opening, make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link
from tests.web.candidate.filling import OURS, count, direct, errors_in, filled, form_of


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
    assert application.choice is ReferrerChoice.KEPT
    assert application.choice_ambassador_id == link.ambassador_id
    assert application.cv.name == "CV Lina.pdf"
    assert count(Touch) == 1


def test_the_page_names_no_script_and_nothing_from_elsewhere(client, address):
    page = BeautifulSoup(client.get(address).data, "html.parser")

    assert not page.select("script, iframe, [style]")
    sources = [each.get("src") or each.get("href") for each in page.select("[src], link[href]")]
    assert all(source.startswith("/") for source in sources)


@pytest.mark.parametrize(
    "glued", [".", "/", ")", "%3E", "%20merci", "&fbclid=1", "`", "<br>", "FR"]
)
@pytest.mark.parametrize("other", [False, True], ids=["its opening", "another opening"])
def test_what_is_glued_to_the_way_to_the_form_loses_no_candidate(client, link, glued, other):
    number = f"/{make_published_opening().number}" if other else ""
    path = f"/r/{link.code}/apply{number}/"
    path += "FR" if glued == "FR" else f"fr{glued}"

    page = client.get(path, follow_redirects=True)

    assert page.status_code == 200
    assert b"Awa" in page.data


@pytest.mark.parametrize("glued", [".", "/", ")", "%3E", "&fbclid=1"])
def test_what_is_glued_to_the_career_site_s_way_to_the_form_is_dropped(app, client, glued):
    page = client.get(direct(app, make_published_opening()) + glued, follow_redirects=True)

    assert page.status_code == 200
    assert 'name="email"' in page.text


def bar_of(client, link, address, **said):
    """Press the bar of a landing page; the form it leads to is opened by GET."""
    token = click_token.make(uuid7_at(clock.now()), link.code)
    pressed = client.post(address, data={"token": token, **said}, headers=OURS)
    return pressed, token


@pytest.mark.parametrize(
    ("choice", "named"), [("none", ""), ("keep", ""), ("change", "Élodie Œuvrard-Łuk")]
)
def test_the_landing_pages_bar_leads_to_a_form_that_keeps_what_was_said(
    client, link, address, choice, named
):
    pressed, token = bar_of(client, link, address, referrer=choice, named=named)
    page = client.get(pressed.location)

    assert (pressed.status_code, page.status_code) == (303, 200)
    assert errors_in(page) == ""
    fields = form_of(page)
    assert (fields["referrer"], fields["named"], fields["token"]) == (choice, named, token)
    assert count(Application) == 0


def test_no_name_is_read_in_the_address_of_the_form(client, link, address):
    pressed, _token = bar_of(client, link, address, referrer="change", named="Malik Sadi")

    query = parse_qs(urlsplit(pressed.location).query)
    carried = urlsafe_b64decode(query["answer"][0] + "==")
    assert "Malik" not in pressed.location
    assert b"Malik" not in carried


@pytest.mark.parametrize("answer", ["x", "", "A" * 60, "\u00e9"])
def test_an_altered_answer_fills_in_nothing(client, address, answer):
    page = client.get(address, query_string={"answer": answer})

    assert (page.status_code, form_of(page)["referrer"], form_of(page)["named"]) == (
        200,
        "keep",
        "",
    )


def test_what_was_said_on_the_landing_page_outlives_a_change_of_language(client, link, address):
    pressed, token = bar_of(client, link, address, referrer="change", named="Malik Sadi")
    page = BeautifulSoup(client.get(pressed.location).data, "html.parser")

    english = client.get(page.select_one("header a[hreflang=en]")["href"])

    fields = form_of(english)
    assert (fields["named"], fields["token"]) == ("Malik Sadi", token)


def test_pressing_the_bar_is_no_form_that_counts_against_a_mailbox(client, link, address):
    for _ in range(31):
        pressed, _token = bar_of(client, link, address, referrer="keep")

    assert pressed.status_code == 303


def test_acting_on_a_page_shows_that_a_person_was_there(client, link, address):
    clicked = uuid7_at(clock.now())
    token = click_token.make(clicked, link.code)

    client.post(address, data={"token": token, "referrer": "keep"}, headers=OURS)
    client.post(address, data={"token": "A" * 32, "referrer": "keep"}, headers=OURS)

    assert list(db.session.scalars(select(ClickAct.click_id))) == [clicked]


def test_the_way_back_leads_to_the_offer_as_it_was_read(client, link, address):
    other = make_published_opening()

    pages = [client.get(address), client.get(f"/r/{link.code}/apply/{other.number}/en")]

    backs = [BeautifulSoup(each.data, "html.parser").select_one("a.back")["href"] for each in pages]
    assert backs == [f"/r/{link.code}/fr", f"/r/{link.code}/{other.number}/en"]


def test_the_landing_time_is_that_of_the_token(client, link, address):
    landed = clock.now() - timedelta(minutes=20)
    token = click_token.make(uuid7_at(landed), link.code)
    pressed = client.post(address, data={"token": token, "referrer": "keep"}, headers=OURS)
    page = client.get(pressed.location)

    client.post(address, data=filled(page), headers=OURS)

    assert abs(db.session.query(Touch).one().at - landed) < timedelta(seconds=1)


def test_the_visit_is_under_the_rule_of_the_landing_and_a_name_under_that_of_the_form(
    client, link, address
):
    make_ambassador(first_name="Zoé", last_name="Lambert")
    landed = clock.now() - timedelta(days=2)
    changed = Policy(0, window_days=90)
    publish_policy(changed, replaces=1, by=make_person(), now=landed + timedelta(days=1))
    token = click_token.make(uuid7_at(landed), link.code)
    pressed = client.post(
        address,
        data={"token": token, "referrer": "change", "named": "Zoé Lambert"},
        headers=OURS,
    )
    page = client.get(pressed.location)

    client.post(address, data=filled(page), headers=OURS)

    versions = {each.kind: each.policy_version for each in db.session.scalars(select(Touch))}
    assert versions == {TouchKind.VISIT: 1, TouchKind.DECLARATION: 2}


def test_a_token_that_is_sent_again_moves_no_landing_and_is_one_act(client, link, address):
    landed = uuid7_at(clock.now() - timedelta(days=3))
    token = click_token.make(landed, link.code)

    for email in ("lina@example.org", "marc@example.org"):
        pressed = client.post(address, data={"token": token, "referrer": "keep"}, headers=OURS)
        page = client.get(pressed.location)
        client.post(address, data=filled(page, email=email), headers=OURS)

    touches = db.session.scalars(select(Touch)).all()
    assert len({touch.candidate_id for touch in touches}) == 2
    assert {(touch.ambassador_id, touch.at) for touch in touches} == {
        (link.ambassador_id, time_of(landed))
    }
    assert list(db.session.scalars(select(ClickAct.click_id))) == [landed]


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


def test_a_page_shown_with_a_wrong_token_shows_no_referrer(client, address):
    pressed = client.post(address, data={"token": "A" * 32, "referrer": "keep"}, headers=OURS)
    page = client.get(pressed.location)

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


@pytest.mark.parametrize(
    ("language", "hint"), [("fr", "Rouvrez-le depuis son message"), ("en", "Open it again")]
)
def test_whoever_was_sent_a_link_reads_before_the_first_field_to_open_it_again(
    app, client, link, language, hint
):
    address = direct(app, make_published_opening(), language)
    page, by_link = client.get(address).text, client.get(f"/r/{link.code}/apply/{language}").text

    assert hint in page
    assert page.index(hint) < page.index('name="form_id"')
    assert hint not in by_link
    assert "Awa Diop" in by_link


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
