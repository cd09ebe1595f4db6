"""The openings inside other sites: the script, and what it asks for (P10)."""

import gzip
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import CountStatements
from tests.factories.people import make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening
from tests.web.site.conftest import address

BASE = "http://127.0.0.1:8000"
KEEPING = ("cookie", "localStorage", "sessionStorage", "indexedDB", "caches", "innerHTML", "eval(")


def listed(client: FlaskClient, **arguments: Any) -> list[str]:
    found = client.get("/widget/openings.json", query_string=arguments).json
    assert found
    return [each["title"] for each in found["openings"]]


def test_the_script_is_light_open_to_all_and_keeps_nothing(client: FlaskClient) -> None:
    answer = client.get("/widget/1.js")

    script = answer.get_data(as_text=True)
    assert len(gzip.compress(answer.data, 9)) <= 10 * 1024
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert [word for word in KEEPING if word in script] == []
    assert "Set-Cookie" not in answer.headers


def test_any_site_may_read_the_openings(client: FlaskClient) -> None:
    place, team = make_place(name="Nantes"), make_team(name_fr="Données", name_en="Data")
    opening = make_published_opening(title="</script><b>&", place=place, team=team)
    make_opening(title="Brouillon")

    answer = client.get("/widget/openings.json", headers={"Origin": "https://other.example"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    found = answer.json
    assert (found["url"], found["total"], found["language"]) == (f"{BASE}/fr/offres", 1, "fr")
    (shown,) = found["openings"]
    assert shown["title"] == "</script><b>&"
    assert shown["url"] == f"{BASE}{address(opening)}"
    assert shown["lines"][0] == "Données, Nantes, CDI"


def test_openings_are_those_of_the_teams_and_places_that_are_named(client: FlaskClient) -> None:
    data, cloud = make_team(name_fr="Données"), make_team(name_fr="Cloud")
    nantes, lyon = make_place(name="Nantes"), make_place(name="Lyon")
    make_published_opening(title="un", team=data, place=nantes)
    make_published_opening(title="deux", team=data, place=nantes, other_places=[lyon])
    make_published_opening(title="trois", team=cloud, place=lyon)

    assert listed(client, team="donnees") == ["deux", "un"]
    assert listed(client, team="donnees,cloud") == ["trois", "deux", "un"]
    assert listed(client, place="lyon") == ["trois", "deux"]
    assert listed(client, team="donnees", place="lyon") == ["deux"]
    assert listed(client, team="none-of-ours") == []
    assert listed(client, limit="2") == ["trois", "deux"]
    full = client.get("/widget/openings.json?team=donnees&limit=1").json
    assert (full["total"], full["url"]) == (2, f"{BASE}/fr/offres?team=donnees")


@pytest.mark.parametrize("limit", ["0", "-1", "x", "9" * 40, "", "%00"])
def test_a_strange_limit_is_the_usual_one(client: FlaskClient, limit: str) -> None:
    for number in range(12):
        make_published_opening(title=f"Offre {number}")

    shown = len(listed(client, limit=limit))

    assert shown in (10, 12)
    assert shown == 10 or limit.startswith("9")


def test_words_are_in_the_language_that_is_asked(client: FlaskClient) -> None:
    make_published_opening()

    english = client.get("/widget/openings.json?language=en").json
    other = client.get("/widget/openings.json?language=de").json

    assert english["openings"][0]["title"] == "Data engineer"
    assert english["more"] == "See it on our site"
    assert (other["language"], english["url"]) == ("fr", f"{BASE}/en/openings")


def test_who_asks_again_is_told_that_nothing_changed(
    client: FlaskClient, statements: CountStatements
) -> None:
    make_published_opening()
    with statements() as sent:
        etag = client.get("/widget/openings.json").headers["ETag"]
    assert len(sent) <= 6

    again = client.get("/widget/openings.json", headers={"If-None-Match": etag})

    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    assert client.get("/widget/openings.json?limit=2").headers["ETag"] != etag
