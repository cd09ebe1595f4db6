"""The first page, the pages of places and themes, and what a visitor has just read (P9)."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from app.core.database import db
from app.people.models import SlugKind
from app.people.slugs import rename
from app.publishing.models import PublicationState
from tests.conftest import CountStatements
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import (
    make_opening,
    make_published_opening,
    make_published_story,
    make_theme,
)
from tests.factories.sharing import make_link
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"


def page_of(client: FlaskClient, path: str, **headers: str) -> BeautifulSoup:
    answer = client.get(path, headers={name.title(): value for name, value in headers.items()})
    assert answer.status_code == 200
    return BeautifulSoup(answer.get_data(as_text=True).replace("\xa0", " "), "html.parser")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def links(page: BeautifulSoup, within: str) -> dict[str, str]:
    """Where each link within a part leads, by its words."""
    return {words(each): str(each["href"]) for each in page.select(f"{within} a[href]")}


def titles(page: BeautifulSoup) -> list[str]:
    return [words(each) for each in page.select(".openings h3 a")]


def test_the_first_page_says_what_one_would_do_where_with_whom_and_on_what(
    client: FlaskClient,
) -> None:
    nantes, lyon = make_place(name="Nantes"), make_place(name="Lyon")
    data, other = make_team(name_fr="Données"), make_team(name_fr="Cloud")
    ai = make_theme("rail", name_fr="IA")
    make_published_opening(title="Une offre", place=nantes, team=data, themes=[ai])
    make_published_opening(title="Une autre", place=nantes, other_places=[lyon], team=data)
    make_published_story(title="Un contenu")

    page = page_of(client, "/fr")

    assert words(page.h1) == "Du numérique utile"
    assert page.select_one("form[role=search]")["action"] == "/fr/offres#openings"
    assert words(page.select_one(".counts")) == "2 offres dans 2 villes"
    assert links(page, ".arches") == {
        "Nantes 2 offres": "/fr/lieux/nantes",
        "Lyon 1 offre": "/fr/lieux/lyon",
    }
    assert titles(page) == ["Une autre", "Une offre"]
    assert links(page, "[aria-labelledby=themes]") == {"IA 1": "/fr/themes/rail"}
    assert next(iter(links(page, ".team-cards"))) == "Données"
    assert other.name_fr in links(page, ".team-cards")
    assert "Un contenu" in links(page, "[aria-labelledby=people]")
    assert page.select_one("link[rel=canonical]")["href"] == f"{BASE}/fr"


def test_a_first_page_without_anything_to_show_stands(client: FlaskClient) -> None:
    page = page_of(client, "/en")

    assert "No opening for the moment" in page.get_text()
    assert page.select(".arches, .counts, .team-cards") == []


@pytest.mark.parametrize(
    "path",
    ["/fr", "/en", "/fr/lieux/nantes", "/en/places/nantes", "/fr/themes/rail", "/en/themes/rail"],
)
def test_each_page_costs_at_most_twelve_statements_for_who_has_just_read_too(
    client: FlaskClient, statements: CountStatements, path: str
) -> None:
    nantes, ai = make_place(name="Nantes"), make_theme("rail")
    somebody = make_person(place=nantes)
    for number in range(25):
        opening = make_published_opening(
            title=f"Offre {number}",
            place=nantes,
            other_places=[make_place(), make_place()],
            themes=[ai, make_theme()],
        )
        make_published_story(author=somebody, themes=[ai])
    db.session.commit()
    db.session.expire_all()
    before = f"{BASE}{address(opening)}"

    with statements() as sent:
        assert client.get(path, headers={"Referer": before}).status_code == 200

    assert len(sent) <= 12, "\n".join(sent)


def test_a_place_has_its_openings_with_counts_of_the_rest_and_those_who_work_there(
    client: FlaskClient,
) -> None:
    nantes, lyon = make_place(name="Nantes", region="Pays de la Loire"), make_place(name="Lyon")
    data, cloud = make_team(name_fr="Données"), make_team(name_fr="Cloud")
    make_published_opening(title="Ici", place=nantes, team=data)
    make_published_opening(title="Ici aussi", place=lyon, other_places=[nantes], team=cloud)
    make_published_opening(title="Ailleurs", place=lyon, team=cloud)
    make_published_story(title="D’ici", author=make_person(place=nantes))
    make_published_story(title="De là", author=make_person(place=lyon))

    page = page_of(client, "/fr/lieux/nantes")

    assert words(page.h1) == "Nos offres à Nantes"
    assert titles(page) == ["Ici aussi", "Ici"]
    boxes = page.select_one("form.facets")
    assert boxes["action"] == "/fr/offres#openings"
    assert boxes.select_one("input[type=hidden][name=place]")["value"] == "nantes"
    assert boxes.select("input[type=checkbox][name=place]") == []
    counts = [words(each) for each in boxes.select("fieldset")]
    assert any(re.search("Cloud 1.*Données 1", each) for each in counts)
    assert links(page, "[aria-labelledby=others]") == {"Lyon 2": "/fr/lieux/lyon"}
    assert list(links(page, "[aria-labelledby=stories]")) == ["D’ici"]
    english = page.select_one("link[hreflang=en]")["href"]
    assert english == f"{BASE}/en/places/nantes"


def test_a_theme_has_its_openings_and_its_stories(client: FlaskClient) -> None:
    ai = make_theme("rail", name_fr="IA", name_en="AI")
    make_published_opening(title="Une offre", themes=[ai, make_theme("quay", name_fr="Quai")])
    make_published_opening(title="Sans rapport")
    make_published_story(title="Un contenu", themes=[ai])
    make_published_story(title="Un autre contenu")

    page = page_of(client, "/fr/themes/rail")

    assert (words(page.h1), titles(page)) == ("Nos offres : IA", ["Une offre"])
    assert links(page, "[aria-labelledby=others]") == {"Quai 1": "/fr/themes/quay"}
    assert list(links(page, "[aria-labelledby=stories]")) == ["Un contenu"]
    assert words(page_of(client, "/en/themes/rail").h1) == "Our openings: AI"


def test_where_nothing_is_open_the_page_says_so_and_is_in_no_search_engine(
    client: FlaskClient,
) -> None:
    nantes = make_place(name="Nantes")
    make_theme("rail")
    make_opening(place=nantes, state=PublicationState.CLOSED)
    make_published_opening(title="Ailleurs")

    for path in ("/fr/lieux/nantes", "/fr/themes/rail"):
        page = page_of(client, path)
        assert titles(page) == []
        assert "pour le moment" in words(page.select_one("#openings-title"))
        assert page.select_one("meta[name=robots]")["content"] == "noindex, follow"
    assert client.get("/fr/lieux/aucun").status_code == 404
    assert client.get("/fr/themes/aucun").status_code == 404


def test_the_former_address_of_a_place_leads_to_its_page(client: FlaskClient) -> None:
    place = make_place(name="Nantes")
    place.name = "Nantes Métropole"
    rename(place, SlugKind.PLACE, "Nantes", place.name)
    db.session.flush()

    answer = client.get("/en/places/nantes?utm_source=x")

    assert answer.status_code == 301
    assert answer.location == "/en/places/nantes-metropole?utm_source=x"


def test_a_long_list_goes_on_in_the_list_of_openings(client: FlaskClient) -> None:
    nantes = make_place(name="Nantes")
    for number in range(25):
        make_published_opening(title=f"Offre {number}", place=nantes)

    page = page_of(client, "/fr/lieux/nantes")

    assert len(titles(page)) == 20
    (further,) = {str(each["href"]) for each in page.select(".pager a[href]")}
    assert further == "/fr/offres?place=nantes&page=2#openings"


@pytest.mark.parametrize("path", ["/fr", "/fr/offres", "/fr/lieux/nantes", "/fr/themes/rail"])
def test_who_comes_from_an_opening_finds_the_way_back_to_it(client: FlaskClient, path: str) -> None:
    opening = make_published_opening(
        title="Celle-ci", place=make_place(name="Nantes"), themes=[make_theme("rail")]
    )
    before = f"{BASE}{address(opening)}?utm_source=x#y"

    page = page_of(client, path, referer=before)

    assert links(page, ".just-read") == {"Celle-ci": address(opening)}
    assert page_of(client, path).select(".just-read") == []


def test_below_a_link_the_way_back_keeps_who_recommends(client: FlaskClient) -> None:
    link = make_link(publication=make_published_opening(title="Celle-ci"))
    other = make_published_story(title="Un contenu")
    db.session.commit()
    below = f"/r/{link.code}"

    from_link = page_of(client, f"{below}/home/fr", referer=f"{BASE}{below}/fr")
    further = page_of(client, f"{below}/openings/fr", referer=f"{BASE}{below}/{other.number}/fr")

    assert links(from_link, ".just-read") == {"Celle-ci": f"{below}/fr"}
    assert links(further, ".just-read") == {"Un contenu": f"{below}/{other.number}/fr"}


@pytest.mark.parametrize(
    "before",
    [
        "https://other.example/fr/offres/x-{number}",
        BASE + "/fr/offres",
        BASE + "/sign-in",
        BASE + "/fr/offres/x-999999999999999999999999",
        BASE + "/r/unknown99999",
        BASE + "/fr/offres/x-{closed}",
        BASE + "/fr/offres/x-{draft}",
        "http://[",
        "javascript:alert(1)",
    ],
)
def test_whoever_comes_from_anywhere_else_is_told_of_nothing(
    client: FlaskClient, before: str
) -> None:
    numbers = {
        "number": make_published_opening().number,
        "closed": make_opening(state=PublicationState.CLOSED).number,
        "draft": make_opening().number,
    }

    page = page_of(client, "/fr", referer=before.format(**numbers))

    assert page.select(".just-read") == []
