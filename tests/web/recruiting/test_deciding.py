"""Refusing, hiring and contacting: what a recruiter reads before, and what comes next."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.models import Message
from app.hiring.models import ApplicationState, Stage
from app.hiring.recruiting import pipeline
from app.hiring.referrals import recommendations
from tests.factories.hiring import make_recommendation
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.web.recruiting.recruiting import made, toasts_in


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Camille", last_name="Petit", language="en")


@pytest.fixture
def browser(client, recruiter):
    sign_in(client, recruiter)
    return client


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html.parser")


def words_of(response) -> str:
    return " ".join(page_of(response).get_text(" ", strip=True).split())


def refuse(browser, application, **values):
    data = {"expected": "received", "reason": "experience", **values}
    return browser.post(f"/applications/{application.id}/refuse", data=data)


def letters_to(application) -> list[Message]:
    return list(
        db.session.scalars(
            select(Message).where(
                Message.to_address == application.candidate.email,
                Message.template == "hiring/mail/refused",
            )
        )
    )


# Refusing


def test_the_whole_message_is_read_before_it_is_sent_and_is_the_one_that_leaves(browser):
    application = made("Lina Haddad", language="fr")
    note = "Gardons le contact pour l’an prochain."
    shown = browser.post(
        f"/applications/{application.id}/refuse/preview",
        data={"reason": "experience", "note": note},
    )
    read = page_of(shown).select_one(".letter").get_text()

    refuse(browser, application, note=note)
    pipeline.tell_refusals(now=clock.now() + pipeline.UNDO_WINDOW)

    (sent,) = letters_to(application)
    for line in filter(None, read.replace("…", "").splitlines()):
        assert line in sent.text
    assert "Bonjour Lina Haddad" in read
    assert note in read


def test_looking_at_the_message_refuses_nobody(browser):
    application = made("Lina Haddad")

    browser.post(f"/applications/{application.id}/refuse/preview", data={"reason": "experience"})

    db.session.refresh(application)
    assert application.state is ApplicationState.OPEN
    assert letters_to(application) == []


def test_a_reason_of_ones_own_needs_words_and_they_are_all_that_is_read(browser):
    application = made("Lina Haddad", language="en")

    assert refuse(browser, application, reason="other").status_code == 422
    assert application.state is ApplicationState.OPEN

    refuse(browser, application, reason="other", note="The team was merged into another.")
    pipeline.tell_refusals(now=clock.now() + pipeline.UNDO_WINDOW)
    (sent,) = letters_to(application)
    assert "will not take it further. \n\nThe team was merged into another." in sent.text


def test_without_a_message_nothing_leaves_and_the_decision_stands(browser):
    application = made("Lina Haddad")

    refused = refuse(browser, application, without_letter="1")
    pipeline.tell_refusals(now=clock.now() + pipeline.UNDO_WINDOW)

    assert "without a message" in toasts_in(browser.get(refused.location))
    assert application.state is ApplicationState.REFUSED
    assert letters_to(application) == []


def test_the_next_application_of_the_list_follows_with_the_undo(browser):
    first, second, third = (made(name, days=days) for days, name in enumerate("ABC", start=1))

    refused = refuse(browser, second)

    assert refused.location.startswith(f"/applications/{third.id}")
    following = page_of(browser.get(refused.location))
    form = following.select_one(".toast form")
    assert str(second.id) in form["action"]
    assert first.state is ApplicationState.OPEN


def test_each_reason_has_a_key_and_fits_on_a_line_or_two(browser):
    application = made("Lina Haddad")

    page = page_of(browser.get(f"/applications/{application.id}/refuse"))

    reasons = page.select("input[name=reason]")
    assert [each["data-key"] for each in reasons] == [
        str(number) for number in range(1, len(reasons) + 1)
    ]
    assert reasons[-1]["value"] == "other"


# Hiring


def test_hiring_asks_for_the_first_day_and_the_thread_tells_it(browser):
    application = made("Lina Haddad")
    asked = page_of(browser.get(f"/applications/{application.id}/hire"))
    assert asked.select_one("[name=starts_on]")
    assert application.state is ApplicationState.OPEN

    hired = browser.post(
        f"/applications/{application.id}/hire",
        data={"expected": "received", "starts_on": "2099-01-05"},
    )

    assert application.state is ApplicationState.HIRED
    assert application.moves[-1].starts_on == date(2099, 1, 5)
    page = browser.get(hired.location)
    assert "first day of work: 5 January 2099" in words_of(page)
    assert page_of(page).select_one(".toast form")["action"].endswith("/undo")


@pytest.mark.parametrize("typed", ["32/01/2099", "2001-01-01"])
def test_a_day_that_is_none_or_comes_before_the_application_hires_nobody(browser, typed):
    application = made("Lina Haddad")

    answer = browser.post(
        f"/applications/{application.id}/hire", data={"expected": "received", "starts_on": typed}
    )

    assert answer.status_code == 422
    db.session.refresh(application)
    assert application.state is ApplicationState.OPEN


def test_hiring_has_its_key_at_every_stage(browser):
    page = page_of(browser.get(f"/applications/{made('Lina Haddad').id}"))

    assert page.select_one("[data-key='5 h']")["href"].endswith("/hire")


def test_keys_of_the_page_are_claimed_by_what_they_do(browser):
    application = made("Lina Haddad")
    pipeline.move(
        application,
        Stage.OFFER,
        expected=Stage.RECEIVED,
        by=make_person(role="recruiter"),
        now=clock.now(),
    )
    db.session.commit()

    page = page_of(browser.get(f"/applications/{application.id}"))

    keys = {each["data-key"]: each.get_text(" ", strip=True) for each in page.select("[data-key]")}
    assert keys["5 h"] == "Hire"
    assert keys["r"] == "Refuse…"
    assert {"1", "2", "3"} <= keys.keys()


# Contacting


def agreed(**values):
    recommendation = make_recommendation(now=clock.now() - timedelta(days=2), **values)
    recommendations.accept(recommendation, sender=None, now=clock.now() - timedelta(days=1))
    db.session.commit()
    return recommendation


def test_who_takes_care_of_a_person_is_seen_by_the_others_before_they_write(client, browser):
    nora = agreed(name="Nora Perrin")
    taken = browser.post(f"/applications/recommended/{nora.id}/take", data={"instead_of": ""})
    assert taken.status_code == 302

    other = make_person(role="recruiter", language="en")
    sign_in(client, other)
    assert "Camille Petit has been taking care of them since" in words_of(
        client.get("/applications/recommended")
    )
    late = client.post(f"/applications/recommended/{nora.id}/take", data={"instead_of": ""})
    assert late.status_code == 422
    assert "Camille Petit takes care of this person." in words_of(late)


def test_whoever_was_contacted_is_no_longer_counted(browser):
    nora = agreed(name="Nora Perrin")
    assert "1 recommended person agrees to be contacted" in words_of(browser.get("/applications"))

    for _ in range(2):
        browser.post(f"/applications/recommended/{nora.id}/contacted", data={"instead_of": ""})

    assert "agrees to be contacted" not in words_of(browser.get("/applications"))
    assert "Contacted by Camille Petit on" in words_of(browser.get("/applications/recommended"))


def test_a_long_list_of_people_to_contact_has_pages_and_what_is_done_comes_back_to_its_own(
    browser, monkeypatch
):
    monkeypatch.setattr("app.hiring.queries.recommendations.TO_CONTACT", 2)
    opening = make_published_opening()
    for number in range(3):
        sent = make_recommendation(opening=opening, name=f"Nora Perrin{number}")
        recommendations.accept(sent, sender=None, now=clock.now() - timedelta(hours=number))

    first = browser.get("/applications/recommended")
    second = browser.get("/applications/recommended?page=2")
    done = browser.post(f"/applications/recommended/{sent.id}/take?page=2", data={"instead_of": ""})

    assert ["Perrin0" in words_of(first), "Perrin2" in words_of(first)] == [True, False]
    assert ["Perrin0" in words_of(second), "Perrin2" in words_of(second)] == [False, True]
    assert page_of(first).select_one("a[rel=next]")["href"].endswith("page=2")
    assert done.location.endswith("/applications/recommended?page=2")


def test_another_recruiter_may_take_over_knowingly_and_the_first_may_leave_it(client, browser):
    nora = agreed(name="Nora Perrin")
    address = f"/applications/recommended/{nora.id}"
    browser.post(f"{address}/take", data={"instead_of": ""})
    holder = nora.taken_by_id
    other = make_person(role="recruiter", language="en")
    sign_in(client, other)

    client.post(f"{address}/take", data={"instead_of": str(holder)})
    db.session.refresh(nora)
    assert nora.taken_by_id == other.id

    client.post(f"{address}/give-back")
    db.session.refresh(nora)
    assert nora.taken_by_id is None


def test_a_hiring_manager_contacts_only_those_of_their_openings(client):
    nora = agreed()
    boss = make_person(role="hiring_manager")
    sign_in(client, boss)

    address = f"/applications/recommended/{nora.id}/contacted"
    assert client.post(address, data={"instead_of": ""}).status_code == 404


# The home page


def test_the_home_page_of_a_recruiter_begins_with_what_awaits_them(browser, recruiter, statements):
    opening = make_published_opening(recruiter=recruiter)
    for days in (1, 9, 12):
        application = made(f"Candidate {days}", days=days, opening=opening)
    pipeline.note_seen(application.id, now=clock.now())
    made("Of a colleague", days=20)
    agreed()
    db.session.commit()
    browser.get("/hub")

    with statements() as sent:
        page = page_of(browser.get("/hub"))

    duties = {
        each.select_one("span").text: (each.select_one("strong").text, each["href"])
        for each in page.select(".duties a")
    }
    assert {label: count for label, (count, _) in duties.items()} == {
        "applications not opened yet": "2",
        "waiting for more than 7\u00a0days": "2",
        "names to match": "0",
        "person to contact": "1",
    }
    for label in ("applications not opened yet", "waiting for more than 7\u00a0days"):
        listed = page_of(browser.get(duties[label][1])).select("table.cands tbody tr")
        assert len(listed) == 2, label
    urgent = [each.text for each in page.select(".awaits .rows strong")]
    assert urgent[:2] == ["Candidate 12", "Candidate 9"]
    assert "Of a colleague" not in page.text
    assert len(sent) <= 12, "\n".join(sent)


def test_a_hiring_manager_has_theirs_and_an_ambassador_none(client):
    boss = make_person(role="hiring_manager", language="en")
    made("Theirs", days=9, opening=make_published_opening(hiring_manager=boss))
    made("Another’s", days=9)
    sign_in(client, boss)
    awaits = page_of(client.get("/hub")).select_one(".awaits")
    assert "Theirs" in awaits.text
    assert "Another’s" not in awaits.text

    sign_in(client, make_person(role="ambassador"))
    assert page_of(client.get("/hub")).select_one(".awaits") is None
