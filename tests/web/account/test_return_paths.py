"""Where one may be sent after signing in: this site, nowhere else."""

import pytest
from flask.testing import FlaskClient

from app.people.entrance.sign_in import safe_path
from tests.factories.people import PASSWORD, make_person
from tests.web.account.helpers import where_to

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "account",
    "",
    None,
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_another_site_is_nowhere_to_go(target: str | None) -> None:
    assert safe_path(target) is None


@pytest.mark.parametrize("target", ["/", "/account?x=1", "/r/abc#part", "/fr/offres/d%C3%A9v"])
def test_a_path_of_this_site_is_kept(target: str) -> None:
    assert safe_path(target) == target


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client: FlaskClient, target: str) -> None:
    person = make_person(password=PASSWORD)

    answer = client.post(
        "/sign-in/password",
        query_string={"next": target},
        data={"email": person.email, "password": PASSWORD, "next": target},
    )

    assert where_to(answer).startswith("/")
    assert "evil" not in where_to(answer)


def test_the_sign_in_page_repeats_no_foreign_address(client: FlaskClient) -> None:
    page = client.get("/sign-in?next=https://evil.example/")

    assert "evil.example" not in page.text


def test_preferences_lead_back_to_the_page_they_were_changed_on(client: FlaskClient) -> None:
    person = make_person(password=PASSWORD)
    client.post("/sign-in/password", data={"email": person.email, "password": PASSWORD})

    back = client.post(
        "/account/preferences",
        data={"language": "en"},
        headers={"Referer": "http://localhost/charter?x=1"},
    )
    foreign = client.post(
        "/account/preferences",
        data={"language": "fr"},
        headers={"Referer": "https://evil.example/charter"},
    )

    assert where_to(back) == "/charter?x=1"
    assert where_to(foreign) == "/account"
