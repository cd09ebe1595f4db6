"""The menu: the areas that a person's permissions open, in their order."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from app.core.database import db
from app.people.models import Role
from app.people.permissions import GRANTS, Permission
from app.web import context, navigation
from tests.factories.people import make_organisation, make_person, sign_in

KNOWN = {
    Role.AMBASSADOR: ["hub", "relays", "openings", "stories"],
    Role.RECRUITER: ["hub", "relays", "openings", "stories", "pipeline"],
    Role.EDITOR: ["hub", "relays", "openings", "stories"],
    Role.HIRING_MANAGER: ["hub", "relays", "openings", "stories", "pipeline"],
    Role.PROGRAMME_MANAGER: ["hub", "relays", "openings", "stories", "programme"],
    Role.ADMIN: ["hub", "relays", "openings", "stories", "admin"],
    Role.AUDITOR: ["openings", "stories", "admin"],
    Role.EXECUTIVE: [],
}


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_areas_and_no_other(role: Role) -> None:
    opened = [area.key for area in navigation.AREAS if GRANTS[role] & area.opened_by]

    assert opened == KNOWN[role]


def test_whoever_is_shown_the_settings_finds_one_there() -> None:
    opened = frozenset[Permission]().union(*(area.opened_by for area in navigation.SETTINGS))

    assert opened == navigation.ADMINISTRATION


def test_an_area_whose_page_does_not_exist_is_absent(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(role="admin")
    monkeypatch.delitem(app.view_functions, "admin.admin")

    with app.test_request_context("/account"):
        assert "admin" not in {area["key"] for area in navigation.areas_of(person)}


def test_the_area_one_is_in_is_marked(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))

    for path in ("/admin", "/admin/people", "/admin/people/invite"):
        page = client.get(path).text
        assert 'href="/admin" aria-current="page" data-area="admin"' in page


def test_settings_are_found_by_words_that_they_do_not_show(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin", language="en"))

    page = client.get("/admin?q=contrast").text

    assert "Logo and colour" in page
    assert "Teams and places" not in page


def test_an_auditor_finds_only_what_they_may_open(client: FlaskClient) -> None:
    sign_in(client, make_person(roles=["auditor"], language="en"))

    page = client.get("/admin").text

    assert "People and roles" not in page
    assert client.get("/admin/people").status_code == 403


def test_the_page_that_says_the_database_is_away_is_drawn_without_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_organisation()
    sign_in(client, make_person())

    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    for read in ("execute", "scalar", "scalars"):
        monkeypatch.setattr(db.session, read, away)
    answer = client.get("/account", headers={"Accept": "text/html"})

    assert answer.status_code == 503
    assert "<h1" in answer.text


def test_a_mail_written_outside_a_request_has_the_company_s_name(app: Flask) -> None:
    make_organisation(name="Ormelune")

    values = context.of_page()

    assert values["organisation"]["name"] == "Ormelune"
    assert "person_menu" not in values
