"""The list of openings, its search and its filters."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.publishing.models import Contract, Opening, Remote
from app.publishing.search import Asked, Hit, find, narrow, options
from tests.conftest import CountStatements
from tests.factories.people import make_place, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_theme,
)


def titles(client: FlaskClient, query: str = "", language: str = "fr") -> list[str]:
    """The titles of the list, in order."""
    folder = "/fr/offres" if language == "fr" else "/en/openings"
    page = client.get(f"{folder}?{query}").get_data(as_text=True)
    listed = page[page.index('id="openings"') :].partition('class="band')[0]
    return re.findall(r'<h3><a href="[^"]*">([^<]*)</a>', listed)


def counts(client: FlaskClient, query: str = "") -> dict[str, int]:
    """What stands beside each box."""
    page = client.get(f"/fr/offres?{query}").get_data(as_text=True)
    found = re.findall(r'value="([\w-]+)"[^>]*><span>[^<]*</span><span class="muted">(\d+)', page)
    return {value: int(count) for value, count in found}


@pytest.fixture
def openings(app: object) -> dict[str, Opening]:
    nantes, lyon = make_place(name="Nantes"), make_place(name="Lyon")
    data = make_team(name_fr="Données", name_en="Data")
    health = make_team(name_fr="Santé", name_en="Health")
    ai = make_theme("robots", name_fr="Robots", name_en="Robots")

    def opening(title: str, **values: Any) -> Opening:
        return make_published_opening(title=title, summary="Résumé", body="Texte", **values)

    return {
        "données": opening("Ingénieure ou ingénieur données", place=nantes, team=data, themes=[ai]),
        "santé": opening(
            "Développeuse ou développeur mobile",
            place=nantes, team=health, contract=Contract.FIXED_TERM, remote=Remote.FULL,
        ),
        "lyon": opening("Cheffe ou chef de projet", place=lyon, team=health, remote=Remote.NONE),
    }  # fmt: skip


def test_the_root_leads_to_the_visitor_s_language(client: FlaskClient) -> None:
    english = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    french = client.get("/", headers={"Accept-Language": "fr"})
    other = client.get("/", headers={"Accept-Language": "de"})

    assert (english.location, french.location) == ("/en", "/fr")
    assert other.location == "/fr"
    assert "Accept-Language" in english.headers["Vary"]


def test_drafts_and_closed_openings_are_not_listed(client: FlaskClient) -> None:
    make_opening(title="Brouillon")
    make_published_opening(title="En ligne")

    assert titles(client) == ["En ligne"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ingenieur", ["données"]),
        ("Ingénieur", ["données"]),
        ("INGÉNIEURE", ["données"]),
        ("donnée", ["données"]),
        ("develop", ["santé"]),
        ("développeuse mobile", ["santé"]),
        ("mobile développeur", ["santé"]),
        ("le développeur de mobile", ["santé"]),
        ("ingnieur", ["données"]),
        ("develoopeur", ["santé"]),
        ("nantes", ["données", "santé"]),
        ("sante", ["santé", "lyon"]),
        ("chef projet lyon", ["lyon"]),
        ("data", ["données"]),
        ("plombier", []),
        ("développeur lyon", []),
        ("' OR 1=1 --", []),
        ("a & b | !c :*", []),
        ("<script>", []),
        ("\x00", ["données", "santé", "lyon"]),
    ],
)
def test_words_are_found_whatever_their_accents_endings_or_a_missing_letter(
    client: FlaskClient, openings: dict[str, Opening], query: str, found: list[str]
) -> None:
    expected = {openings[name].text("fr").title for name in found}

    assert set(titles(client, f"q={quote(query)}")) == expected


def test_a_word_of_the_title_comes_before_one_of_the_text(client: FlaskClient) -> None:
    make_published_opening(title="Cuisine", body="On y parle de Python.")
    make_published_opening(title="Python", body="On y parle de cuisine.")

    assert titles(client, "q=python") == ["Python", "Cuisine"]


def test_english_words_find_an_opening_on_the_french_site(client: FlaskClient) -> None:
    make_published_opening()

    assert titles(client, "q=engineers") == ["Ingénieure ou ingénieur données"]


def test_a_letter_is_forgiven_only_when_nothing_is_exact(client: FlaskClient) -> None:
    make_published_opening(title="Cheffe de produit", summary="r", body="t")
    make_published_opening(title="Cheffe de produits", summary="r", body="t")
    make_published_opening(title="Chefe", summary="r", body="t")

    assert find("chefe", now=clock.now()).exact
    assert not find("chefffe", now=clock.now()).exact


def test_facets_narrow_and_count_what_the_other_filters_leave(
    client: FlaskClient, openings: dict[str, Opening]
) -> None:
    assert set(titles(client, "place=nantes")) == {
        openings[name].text("fr").title for name in ("données", "santé")
    }
    assert titles(client, "place=nantes&contract=fixed_term") == [
        openings["santé"].text("fr").title
    ]
    assert titles(client, "remote=full") == [openings["santé"].text("fr").title]
    assert titles(client, "theme=robots") == [openings["données"].text("fr").title]
    assert len(titles(client, "place=nantes&place=lyon")) == 3

    found = counts(client, "place=nantes")
    assert (found["nantes"], found["lyon"]) == (2, 1), "a facet does not follow itself"
    assert (found["permanent"], found["fixed_term"]) == (1, 1), "but follows the others"
    assert (found["possible"], found["full"]) == (2, 1)


@pytest.mark.parametrize(
    "query",
    ["place=nowhere", "contract=slavery", "page=0", "page=x", "page=99999999", "q=" + "x" * 5000],
)
def test_a_wrong_filter_is_no_bug(client: FlaskClient, query: str) -> None:
    make_published_opening()

    assert client.get(f"/fr/offres?{query}").status_code == 200


def test_each_filter_in_force_can_be_taken_away(
    client: FlaskClient, openings: dict[str, Opening]
) -> None:
    page = client.get("/fr/offres?q=mobile&place=nantes").get_data(as_text=True)

    assert 'href="/fr/offres?place=nantes"' in page
    assert 'href="/fr/offres?q=mobile"' in page


def test_changing_language_keeps_the_search(client: FlaskClient) -> None:
    make_published_opening(place=make_place(name="Nantes"))

    page = client.get("/fr/offres?q=data&place=nantes").get_data(as_text=True)

    assert 'href="/en/openings?q=data&amp;place=nantes"' in page


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    make_published_opening()

    page = client.get("/fr/offres?q=plombier").get_data(as_text=True)

    assert "Aucune offre ne correspond" in page
    assert 'href="/fr/offres"' in page


def test_a_site_without_openings_stands(client: FlaskClient) -> None:
    answer = client.get("/fr/offres")

    assert answer.status_code == 200
    assert "Aucune offre pour l’instant" in answer.get_data(as_text=True)


def test_a_long_list_is_cut_in_pages_that_keep_the_search(client: FlaskClient) -> None:
    for number in range(45):
        make_published_opening(title=f"Offre numéro {number}", summary="r", body="t")

    first, last = titles(client, "q=offre"), titles(client, "q=offre&page=3")

    assert (len(first), len(last)) == (20, 5)
    assert not set(first) & set(last)
    page = client.get("/fr/offres?q=offre&page=2").get_data(as_text=True)
    assert "/fr/offres?q=offre&amp;page=3#openings" in page


def test_what_was_published_lately_is_marked_new(client: FlaskClient) -> None:
    make_published_opening(title="Ancienne", published_at=clock.now() - timedelta(days=15))
    assert "Nouvelle" not in client.get("/fr/offres").get_data(as_text=True)
    make_published_opening(title="Récente", published_at=clock.now() - timedelta(days=13))

    assert "Nouvelle" in client.get("/fr/offres").get_data(as_text=True)


def test_an_opening_in_one_language_is_listed_in_both_and_says_so(client: FlaskClient) -> None:
    make_published_opening(languages=["fr"])

    page = client.get("/en/openings").get_data(as_text=True)

    assert '<span lang="fr">Ingénieure ou ingénieur données</span>' in page


def test_a_city_s_arch_leads_to_its_openings(client: FlaskClient) -> None:
    make_published_opening(place=make_place(name="Saint-Étienne"))

    page = client.get("/fr").get_data(as_text=True)

    assert 'href="/fr/lieux/saint-etienne"' in page
    assert len(titles(client, "place=saint-etienne")) == 1


@pytest.mark.parametrize("query", ["", "q=offre", "q=zzzzz", "place=nantes&theme=ai"])
def test_the_list_costs_at_most_twelve_statements(
    client: FlaskClient, statements: CountStatements, query: str
) -> None:
    for number in range(25):
        make_published_opening(title=f"Offre {number}", themes=[make_theme()])
    for _ in range(4):
        make_published_story()

    with statements() as sent:
        assert client.get(f"/fr/offres?{query}").status_code == 200

    assert len(sent) <= 12, "\n".join(sent)


def test_addresses_are_read_and_written_alike() -> None:
    from werkzeug.datastructures import MultiDict

    pairs = [
        ("q", "chef"),
        ("place", "nantes"),
        ("place", "lyon"),
        ("remote", "full"),
        ("page", "2"),
    ]

    asked = Asked.of(MultiDict(pairs))

    assert asked.arguments(page=asked.page) == pairs
    assert asked.address_without("/x", "place", "lyon") == "/x?q=chef&place=nantes&remote=full"
    assert asked.address_without("/x", "q") == "/x?place=nantes&place=lyon&remote=full"


def test_options_come_most_first_then_by_name() -> None:
    from uuid import uuid4

    def hit(place: str) -> Hit:
        return Hit(uuid4(), {"place": (place,), "contract": ("permanent",)})

    hits = [hit("lyon"), hit("nantes"), hit("nantes"), hit("brest")]
    labels = {"brest": "Brest", "lyon": "Lyon", "nantes": "Nantes", "lille": "Lille"}

    listed = options(hits, {"place": ("lyon",)}, "place", labels)

    assert [(each.label, each.count, each.chosen) for each in listed] == [
        ("Nantes", 2, False),
        ("Brest", 1, False),
        ("Lyon", 1, True),
    ]
    assert len(narrow(hits, {"place": ("lyon", "brest")})) == 2
