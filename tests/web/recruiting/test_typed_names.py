"""Where recruiters and programme managers match names, and where ambassadors answer."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.calendar import local_date
from app.core.database import db
from app.core.models import Message
from app.hiring.applying import status_page
from app.hiring.models import ReferrerChoice, Touch, TypedName, TypedNameState
from app.hiring.recruiting import pipeline
from app.hiring.referrals import declarations, typed_names
from app.hiring.status_links import mailed_link, shown_token
from app.policy.policy import TouchState
from app.publishing.wording import title_of
from tests.factories.hiring import make_application
from tests.factories.people import make_organisation, make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html.parser")


def words_of(response) -> str:
    return " ".join(page_of(response).get_text(" ", strip=True).split())


def count_of(response, area: str) -> str:
    found = page_of(response).select_one(f"[data-area={area}] .count")
    return found.get_text(" ", strip=True) if found else ""


def leads_to_names(response) -> bool:
    return page_of(response).select_one("main a[href='/names']") is not None


@pytest.fixture
def maelle(app):
    return make_ambassador(first_name="Maëlle", last_name="Kerdoncuff", language="fr")


@pytest.fixture
def claire(app):
    return make_person(role="recruiter", first_name="Claire", last_name="Dumont", language="fr")


@pytest.fixture
def manager(app):
    return make_person(role="programme_manager", language="fr")


@pytest.fixture
def typed_name(maelle) -> TypedName:
    return named("Maëlle")


def named(typed: str, *, days: int = 1, **values) -> TypedName:
    application = make_application(
        choice=ReferrerChoice.NAMED,
        named=typed,
        now=clock.now() - timedelta(days=days),
        **values,
    )
    db.session.commit()
    return typed_names.current_typed_name(application)


# ── finding it ──────────────────────────────────────────────────────────────────────────────


def test_a_name_to_match_is_told_on_the_list(client, claire, typed_name):
    sign_in(client, claire)

    listed = client.get("/applications")

    assert leads_to_names(listed)
    assert "« Maëlle »" in words_of(client.get("/names"))


def test_who_runs_the_programme_finds_it_on_their_page(client, manager, typed_name):
    sign_in(client, manager)

    shown = client.get("/programme")

    assert count_of(shown, "programme").startswith("1")
    assert page_of(shown).select_one("main a[href='/names']")


def test_a_matched_name_is_counted_no_more(client, claire, maelle):
    named("Maëlle Kerdoncuff")
    sign_in(client, claire)

    assert not leads_to_names(client.get("/applications"))
    assert "Aucun nom ne vous attend" in words_of(client.get("/names"))


@pytest.mark.parametrize("role", ["ambassador", "hiring_manager", "editor", "admin", "auditor"])
def test_names_are_closed_to_others(client, typed_name, role):
    sign_in(client, make_person(role=role))

    for path in ("/names", f"/names/{typed_name.id}"):
        assert client.get(path).status_code == 403
    for act in ("match", "correct", "nobody", "ask", "ask-again"):
        assert client.post(f"/names/{typed_name.id}/{act}").status_code == 403
    assert typed_name.state is TypedNameState.OPEN


def test_nobody_matches_the_name_of_their_own_candidacy(client, claire, manager, typed_name):
    for person in (claire, manager):
        typed_name.application.candidate.person_id = person.id
        db.session.commit()
        sign_in(client, person)

        assert client.get(f"/names/{typed_name.id}").status_code == 404
        assert client.post(f"/names/{typed_name.id}/nobody").status_code == 404
        assert count_of(client.get("/openings"), "pipeline") == ""


def card_beside(client, address):
    """Return the card of a name beside its application, as a browser loads it."""
    to_come = page_of(client.get(address)).select_one(".typed_name")
    assert "/names/" in client.get(to_come.a["href"]).location  # for who has no script
    return page_of(asked_by_script(client, to_come["hx-get"])).select_one(".typed_name")


def asked_by_script(client, address):
    return client.get(address, headers={"HX-Request": "true"})


# ── matching ────────────────────────────────────────────────────────────────────────────────


def test_an_application_asks_who_it_is_and_one_click_matches(client, claire, maelle, typed_name):
    sign_in(client, claire)
    address = f"/applications/{typed_name.application_id}"

    card = card_beside(client, address)
    assert "De qui s’agit-il" in card.h2.text
    form = card.select_one("form[action$='/match']")
    fields = {each["name"]: each["value"] for each in form.select("input")}
    answer = client.post(form["action"], data=fields)

    assert answer.location == address
    assert typed_name.ambassador == maelle
    card = card_beside(client, address)
    assert "La question est posée à Maëlle Kerdoncuff, jusqu’au" in card.text
    assert "Rattaché par Claire Dumont" in card.text


def test_the_page_of_an_application_shows_nobody_else_the_matching(client, typed_name):
    manager = make_person(role="hiring_manager")
    typed_name.application.opening.hiring_manager = manager
    db.session.commit()
    sign_in(client, manager)

    page = page_of(client.get(f"/applications/{typed_name.application_id}"))

    assert page.select_one(".typed_name") is None
    assert "aucun compte ne porte ce nom" in page.text


def test_anybody_can_be_searched_for(client, manager, typed_name):
    hugo = make_person(first_name="Hugo", last_name="Kervella")
    sign_in(client, manager)

    page = page_of(client.get(f"/names/{typed_name.id}", query_string={"q": "kerv"}))
    found = page.select("[aria-labelledby=somebody-else] strong")
    assert [each.text for each in found] == ["Hugo Kervella"]
    client.post(f"/names/{typed_name.id}/match", data={"person": str(hugo.id), "sure": "1"})

    assert typed_name.ambassador == hugo


@pytest.mark.parametrize(
    "words", ["personne", "<script>alert(1)</script>", "%", "{{7*7}}", "é" * 500]
)
def test_a_search_that_finds_nobody_says_so(client, claire, typed_name, words):
    sign_in(client, claire)

    page = client.get(f"/names/{typed_name.id}", query_string={"q": words})

    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text
    assert "Personne ne s’appelle" in words_of(page)


@pytest.mark.parametrize("person", ["", "x", "01a209a5-dc14-73f0-8802-b4793cc126a2"])
def test_matching_to_no_one_changes_nothing(client, claire, typed_name, person):
    sign_in(client, claire)

    answer = client.post(f"/names/{typed_name.id}/match", data={"person": person})

    assert answer.status_code == (404 if len(person) > 1 else 422)
    assert typed_name.state is TypedNameState.OPEN


def test_matching_to_oneself_is_refused_with_what_to_do(client, claire, typed_name):
    sign_in(client, claire)

    answer = client.post(f"/names/{typed_name.id}/match", data={"person": str(claire.id)})

    assert answer.status_code == 422
    assert "Quelqu’un d’autre doit le faire" in answer.text


def test_a_name_too_old_is_only_to_be_asked(client, claire, maelle):
    old = named("Maëlle", days=20)
    sign_in(client, claire)

    page = client.get(f"/names/{old.id}")

    assert "Le délai de confirmation est passé" in page.text
    assert page_of(page).select("form[action$='/match']") == []
    refused = client.post(f"/names/{old.id}/match", data={"person": str(maelle.id)})
    assert refused.status_code == 422


def test_asking_the_candidate_takes_one_click(client, claire, typed_name):
    sign_in(client, claire)

    client.post(f"/names/{typed_name.id}/ask")
    client.post(f"/names/{typed_name.id}/ask")

    found = select(Message).where(Message.template == "hiring/mail/who")
    assert len(db.session.scalars(found).all()) == 1
    assert "Question envoyée le" in words_of(client.get(f"/names/{typed_name.id}"))
    assert not leads_to_names(client.get("/applications"))


def test_a_wrong_match_is_corrected_from_the_page(client, claire, maelle, typed_name):
    sign_in(client, claire)
    client.post(f"/names/{typed_name.id}/match", data={"person": str(maelle.id)})

    client.post(f"/names/{typed_name.id}/correct")

    assert typed_name.state is TypedNameState.OPEN
    sign_in(client, maelle)
    told = words_of(client.get("/declarations"))
    assert "vous est parvenue par erreur" in told
    assert typed_name.application.name not in told


def test_nobody_here_leaves_the_list(client, claire, typed_name):
    sign_in(client, claire)

    client.post(f"/names/{typed_name.id}/nobody")

    assert typed_name.state is TypedNameState.NOBODY
    assert "Aucun nom ne vous attend" in words_of(client.get("/names"))


# ── asking the colleague once more ──────────────────────────────────────────────────────────


def asked_again() -> list[Message]:
    found = select(Message).where(Message.template == "hiring/mail/asked_again")
    return list(db.session.scalars(found))


def offer_on(response):
    return page_of(response).select_one("form[action$='/ask-again']")


def test_a_recruiter_asks_the_ambassador_once_more_from_the_application(client, claire, maelle):
    waiting = named("Maëlle Kerdoncuff", name="Lina Haddad")
    address = f"/applications/{waiting.application_id}"
    sign_in(client, claire)

    beside = f"{address}/name"
    page = asked_by_script(client, beside)
    button = offer_on(page)
    assert "La question est posée à Maëlle Kerdoncuff, jusqu’au" in words_of(page)
    assert button.get_text(strip=True) == "Redemander à Maëlle"
    done = client.post(button["action"], data={"back": "application"})
    client.post(button["action"], data={"back": "application"})

    assert done.location == address
    (letter,) = asked_again()
    assert letter.to_address == maelle.email
    assert letter.subject.startswith("Claire Dumont vous demande")
    assert "/declarations" in letter.text
    again = asked_by_script(client, beside)
    assert "Question posée à nouveau le" in words_of(again)
    assert offer_on(again) is None


def test_who_runs_the_programme_asks_from_the_names_own_page(client, manager, maelle):
    waiting = named("Maëlle Kerdoncuff")
    sign_in(client, manager)

    assert offer_on(client.get(f"/names/{waiting.id}"))
    client.post(f"/names/{waiting.id}/ask-again")

    assert len(asked_again()) == 1


def test_the_message_tells_no_more_of_the_candidate_than_the_first_one(client, claire, maelle):
    waiting = named(
        "Maëlle Kerdoncuff", name="Lina Haddad", email="lina@boite.example", message="Mon mot"
    )
    sign_in(client, claire)

    client.post(f"/names/{waiting.id}/ask-again")

    (letter,) = asked_again()
    assert "Lina Haddad" in letter.text
    for secret in ("lina@boite.example", "Mon mot", "/applications/", "/names/", "/s/"):
        assert secret not in letter.text + letter.html


def test_who_sees_an_application_and_matches_no_name_is_offered_nothing(client, maelle):
    hires = make_person(role="hiring_manager")
    waiting = named("Maëlle Kerdoncuff")
    waiting.application.opening.hiring_manager = hires
    db.session.commit()
    sign_in(client, hires)

    page = client.get(f"/applications/{waiting.application_id}")

    assert page.status_code == 200
    assert page_of(page).select_one(".typed_name") is None
    assert client.get(f"/applications/{waiting.application_id}/name").status_code == 403


@pytest.mark.parametrize("case", ["answered", "late", "left", "withdrawn", "oneself"])
def test_a_question_that_cannot_be_put_is_neither_offered_nor_sent(client, claire, case):
    role = "recruiter" if case == "oneself" else None
    maelle = make_person(role=role, first_name="Maëlle", last_name="Kerdoncuff", language="fr")
    waiting = named("Maëlle Kerdoncuff", days=20 if case == "late" else 1)
    if case == "answered":
        declarations.deny(waiting.touch, by=maelle, now=clock.now())
    if case == "left":
        maelle.disabled_at = clock.now()
    if case == "withdrawn":
        pipeline.withdraw(waiting.application, now=clock.now())
    db.session.commit()
    sign_in(client, maelle if case == "oneself" else claire)

    page = asked_by_script(client, f"/applications/{waiting.application_id}/name")
    refused = client.post(f"/names/{waiting.id}/ask-again")

    assert page.status_code == 200
    assert offer_on(page) is None
    assert refused.status_code == 422
    assert asked_again() == []


# ── the ambassador ──────────────────────────────────────────────────────────────────────────


def test_who_is_named_sees_it_in_the_menu_and_at_home_until_they_answer(client, maelle):
    named("Maëlle Kerdoncuff")
    sign_in(client, maelle)

    home = client.get("/hub")
    assert count_of(home, "relays").startswith("1")
    assert page_of(home).select_one("main a[href='/declarations']")
    touch = db.session.scalars(select(Touch)).one()
    client.post(f"/declarations/{touch.id}", data={"answer": "yes"})

    home = client.get("/hub")
    assert count_of(home, "relays") == ""
    assert page_of(home).select_one("main a[href='/declarations']") is None


@pytest.mark.parametrize(("answer", "state"), [("yes", TouchState.OK), ("no", TouchState.REFUSED)])
def test_an_answer_is_asked_once_more_with_the_opening_and_the_day_before_it_counts(
    client, maelle, answer, state
):
    application = named("Maëlle Kerdoncuff").application
    sign_in(client, maelle)
    (link,) = page_of(client.get("/declarations")).select(f".answers a[href$='answer={answer}']")

    asked = client.get(link["href"])

    touch = db.session.scalars(select(Touch)).one()
    assert touch.state is TouchState.PENDING
    assert title_of(application.opening, "fr") in words_of(asked)
    assert f" le {local_date(touch.at).day} " in words_of(asked)
    form = page_of(asked).select_one("main form")
    client.post(form["action"], data={each["name"]: each["value"] for each in form.select("input")})
    db.session.refresh(touch)
    assert touch.state is state


def told_over():
    return [
        each.to_address
        for each in db.session.scalars(select(Message).order_by(Message.id))
        if each.subject == "Il n’y a plus rien à répondre"
    ]


@pytest.mark.parametrize("change", ["withdraw", "rename", "remove"])
@pytest.mark.parametrize("answered", [False, True])
def test_who_was_asked_is_told_once_that_it_is_over_unless_they_had_answered(
    app, maelle, change, answered
):
    application = named("Maëlle Kerdoncuff").application
    make_ambassador(first_name="Awa", last_name="Diallo")
    if answered:
        touch = db.session.scalars(select(Touch)).one()
        declarations.confirm(touch, by=maelle, now=clock.now())

    for _ in range(2):
        if change == "withdraw":
            status_page.withdraw(application, now=clock.now())
        elif change == "rename":
            status_page.name_referrer(application, "Awa Diallo", now=clock.now())
        else:
            status_page.remove_referrer(application, now=clock.now())

    assert told_over() == ([] if answered else [maelle.email])


def test_opening_the_page_of_the_mail_answers_nothing(client, maelle):
    named("Maëlle Kerdoncuff")
    sign_in(client, maelle)

    page = client.get("/declarations")

    assert "Vous pouvez répondre jusqu’au" in page.text
    assert db.session.scalars(select(Touch)).one().settled_at is None


def test_a_declaration_too_old_is_told_and_waits_no_more(client, maelle):
    named("Maëlle Kerdoncuff", days=16)
    sign_in(client, maelle)

    page = client.get("/declarations")

    assert "rien ne vous est crédité" in words_of(page)
    assert count_of(page, "relays") == ""
    assert page_of(page).select("form[action*='/declarations/']") == []


# ── the candidate ───────────────────────────────────────────────────────────────────────────


def waiting_words(client, typed_name) -> str:
    address = mailed_link(typed_name.application, now=clock.now())
    page = page_of(client.get("/s/" + address.rpartition("/")[2]))
    return page.select_one("[aria-labelledby=who-told]").get_text(" ", strip=True)


def test_a_candidate_reads_the_same_whatever_their_name_fits(client, maelle):
    typed = ["Maëlle Kerdoncuff", "Maëlle Inconnue", "Maëlle du salon"]
    read = [waiting_words(client, named(each)).replace(each, "X") for each in typed]

    assert read[0] == read[1] == read[2]
    assert "Aucune confirmation n’est encore arrivée" in read[0]


def shown_after(typed: str) -> str:
    make_organisation()
    application = make_application(choice=ReferrerChoice.NAMED, named=typed)
    return "/s/" + shown_token(application, now=clock.now())


@pytest.mark.parametrize("page", ["", "/received"])
@pytest.mark.parametrize("typed", ["Maëlle", "Bertille"])
def test_one_word_is_asked_for_its_rest_whoever_works_here(client, maelle, page, typed):
    question = page_of(client.get(shown_after(typed) + page)).select_one(
        "[aria-labelledby=who-told]"
    )

    assert f"«\xa0{typed}\xa0»\xa0: son nom de famille" in question.get_text(" ", strip=True)


@pytest.mark.parametrize("typed", ["Maëlle Kerdoncuff", "Maëlle du salon"])
def test_more_words_are_asked_for_nothing_after_the_form(client, maelle, typed):
    page = page_of(client.get(shown_after(typed) + "/received"))

    assert page.select("[name=details]") == []


@pytest.mark.parametrize(("added", "meant"), [("Kerdoncuff", True), ("rencontrée à Rennes", False)])
def test_the_rest_of_a_name_is_added_in_one_field(client, maelle, added, meant):
    address = shown_after("Maëlle")
    form = page_of(client.get(f"{address}/received")).select_one("form")
    typed = {each["name"]: each.get("value", "") for each in form.select("input")}

    sent = client.post(
        form["action"],
        data=typed | {"details": added},
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=True,
    )

    typed_name = db.session.scalars(
        select(TypedName).where(TypedName.state != TypedNameState.REPLACED)
    ).one()
    assert typed_name.typed == f"Maëlle {added}"
    assert (typed_name.ambassador == maelle) is meant
    assert f"Aucune confirmation n’est encore arrivée pour «\xa0Maëlle {added}" in sent.text
    assert "son nom de famille" not in sent.text


def test_a_name_that_a_recruiter_had_matched_reads_as_the_candidate_completed_it(
    client, claire, maelle
):
    typed_name = named("Maëlle")
    typed_names.match(typed_name, maelle, by=claire, now=clock.now())

    status_page.name_referrer(
        typed_name.application, "Maëlle", details="Kerdoncuff", now=clock.now()
    )

    assert (
        status_page.as_shown(typed_name.application, now=clock.now()).named == "Maëlle Kerdoncuff"
    )
    assert typed_name.state is TypedNameState.MATCHED


def test_a_candidate_reads_the_same_when_the_colleague_says_no(client, maelle):
    typed_name = named("Maëlle Kerdoncuff")
    before = waiting_words(client, typed_name)

    declarations.deny(typed_name.touch, by=maelle, now=clock.now())

    assert waiting_words(client, typed_name) == before


def test_a_confirmed_name_waits_no_more(client, maelle):
    typed_name = named("Maëlle Kerdoncuff")
    declarations.confirm(typed_name.touch, by=maelle, now=clock.now())

    assert "Aucune confirmation" not in waiting_words(client, typed_name)


def test_a_candidate_may_add_a_team(client, typed_name):
    make_organisation()
    address = "/s/" + mailed_link(typed_name.application, now=clock.now()).rpartition("/")[2]

    answer = client.post(
        f"{address}/recommender",
        data={"referrer": "change", "named": "Maëlle K.", "details": "équipe réseau"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 303
    now_named = typed_names.current_typed_name(typed_name.application)
    assert (now_named.typed, now_named.details) == ("Maëlle K.", "équipe réseau")


def test_the_acknowledgement_asks_who_told_only_whoever_named_nobody(app, maelle):
    letters = {}
    for typed in ("", "Maëlle"):
        choice = ReferrerChoice.NAMED if typed else None
        application = make_application(choice=choice, named=typed)
        found = select(Message).where(
            Message.template == "hiring/mail/received",
            Message.to_address == application.candidate.email,
        )
        letters[typed] = db.session.scalars(found).one().text

    assert "Dites qui" in letters[""]
    assert "Dites qui" not in letters["Maëlle"]


@pytest.mark.parametrize(
    ("role", "above"), [("recruiter", "/applications"), ("programme_manager", "/programme")]
)
def test_the_names_say_where_one_is(client, typed_name, role, above):
    sign_in(client, make_person(role=role))

    for path in ("/names", f"/names/{typed_name.id}"):
        assert page_of(client.get(path)).select_one(".crumb a")["href"] == above


def test_whoever_only_relayed_the_opening_is_apart_and_asked_about_twice(client, claire):
    opening = make_published_opening()
    tomasz = make_ambassador(first_name="Tomasz", last_name="Wójcik")
    make_link(ambassador=tomasz, publication=opening, now=clock.now() - timedelta(days=4))
    ferrand = make_ambassador(first_name="Camille", last_name="Ferrand")
    typed_name = named("Camille", opening=opening)
    sign_in(client, claire)

    page = page_of(client.get(f"/names/{typed_name.id}"))
    assert "C’est Camille" in page.text
    assert "C’est Tomasz" not in page.text
    assert "Tomasz" in page.select_one(".more-on-person").text

    asked = client.post(f"/names/{typed_name.id}/match", data={"person": str(tomasz.id)})
    assert asked.status_code == 422
    assert "« Camille » ne correspond pas à Tomasz" in words_of(asked).replace("\xa0", " ")
    db.session.refresh(typed_name)
    assert typed_name.state is TypedNameState.OPEN

    sure = page_of(asked).select_one("#sure").find_parent("section").select_one("form")
    fields = {each["name"]: each.get("value", "") for each in sure.select("input[name]")}
    client.post(sure["action"], data=fields)
    db.session.refresh(typed_name)
    assert typed_name.ambassador_id == tomasz.id
    assert ferrand.id != tomasz.id


def test_a_colleague_who_cannot_be_credited_is_told_so_before_they_are_asked(client, claire):
    opening = make_published_opening()
    hires = make_ambassador(first_name="Camille", last_name="Ferrand")
    opening.hiring_team.append(hires)
    db.session.flush()
    typed_name = named("Camille", opening=opening)
    sign_in(client, claire)

    page = words_of(client.get(f"/names/{typed_name.id}")).replace("\xa0", " ")

    assert "Ne peut pas recevoir le crédit : équipe qui recrute" in page


def test_the_names_come_in_pages_and_ask_the_rule_once(client, claire, statements):
    for _ in range(3):
        named("Sasha")
    sign_in(client, claire)
    client.get("/names")
    with statements() as few:
        client.get("/names")
    for _ in range(60):
        named("Sasha")
    with statements() as many:
        page = page_of(client.get("/names"))

    assert len(page.select("[data-row]")) == 50
    assert len(page_of(client.get("/names?page=2")).select("[data-row]")) == 13
    assert len(many) == len(few) <= 12


def test_the_page_of_a_name_takes_at_most_twelve_statements(client, claire, statements):
    opening = make_published_opening()
    for number in range(3):
        colleague = make_ambassador(first_name="Camille", last_name=f"Ferrand {number}")
        make_link(ambassador=colleague, publication=opening)
    typed_name = named("Camille", opening=opening)
    sign_in(client, claire)
    client.get(f"/names/{typed_name.id}")
    db.session.expire_all()

    with statements() as sent:
        page = page_of(client.get(f"/names/{typed_name.id}"))

    assert "Camille Ferrand 2" in page.text
    assert len(sent) <= 12
