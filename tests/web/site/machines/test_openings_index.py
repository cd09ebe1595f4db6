"""The index of openings, with which a browser compares contacts that it keeps to itself (S12)."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.database import db
from app.publishing.publish import close
from app.publishing.titles.same_jobs import jobs
from tests.conftest import CountStatements
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening, make_theme
from tests.publishing.conftest import NOON
from tests.web.site.conftest import address

PATHS = {"fr": "/fr/offres/index.json", "en": "/en/openings/index.json"}


def entries(client: FlaskClient, language: str = "fr") -> list[dict[str, Any]]:
    found = client.get(PATHS[language]).json
    assert found
    return list(found["openings"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_index_has_every_opening_by_what_contacts_are_compared_with(
    client: FlaskClient, language: str
) -> None:
    opening = make_published_opening(
        title="Ingénieur·e données ferroviaires",
        team=make_team(name_fr="Équipe Mobilité", name_en="Mobility team"),
        place=make_place(name="Saint-Étienne", region="Loire"),
        other_places=[make_place(name="Lyon", region="Rhône")],
        themes=[make_theme(name_fr="Données", name_en="Data")],
    )
    make_opening()
    db.session.commit()

    (entry,) = entries(client, language)

    text = opening.text(language)
    assert text is not None
    assert (entry["number"], entry["title"]) == (opening.number, text.title)
    assert entry["path"] == address(opening, language)
    assert [place["name"] for place in entry["places"]] == ["Saint-Étienne", "Lyon"]
    assert entry["team"] == {"fr": "Équipe Mobilité", "en": "Mobility team"}[language]
    assert entry["themes"] == [{"fr": "Données", "en": "Data"}[language]]
    assert {"donnees", "ferroviaires"} <= set(entry["words"])
    assert {"mobilite", "mobility", "data"} <= set(entry["about"])
    assert "data engineer" in {" ".join(jobs()[each].names[0]) for each in entry["jobs"]}


def test_an_opening_in_one_language_comes_in_its_own(client: FlaskClient) -> None:
    opening = make_published_opening(languages=["fr"])

    (entry,) = entries(client, "en")

    assert entry["path"] == address(opening, "fr")


def test_the_index_costs_one_statement_until_something_changes(
    client: FlaskClient, statements: CountStatements
) -> None:
    opening = make_published_opening()
    db.session.commit()
    first = client.get(PATHS["fr"])

    with statements() as sent:
        again = client.get(PATHS["fr"], headers={"If-None-Match": first.headers["ETag"]})
        whole = client.get(PATHS["fr"])

    assert (again.status_code, again.data) == (304, b"")
    assert whole.json == first.json
    assert len(sent) == 2
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    close(opening, by=make_person(), now=NOON)
    db.session.commit()
    assert entries(client) == []


def test_drawing_the_index_takes_one_statement_however_many_openings(
    client: FlaskClient, statements: CountStatements
) -> None:
    for _ in range(5):
        make_published_opening(other_places=[make_place()], themes=[make_theme()])
    db.session.commit()

    with statements() as sent:
        assert len(entries(client)) == 5

    assert len(sent) == 2  # the version, and the index
