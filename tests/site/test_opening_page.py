"""The page of an opening on the career site."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from app.publishing.models import PublicationState
from tests.factories.people import make_organisation, make_place, make_team
from tests.factories.publishing import make_opening, make_published_opening, make_published_story


@pytest.fixture(autouse=True)
def organisation(app: object) -> None:
    make_organisation()


def address(opening: object, language: str = "fr") -> str:
    folder = {"fr": "/fr/offres", "en": "/en/openings"}[language]
    return f"{folder}/{opening.text(language).slug}-{opening.number}"


def test_an_opening_shows_its_title_place_and_salary(client: FlaskClient) -> None:
    opening = make_published_opening(place=make_place(name="Nantes"))

    page = client.get(address(opening)).get_data(as_text=True)

    assert "Ingénieure ou ingénieur données" in page
    assert "Nantes" in page
    assert "48\u202f000 à 58\u202f000\u00a0€" in page
