"""The recruiters' pages: who sees which applications, in which order, and what they do there."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.core import clock
from app.core.database import db
from app.hiring import queries
from app.hiring.models import Stage
from app.hiring.queries import ApplicationFilters, applications
from app.hiring.recruiting import pipeline
from app.publishing.models import Opening
from tests.factories.hiring import make_cv, pdf_bytes
from tests.factories.people import make_person, sign_in
from tests.factories.publishing import make_published_opening
from tests.factories.sharing import make_link
from tests.web.recruiting.recruiting import made, names_in


@pytest.fixture
def recruiter(app):
    return make_person(role="recruiter", first_name="Camille", language="fr")


@pytest.fixture
def browser(client, recruiter):
    sign_in(client, recruiter)
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [("recruiter", 200), ("hiring_manager", 200), ("editor", 403), ("admin", 403), (None, 403)],
)
def test_the_list_is_open_to_those_who_recruit(app, client, role, status):
    sign_in(client, make_person(role=role))

    assert client.get("/applications").status_code == status


def test_nobody_signed_out_sees_an_application(client):
    application = made("Lina Haddad")

    for path in ("", "/cv", "/cv/text", "/cv/1.webp", "/refuse"):
        answer = client.get(f"/applications/{application.id}{path}")
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


def test_a_hiring_manager_sees_the_applications_of_their_own_openings_alone(app, client):
    manager = make_person(role="hiring_manager")
    member = make_person(role="hiring_manager")
    mine = made("Mine", opening=make_published_opening(hiring_manager=manager))
    theirs = made("Theirs", opening=make_published_opening(hiring_team=[member]))
    sign_in(client, manager)

    assert names_in(client.get("/applications")) == ["Mine"]
    assert client.get(f"/applications/{mine.id}").status_code == 200
    for path in ("", "/cv", "/cv/text", "/cv/1.webp"):
        assert client.get(f"/applications/{theirs.id}{path}").status_code == 404
    found = db.session.scalars(queries.applications_for(member, ApplicationFilters())).all()
    assert found == [theirs]


@pytest.mark.parametrize("act", ["move", "hire", "refuse", "undo"])
def test_a_hiring_manager_moves_nothing(app, client, act):
    manager = make_person(role="hiring_manager")
    application = made("Lina", opening=make_published_opening(hiring_manager=manager))
    sign_in(client, manager)

    answer = client.post(
        f"/applications/{application.id}/{act}", data={"expected": "received", "to": "review"}
    )

    assert answer.status_code == 403
    assert application.stage is Stage.RECEIVED
    assert b"Move to" not in client.get(f"/applications/{application.id}").data


def test_nobody_reads_their_own_application_as_staff(browser, recruiter):
    own = made("Camille", email=recruiter.email)

    assert names_in(browser.get("/applications?state=all")) == []
    assert browser.get(f"/applications/{own.id}").status_code == 404


def test_the_list_shows_the_open_ones_latest_first_with_their_reason(browser):
    link = make_link(now=clock.now() - timedelta(days=9))
    made("Older", days=3)
    made("Brought", days=2, link=link)
    withdrawn = made("Gone", days=1)
    pipeline.withdraw(withdrawn, now=clock.now())

    page = browser.get("/applications")

    assert names_in(page) == ["Brought", "Older"]
    assert link.ambassador.first_name in page.text
    assert "pas encore ouverte" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Zélie Brun", "Ana Cruz", "Bo Li"]),
        ("?order=name", ["Ana Cruz", "Bo Li", "Zélie Brun"]),
        ("?order=waiting", ["Bo Li", "Ana Cruz", "Zélie Brun"]),
        ("?order=stage", ["Zélie Brun", "Bo Li", "Ana Cruz"]),
        ("?stage=interview", ["Ana Cruz"]),
        ("?source=brought", ["Zélie Brun"]),
        ("?source=direct", ["Ana Cruz", "Bo Li"]),
        ("?state=all", ["Zélie Brun", "Ana Cruz", "Bo Li", "Out"]),
        ("?state=withdrawn", ["Out"]),
        ("?q=zelie", ["Zélie Brun"]),
        ("?q=CRUZ+ana", ["Ana Cruz"]),
        ("?q=bo.li@", ["Bo Li"]),
        ("?q=postgresql", ["Bo Li"]),
        ("?q=entrepots", ["Bo Li"]),
        ("?q=kafka+-postgresql", []),
        ("?q=%25", []),
        ("?q=_", []),
        ("?mine=1", []),
        ("?stage=nonsense&state=nonsense&order=x&opening=x", ["Zélie Brun", "Ana Cruz", "Bo Li"]),
    ],
)
def test_the_list_is_narrowed_and_ordered_by_its_address(browser, recruiter, query, found):
    made("Zélie Brun", days=1, link=make_link(now=clock.now() - timedelta(days=9)))
    ana = made("Ana Cruz", days=2)
    pipeline.move(ana, Stage.INTERVIEW, expected=Stage.RECEIVED, by=recruiter, now=ana.at)
    cv = make_cv(pdf_bytes("Kafka et PostgreSQL", "entrepot de donnees"))
    made("Bo Li", days=3, email="bo.li@courriel.example", cv=cv, read=True)
    pipeline.withdraw(made("Out", days=4), now=clock.now())

    assert names_in(browser.get(f"/applications{query}")) == found


def test_mine_are_those_of_the_openings_one_recruits_for(browser, recruiter):
    made("Mine", opening=make_published_opening(recruiter=recruiter))
    made("Another's")

    assert names_in(browser.get("/applications?mine=1")) == ["Mine"]


def test_one_opening_is_chosen_from_those_with_applications(browser):
    first, _ = made("First"), made("Second")
    make_published_opening()

    page = browser.get(f"/applications?opening={first.opening_id.hex}")

    assert names_in(page) == ["First"]
    options = BeautifulSoup(page.data, "html.parser").select("#opening option")
    assert len(options) == 3


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "x" * 5000, "q='%20OR%201=1", "q=%22unclosed", "page=0", "page=-5",
     "page=999999999999999999999", "page=x", "opening=%00", "q=%F0%9F%92%A9", "q=%ED%A0%80"],
)  # fmt: skip
def test_strange_addresses_show_a_list_all_the_same(browser, query):
    made("Lina")

    assert browser.get(f"/applications?{query}").status_code == 200


def test_a_long_list_has_pages(browser, monkeypatch):
    monkeypatch.setattr(applications, "PER_PAGE", 2)
    for n in range(5):
        made(f"Number {n}", days=n + 1)

    assert names_in(browser.get("/applications?page=2")) == ["Number 2", "Number 3"]
    assert names_in(browser.get("/applications?page=99")) == ["Number 4"]


def test_an_application_leads_to_the_one_before_and_after_in_the_same_list(browser, recruiter):
    rows = [made(f"Number {n}", days=n + 1) for n in range(3)]
    pipeline.withdraw(rows[1], now=clock.now())

    page = BeautifulSoup(browser.get(f"/applications/{rows[0].id}?order=name").data, "html.parser")

    assert page.select_one("a[rel=prev]") is None
    assert page.select_one("a[rel=next]")["href"] == f"/applications/{rows[2].id}?order=name"


def test_what_a_candidate_wrote_comes_back_as_text(browser):
    evil = '<script>alert(1)</script> "onload=x {{7*7}}'
    application = made(evil, message=evil)

    for path in ("/applications", f"/applications/{application.id}"):
        page = browser.get(path).text
        assert "<script>alert(1)" not in page
        assert "49" not in page.split("</title>")[1] or "{{7*7}}" in page


def test_the_list_takes_as_many_statements_for_twenty_rows_as_for_one(browser, statements):
    link = make_link(now=clock.now() - timedelta(days=40))
    for n in range(20):
        made(f"Number {n}", days=n + 1, **({"link": link} if n % 2 else {}))

    with statements() as sent:
        assert browser.get("/applications").status_code == 200

    assert len(sent) <= 12, sent


def test_an_opening_belongs_to_its_recruiter(app, recruiter):
    opening = make_published_opening(recruiter=recruiter)

    assert db.session.scalars(db.select(Opening).where(queries.recruits_for(recruiter))).all() == [
        opening
    ]


@pytest.mark.parametrize(
    "query",
    ["React", "vue.js", "C++", "0612345678", "06 12 34 56 78", "compétences", "competence",
     "développeuse", "développeur", "Rivoal C++", "0639989818", "06 39 98 98 18",
     '"développeuse Vue"', "Rivoal -java", "zoe.rivoal@example.org", ".NET"],
)  # fmt: skip
def test_every_word_of_a_cv_and_every_number_finds_its_application(browser, query):
    text = "Développeur·se Vue.js/React, C++, ASP.NET. Tél. 06.12.34.56.78, compé\u00adtences"
    application = made("Zoé Rivoal", email="zoe.rivoal@example.org")
    application.candidate.phone = "+33 6 39 98 98 18"
    application.cv_text = text
    made("Ana Cruz").cv_text = "Cobol, C, r"
    db.session.commit()

    assert names_in(browser.get("/applications", query_string={"q": query})) == ["Zoé Rivoal"]


@pytest.mark.parametrize("query", ["java", "C#", "R&D", "0612345679", "-rivoal -cruz", "%", "le"])
def test_what_no_cv_says_finds_no_application(browser, query):
    made("Zoé Rivoal").cv_text = "C++, R, D"
    made("Ana Cruz").cv_text = "C"
    db.session.commit()

    assert names_in(browser.get("/applications", query_string={"q": query})) == []


def test_a_search_that_comes_down_to_nothing_says_so(browser):
    made("Zoé Rivoal")

    page = browser.get("/applications?q=%25").text

    assert "« % » ne contient aucun mot à chercher" in " ".join(page.split())
