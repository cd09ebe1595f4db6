"""The recruiters' pages: who sees which applications, in which order, and what they do there."""

from datetime import timedelta
from itertools import chain

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
from tests.factories.people import make_person, make_place, sign_in
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
    assert "à ouvrir" in page.text


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
    first = made("First", opening=make_published_opening(title="Cheffe de projet"))
    made("Second", opening=make_published_opening(title="Ingénieur réseaux"))
    make_published_opening(title="Cheffe sans candidature")

    def offered(words):
        answer = browser.get("/applications/openings", query_string={"q": words})
        return [each["name"].split(",")[0] for each in answer.json["options"]]

    page = browser.get(f"/applications?opening={first.opening_id.hex}")

    assert names_in(page) == ["First"]
    assert (
        BeautifulSoup(page.data, "html.parser")
        .select_one("#opening")["value"]
        .startswith("Cheffe de projet,")
    )
    assert offered("") == ["Ingénieur réseaux", "Cheffe de projet"]
    assert offered("chef") == ["Cheffe de projet"]
    assert offered("comptable") == []


def test_without_script_an_opening_is_chosen_by_words_of_its_title(browser):
    first = made("First", opening=make_published_opening(title="Cheffe de projet"))
    made("Second", opening=make_published_opening(title="Ingénieur réseaux"))
    key = first.opening_id.hex

    def listed(typed, key=""):
        asked = {"opening_typed": typed, "opening": key}
        return names_in(browser.get("/applications", query_string=asked))

    assert listed("reseaux") == ["Second"]
    assert listed("rien") == []
    assert listed(f"Cheffe de projet, {first.opening.place.name}", key) == ["First"]
    assert listed("réseaux", key) == ["Second"]
    assert len(listed("", key)) == 2


def test_the_list_costs_the_same_for_many_openings(browser, statements):
    for number in range(30):
        made(f"Number {number}", opening=make_published_opening(title=f"Offre {number}"))

    with statements() as sent:
        page = browser.get("/applications")

    assert len(sent) <= 12, sent
    assert "<option" in page.text
    assert page.text.count("Offre 7") == 1  # of its application alone


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


def seeded(browser):
    """Nine applications, each found by another of its texts."""
    zoe = make_person(first_name="Zoé", last_name="Kermarrec")
    opening = make_published_opening(
        title="Ingénieure hydraulique", place=make_place(name="Nantes", region="Pays de la Loire")
    )
    made("Élodie Rivoal", opening=opening, email="erivoal@example.org")
    made("Ana Cruz", message="Je connais bien le ferroviaire.")
    made("Bo Li", link=make_link(ambassador=zoe, now=clock.now() - timedelta(days=9)))
    cv = made("Cy Da")
    cv.cv_text = "Administration de PostgreSQL et d’Elasticsearch"
    cv.candidate.phone = "+33 (0)6 39 98 98 18"
    db.session.commit()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rivoal", ["Élodie Rivoal"]), ("Rivol", ["Élodie Rivoal"]), ("RIVAOL", ["Élodie Rivoal"]),
        ("elodie rivo", ["Élodie Rivoal"]), ("Nantes", ["Élodie Rivoal"]),
        ("Loire", ["Élodie Rivoal"]), ("hydrauliques", ["Élodie Rivoal"]),
        ("hydrolique", ["Élodie Rivoal"]), ("ferroviaires", ["Ana Cruz"]),
        ("zoé", ["Bo Li"]), ("kermarec", ["Bo Li"]), ("postgres", ["Cy Da"]),
        ("elastic", ["Cy Da"]),
        ("0639989818", ["Cy Da"]), ("06 39 98 98 18", ["Cy Da"]), ("+33639989818", ["Cy Da"]),
        ("zoe postgres", []), ("cruz ferroviaire", ["Ana Cruz"]),
        ("crux ferroviaire", ["Ana Cruz"]),
        ("nantes -rivoal", []), ("qwertz", []),
    ],
)  # fmt: skip
def test_every_text_of_an_application_is_searched_and_a_slip_forgiven(browser, query, found):
    seeded(browser)

    assert names_in(browser.get("/applications", query_string={"q": query})) == found


def test_what_is_exact_is_never_mixed_with_what_comes_near(browser):
    made("Ana Martin")
    made("Bo Marten")

    exact, near = (browser.get(f"/applications?q={word}") for word in ("martin", "martyn"))

    assert names_in(exact) == ["Ana Martin"]
    assert "à la lettre" not in exact.text
    assert set(names_in(near)) == {"Ana Martin", "Bo Marten"}
    assert "à la lettre" in near.text


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("rivoal", "Élodie <mark>Rivoal</mark>"), ("Rivol", "<mark>Rivoal</mark>"),
        ("hydrauliques", "Ingénieure <mark>hydraulique</mark>"),
        ("nantes", "<mark>Nantes</mark>"),
        ("ferroviaires", "Je connais bien le <mark>ferroviaire</mark>."),
        ("postgres", "Administration de <mark>PostgreSQL</mark> et"),
        ("0639989818", "<mark>+33 (0)6 39 98 98 18</mark>"), ("989818", "<mark>+33"),
        ("kermarrec", "Zoé <mark>Kermarrec</mark>"), ("loire", "Pays de la <mark>Loire</mark>"),
        ("erivoal@example", "<mark>erivoal@example"),
    ],
)  # fmt: skip
def test_each_row_says_why_it_fits_the_search(browser, query, row):
    seeded(browser)

    page = browser.get("/applications", query_string={"q": query}).text

    assert row in page.replace("\u00a0", " ")


def test_the_cv_and_its_text_mark_what_was_searched(browser):
    application = made("Cy Da")
    application.cv_text = "Longtemps avant. " * 20 + "Vue.js/React, C++, et développeur·se.\n<b>"
    application.cv = make_cv(pdf_bytes("x"))
    db.session.commit()

    for word, mark in [("react", "React"), ("c++", "C++"), ("développeuse", "développeur")]:
        asked = {"q": word}
        page = browser.get(f"/applications/{application.id}", query_string=asked).text
        text = browser.get(f"/applications/{application.id}/cv/text", query_string=asked).text
        assert f"<mark>{mark}</mark>" in page
        assert "Longtemps avant. Longtemps avant. Longtemps avant. Long" not in page
        assert f"<mark>{mark}</mark>" in text
        assert "&lt;b&gt;" in text


def test_a_search_looks_in_every_state_and_counts_those_that_are_over(browser, recruiter):
    reason = queries.refusal_reasons()[0]
    refused = made("Ana Cruz", days=2)
    pipeline.refuse(refused, reason, expected=Stage.RECEIVED, by=recruiter, now=refused.at)
    made("Ana Belle", days=1)
    db.session.commit()

    both = browser.get("/applications?q=ana")
    still_open = browser.get("/applications?q=ana&state=open")
    over = browser.get("/applications?q=ana&state=over")
    none_open = browser.get("/applications?q=cruz&state=open")

    assert names_in(both) == ["Ana Belle", "Ana Cruz"]
    assert names_in(still_open) == ["Ana Belle"]
    assert names_in(over) == ["Ana Cruz"]
    for page in (both, still_open, none_open):
        link = BeautifulSoup(page.data, "html.parser").select_one(".are-over a")
        assert "1 parmi les candidatures terminées" in link.text.replace("\u00a0", " ")
    assert names_in(browser.get(link["href"])) == ["Ana Cruz"]


def test_a_search_that_finds_nothing_is_kept_when_all_of_them_are_searched(browser):
    made("Ana Cruz")

    page = BeautifulSoup(browser.get("/applications?q=cruz&mine=1").data, "html.parser")

    assert names_in(browser.get(page.select_one(".empty a")["href"])) == ["Ana Cruz"]


def test_each_tab_counts_what_it_shows(browser, recruiter):
    reason = queries.refusal_reasons()[0]
    for number, act in enumerate(["", "", "hire", "refuse", "withdraw", "interview"]):
        each = made(f"Ana {number}", days=number + 1)
        common = {"expected": Stage.RECEIVED, "by": recruiter, "now": clock.now()}
        if act == "hire":
            pipeline.hire(each, **common)
        elif act == "refuse":
            pipeline.refuse(each, reason, **common)
        elif act == "withdraw":
            pipeline.withdraw(each, now=clock.now())
        elif act:
            pipeline.move(each, Stage.INTERVIEW, **common)
    db.session.commit()

    for query in ("", "?state=all", "?q=ana", "?q=ana&state=open", "?source=direct", "?mine=1",
                  "?state=refused", "?state=over", "?stage=hired"):  # fmt: skip
        page = BeautifulSoup(browser.get(f"/applications{query}").data, "html.parser")
        for tab in page.select(".tabs a"):
            shown = names_in(browser.get(tab["href"]))
            assert int(tab.select_one(".num").text) == len(shown), (query, tab["href"])
    assert len(names_in(browser.get("/applications?stage=hired"))) == 1


def test_a_count_is_given_up_on_beyond_a_thousand(browser, monkeypatch):
    monkeypatch.setattr(applications, "MOST_COUNTED", 3)
    monkeypatch.setattr(applications, "PER_PAGE", 2)
    monkeypatch.setattr("app.web.recruiting.wording.MOST_COUNTED", 3)
    for number in range(6):
        made(f"Number {number}", days=number + 1)

    seen, address = [], "/applications"
    while address:
        page = browser.get(address)
        seen += names_in(page)
        assert "3+" in page.text
        assert "sur plus de 3" in page.text.replace("\u00a0", " ")
        last = BeautifulSoup(page.data, "html.parser").select_one(".pager a[rel=next]")
        address = last and last["href"]

    assert seen == [f"Number {number}" for number in range(6)]


@pytest.mark.parametrize("order", ["received", "waiting", "stage", "name"])
def test_pages_follow_one_another_in_every_order_without_losing_a_row(
    browser, recruiter, monkeypatch, order
):
    monkeypatch.setattr(applications, "PER_PAGE", 2)
    for number, name in enumerate(["Ana", "Zoé", "Ana", "Élie", "Bo", "Ana", "Cy"]):
        each = made(name, days=number % 3 + 1)
        if number % 2:
            pipeline.move(each, Stage.REVIEW, expected=Stage.RECEIVED, by=recruiter, now=each.at)
    db.session.commit()

    def walk(rel, address):
        pages = []
        while address:
            page = BeautifulSoup(browser.get(address).data, "html.parser")
            rows = [a["href"].split("?")[0] for a in page.select("table.cands td .name a")]
            pages.append(rows)
            turn = page.select_one(f".pager a[rel={rel}]")
            last, address = address, turn and turn["href"]
        return pages, last

    monkeypatch.setattr(applications, "PER_PAGE", 100)
    whole = walk("next", f"/applications?order={order}")[0][0]
    monkeypatch.setattr(applications, "PER_PAGE", 2)
    forwards, last = walk("next", f"/applications?order={order}")
    backwards, _ = walk("prev", last)

    assert list(chain(*forwards)) == whole
    assert list(chain(*reversed(backwards))) == whole


@pytest.mark.parametrize("order", ["received", "waiting", "stage", "name"])
@pytest.mark.parametrize(
    ("act", "also"), [("move", ""), ("hire", ""), ("refuse", ""), ("move", "&q=number")]
)
def test_triage_goes_on_after_an_act_that_takes_it_off_the_list(
    browser, recruiter, act, also, order
):
    rows = [made(f"Number {number}", days=number + 1) for number in range(4)]
    data = {"expected": "received", "to": "review",
            "reason": queries.refusal_reasons()[0].code}  # fmt: skip
    listed = browser.get(f"/applications?stage=received&order={order}{also}")
    hrefs = [a["href"] for a in BeautifulSoup(listed.data, "html.parser").select("td .name a")]

    address, query = hrefs[1].split("?")
    answer = browser.post(f"{address}/{act}?{query}", data=data)
    after = browser.get(answer.location)
    page = BeautifulSoup(after.data, "html.parser")
    following, before = page.select_one("a[data-key=j]"), page.select_one("a[data-key=k]")

    paths = [href.split("?")[0] for href in hrefs]
    # A refusal is done with: it leads to the application that comes next.
    shown, then, where = (2, 3, "2 sur 3") if act == "refuse" else (1, 2, "encore 2 dans la liste")
    assert len(rows) == len(hrefs)
    assert answer.location.split("?")[0] == paths[shown]
    assert following["href"].split("?")[0] == paths[then]
    assert before["href"].split("?")[0] == paths[0]
    assert where in after.text.replace("\u00a0", " ")
    next_page = browser.get(following["href"])
    assert "undo" in BeautifulSoup(next_page.data, "html.parser").select_one("#toasts").decode()
    undo = BeautifulSoup(next_page.data, "html.parser").select_one("#toasts form")
    fields = {each["name"]: each["value"] for each in undo.select("input")}
    undone = browser.post(undo["action"], data=fields)
    back = browser.get(undone.location)
    assert BeautifulSoup(back.data, "html.parser").select_one("a[data-key=j]")
    assert (
        "undo"
        not in BeautifulSoup(browser.get(following["href"]).data, "html.parser")
        .select_one("#toasts")
        .decode()
    )


@pytest.mark.parametrize("place", ["x", "1~2~3", "99999999999999999999~" + "0" * 32, "~~", "%00"])
def test_a_strange_place_in_a_list_is_no_bug(browser, place):
    application = made("Ana")

    assert browser.get(f"/applications?after={place}").status_code == 200
    assert browser.get(f"/applications?order=stage&before={place}").status_code == 200
    assert browser.get(f"/applications/{application.id}?place={place}").status_code == 200


def test_a_search_costs_at_most_twelve_statements(browser, statements):
    seeded(browser)
    for query in ("postgres", "rivol", "zoé", "qwertz", "nantes"):
        with statements() as sent:
            assert browser.get(f"/applications?q={query}").status_code == 200
        assert len(sent) <= 12, (query, *(each[:120] for each in sent))


def test_the_menu_counts_the_applications_that_nobody_has_opened(browser):
    first = made("Ana")
    made("Bo")

    def badge():
        page = BeautifulSoup(browser.get("/applications").data, "html.parser")
        found = page.select_one("[data-area=pipeline] .count")
        return found and found.contents[0]

    assert badge() == "2"
    browser.get(f"/applications/{first.id}")
    assert badge() == "1"
