"""Every page is drawn, in both languages, for who may see it."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from tests.factories.people import make_charter, make_organisation, make_person, sign_in

PUBLIC = ["/sign-in", "/sign-in/password", "/sign-in/link", "/sign-in/sent/link", "/reset"]
OWN = ["/account", "/account/security", "/charter"]
ADMIN = [
    "/admin",
    "/admin?q=nothing-like-this",
    "/admin/people",
    "/admin/people?q=zzz&state=closed",
    "/admin/people/invite",
    "/admin/teams",
    "/admin/teams/new",
    "/admin/places/new",
    "/admin/organisation",
    "/admin/brand",
    "/admin/charter",
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_before_signing_in_is_drawn_in_both_languages(
    client: FlaskClient, path: str, language: str
) -> None:
    make_organisation()

    page = client.get(path, query_string={"lang": language})

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", OWN + ADMIN)
def test_an_administrator_sees_every_page_in_their_language(
    client: FlaskClient, path: str, language: str
) -> None:
    make_organisation()
    make_charter()
    sign_in(client, make_person(role="admin", language=language))

    page = client.get(path)

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("path", PUBLIC + OWN + ADMIN)
def test_a_page_keeps_to_the_content_policy_and_its_forms_carry_a_token(
    client: FlaskClient, path: str
) -> None:
    make_organisation()
    make_charter()
    if path not in PUBLIC:
        sign_in(client, make_person(role="admin"))

    page = BeautifulSoup(client.get(path).text, "html.parser")

    assert page.find_all("style") == []
    assert [s for s in page.find_all("script") if not s.get("src")] == []
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name == "style" or name.startswith("on")], tag
    for form in page.find_all("form", method="post"):
        assert form.find("input", attrs={"name": "csrf_token"}), form


@pytest.mark.parametrize("path", OWN)
def test_a_page_is_drawn_before_the_organisation_is_set_up(client: FlaskClient, path: str) -> None:
    sign_in(client, make_person())

    assert client.get(path).status_code == 200
