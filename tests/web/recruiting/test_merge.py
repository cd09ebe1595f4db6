"""Recruiters tell which candidates are one person: suggested, looked for, merged, undone."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.core import clock
from app.core.database import db
from app.hiring.candidates.duplicates import doubled_among
from app.hiring.candidates.merge import say_different, say_same
from app.hiring.models import CandidatePair, PairVerdict
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_ambassador, make_link
from tests.web.recruiting.recruiting import made, names_in, toasts_in


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Claire", last_name="Dumont", language="en")


@pytest.fixture
def browser(client, recruiter):
    sign_in(client, recruiter)
    return client


@pytest.fixture
def opening(app):
    return make_published_opening()


def page_of(browser, application):
    return BeautifulSoup(browser.get(f"/applications/{application.id}").data, "html.parser")


def suggested(page):
    section = page.select_one("[aria-labelledby=same-person]")
    return [
        article.select("p")[1].get_text(" ", strip=True)
        for article in section.select("article")
        if "Perhaps the same person" in article.text
    ]


def merge(browser, application, other):
    return browser.post(f"/applications/{application.id}/merge/{other.candidate_id}")


@pytest.mark.parametrize("name", ["Zoé Vasseur", "VASSEUR Zoe", "zoé vasseur"])
def test_a_candidate_with_the_same_name_is_suggested_whatever_its_writing(browser, name):
    application = made("Zoé Vasseur", email="zoe@courriel.example")
    made(name, email="z.vasseur@bureau.example")
    made("Zoé Vasseur-Petit", email="petit@courriel.example")

    page = page_of(browser, application)

    assert suggested(page) == [f"{name} z.vasseur@bureau.example"]
    assert "Same name" in page.select_one("[aria-labelledby=same-person]").text


@pytest.mark.parametrize("number", ["06 12 34 56 78", "+33 6 12 34 56 78", "0612345678"])
def test_a_candidate_with_the_same_phone_is_suggested_whatever_its_writing(browser, number):
    application, other = made("Zoé Vasseur"), made("Zohra Vass")
    application.candidate.phone, other.candidate.phone = "+33612345678", number
    made("Nobody Else").candidate.phone = "06 99 99 99 99"
    db.session.commit()

    page = page_of(browser, application)

    assert suggested(page) == [f"Zohra Vass {other.candidate.email}"]
    assert "Same phone number" in page.select_one("[aria-labelledby=same-person]").text


def test_two_candidates_without_a_phone_are_not_alike_for_that(browser):
    application = made("Zoé Vasseur")
    made("Malik Sadi")

    assert suggested(page_of(browser, application)) == []


def test_who_is_no_recruiter_is_suggested_nobody(client, opening):
    hiring_manager = make_person(role="hiring_manager", language="en")
    opening.hiring_manager = hiring_manager
    application = made("Zoé Vasseur", opening=opening)
    made("Zoé Vasseur")
    sign_in(client, hiring_manager)

    assert page_of(client, application).select_one("[aria-labelledby=same-person]") is None


def test_nobody_is_suggested_their_own_application(browser, recruiter):
    application = made("Claire Dumont", email="claire@courriel.example")
    own = made("Claire Dumont", email=recruiter.email)

    assert suggested(page_of(browser, application)) == []
    address = f"/applications/{application.id}/merge/{own.candidate_id}"
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404


def test_a_suggestion_that_is_turned_down_does_not_come_back(browser):
    application, other = made("Zoé Vasseur"), made("Zoé Vasseur")

    answer = browser.post(f"/applications/{application.id}/not-same/{other.candidate_id}")
    browser.post(f"/applications/{application.id}/not-same/{other.candidate_id}")

    assert answer.status_code == 302
    assert suggested(page_of(browser, application)) == []
    assert suggested(page_of(browser, other)) == []
    assert db.session.query(CandidatePair).one().verdict is PairVerdict.DIFFERENT


def test_before_merging_one_reads_both_names_and_what_becomes_of_each_credit(browser, opening):
    zoe, malik = make_ambassador(first_name="Zoé"), make_ambassador(first_name="Malik")
    links = [
        make_link(ambassador=each, publication=opening, now=clock.now() - timedelta(days=9))
        for each in (zoe, malik)
    ]
    first = made("Lina Haddad", link=links[0], days=3)
    second = made("L. Haddad", link=links[1], days=2)

    page = BeautifulSoup(
        browser.get(f"/applications/{first.id}/merge/{second.candidate_id}").data, "html.parser"
    )

    assert page.h1.text == "Are Lina Haddad and L. Haddad the same person?"
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.select("tbody tr")
    ]
    assert [(row[1], row[2]) for row in rows] == [
        (f"{zoe.name} the candidate’s choice", f"{zoe.name} the candidate’s choice"),
        (f"{malik.name} the candidate’s choice", "Nobody Joined to an earlier application"),
    ]
    assert db.session.query(CandidatePair).count() == 0


def test_merged_the_later_application_leaves_the_list_and_leads_to_the_one_kept(browser, opening):
    first = made("Lina Haddad", opening=opening, days=3)
    second = made("Lina Haddad", opening=opening, days=2)
    assert len(names_in(browser.get("/applications"))) == 2

    answer = merge(browser, second, first)

    assert "they are the same person" in toasts_in(browser.get(answer.location))
    assert names_in(browser.get("/applications")) == ["Lina Haddad"]
    page = page_of(browser, second)
    assert page.select_one(f'.note a[href="/applications/{first.id}"]')
    assert page.select_one(".page-head .actions") is None
    kept = page_of(browser, first)
    assert kept.select_one(f'a[href="/applications/{second.id}"]').text.startswith("Applied again")


def test_the_application_kept_is_found_by_the_other_mailbox(browser, opening):
    first = made("Lina Haddad", opening=opening, days=3)
    second = made("L. Haddad", opening=opening, days=2, email="autre@bureau.example")
    merge(browser, first, second)

    assert names_in(browser.get("/applications?q=autre@bureau")) == ["Lina Haddad"]


def test_who_merged_and_when_is_shown_and_it_can_be_undone(browser, opening):
    first, second = (
        made("Lina Haddad", opening=opening, days=3),
        made("Lina Haddad", opening=opening),
    )
    merge(browser, first, second)

    page = page_of(browser, first)
    assert "Merged by Claire Dumont on" in page.text
    undo = page.select_one('form[action*="/unmerge/"]')["action"]
    answer = browser.post(undo)
    browser.post(undo)

    assert "two candidates again" in toasts_in(browser.get(answer.location))
    assert len(names_in(browser.get("/applications"))) == 2


def test_merging_twice_by_a_double_click_is_one_merge(browser):
    first, second = made("Lina Haddad"), made("Lina Haddad")

    answers = [merge(browser, first, second), merge(browser, second, first)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert db.session.query(CandidatePair).count() == 1


def test_a_merge_that_is_refused_says_why_and_changes_nothing(browser, opening):
    first, second = (made("Lina Haddad", opening=opening, days=day) for day in (3, 2))
    for each in (first, second):
        browser.post(f"/applications/{each.id}/hire", data={"expected": "received"})

    answer = merge(browser, first, second)

    assert answer.status_code == 422
    assert "one person is recruited once" in answer.text
    assert db.session.query(CandidatePair).count() == 0


@pytest.mark.parametrize("words", ["haddad", "HADDAD lina", "bureau.example"])
def test_a_candidate_is_found_by_name_or_address_to_merge_by_hand(browser, words):
    application = made("Zoé Vasseur")
    other = made("Lina Haddad", email="lina@bureau.example")

    page = browser.get(f"/applications/{application.id}/same-person", query_string={"q": words})

    assert f"/applications/{application.id}/merge/{other.candidate_id}" in page.text


@pytest.mark.parametrize("words", ["", "%", "nobody at all", "x" * 5000])
def test_words_that_fit_nobody_find_nobody(browser, words):
    application = made("Zoé Vasseur")
    made("Lina Haddad")

    page = browser.get(f"/applications/{application.id}/same-person", query_string={"q": words})

    assert page.status_code == 200
    assert "/merge/" not in page.text


def test_a_merge_of_somebody_else_cannot_be_undone_from_here(browser):
    first, second, third = made("Lina Haddad"), made("Lina Haddad"), made("Malik Sadi")
    merge(browser, first, second)
    pair = db.session.query(CandidatePair).one()

    answer = browser.post(f"/applications/{third.id}/unmerge/{pair.id}")

    assert answer.status_code == 404
    assert pair.ended_at is None


def test_both_people_are_compared_before_they_are_merged(browser):
    application = made("Zoé Vasseur", email="zoe@courriel.example")
    other = made("Z. Vasseur", email="z@bureau.example")
    application.candidate.phone = "06 12 34 56 78"
    other.candidate.phone = "+33 6 12 34 56 78"
    db.session.commit()

    page = BeautifulSoup(
        browser.get(f"/applications/{application.id}/merge/{other.candidate_id}").data,
        "html.parser",
    )

    assert page.select_one("#compared").text == "Same phone number"
    sides = [each.get_text(" ", strip=True) for each in page.select(".sides article")]
    assert "zoe@courriel.example" in sides[0]
    assert "06 12 34 56 78" in sides[0]
    assert "z@bureau.example" in sides[1]


def test_a_likely_duplicate_is_marked_in_the_list_until_somebody_says(browser):
    application = made("Zoé Vasseur", email="zoe@courriel.example")
    other = made("VASSEUR Zoe", email="z@bureau.example")
    made("Hugo Roux")

    def marked() -> list[str]:
        page = BeautifulSoup(browser.get("/applications").data, "html.parser")
        rows = page.select("table.cands tbody tr")
        return sorted(row.select_one(".name a").text for row in rows if "twice" in row.text)

    assert marked() == ["VASSEUR Zoe", "Zoé Vasseur"]
    browser.post(f"/applications/{application.id}/not-same/{other.candidate_id}")
    assert marked() == []


def test_whom_a_merge_makes_one_with_somebody_told_apart_is_neither_suggested_nor_marked(
    browser, opening, recruiter
):
    """Ana, another Ana told apart from her, and a third one who is that other Ana."""
    ana, other, third = (
        made("Ana Lopes", email=f"ana{number}@courriel.example", opening=opening)
        for number in range(3)
    )
    say_different(ana.candidate, other.candidate, by=recruiter, now=clock.now())
    say_same(other.candidate, third.candidate, by=recruiter, now=clock.now())
    db.session.commit()
    everybody = {each.candidate_id for each in (ana, other, third)}

    assert [suggested(page_of(browser, each)) for each in (ana, other, third)] == [[], [], []]
    assert doubled_among(everybody, recruiter) == frozenset()


def test_three_who_are_one_person_by_two_merges_are_not_marked(browser, opening, recruiter):
    first, second, third = (
        made("Ana Lopes", email=f"ana{number}@courriel.example", opening=opening)
        for number in range(3)
    )
    for one, other in ((first, second), (second, third)):
        say_same(one.candidate, other.candidate, by=recruiter, now=clock.now())
    db.session.commit()

    everybody = {each.candidate_id for each in (first, second, third)}
    assert doubled_among(everybody, recruiter) == frozenset()


def test_who_is_alike_by_another_mailbox_of_theirs_is_marked_as_they_are_suggested(
    browser, opening, recruiter
):
    ana, hers, alike = made("Ana Lopes"), made("A. L."), made("A. L.")
    say_same(ana.candidate, hers.candidate, by=recruiter, now=clock.now())
    db.session.commit()

    assert len(suggested(page_of(browser, ana))) == 1
    everybody = {each.candidate_id for each in (ana, hers, alike)}
    assert doubled_among(everybody, recruiter) == everybody
