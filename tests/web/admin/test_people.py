"""The administrators' list of people."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.people import queries
from app.people.entrance import sessions
from app.people.models import Person, Role
from app.people.queries import AccountState, Wanted
from tests.conftest import CountStatements
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in


def names(wanted: Wanted) -> list[str]:
    return [person.first_name for person in queries.people(wanted, page=1).items]


def test_accents_and_capitals_do_not_matter_to_order_and_search(app: Flask) -> None:
    for first in ("Zoé", "Élodie", "awa", "Eva"):
        make_person(first_name=first, last_name="")

    assert names(Wanted()) == ["awa", "Élodie", "Eva", "Zoé"]
    assert names(Wanted(search="elo")) == ["Élodie"]
    assert names(Wanted(search="ZOE")) == ["Zoé"]
    assert names(Wanted(descending=True)) == ["Zoé", "Eva", "Élodie", "awa"]


def test_every_word_searched_for_must_be_found(app: Flask) -> None:
    make_person(first_name="Zoé", last_name="Lambert", job_title="Data", email="z@a.example")
    make_person(first_name="Zoé", last_name="Martin", job_title="Data", email="m@b.example")

    assert len(names(Wanted(search="data zoé"))) == 2
    assert names(Wanted(search="lambert data")) == ["Zoé"]
    assert len(names(Wanted(search="@b.example"))) == 1


@pytest.mark.parametrize("search", ["%", "_", "\\", "'", '"; --', "🙂", "٪"])
def test_signs_that_mean_something_to_a_database_mean_themselves(app: Flask, search: str) -> None:
    make_person(first_name="Zoé", last_name="Lambert")

    assert names(Wanted(search=search)) == []


def test_filters_hold_together(app: Flask) -> None:
    team = make_team()
    make_person(first_name="in", role="recruiter", team=team)
    make_person(first_name="other team", role="recruiter")
    make_person(first_name="other role", team=team)

    assert names(Wanted(role=Role.RECRUITER, team_id=team.id)) == ["in"]


def test_states_share_everyone_out(app: Flask) -> None:
    people = [
        make_person(first_name="here"),
        make_person(first_name="invited", joined_at=None),
        make_person(first_name="closed", disabled_at=clock.now()),
        make_person(first_name="closed too", joined_at=None, disabled_at=clock.now()),
    ]

    assert names(Wanted(state=AccountState.ACTIVE)) == ["here"]
    assert names(Wanted(state=AccountState.INVITED)) == ["invited"]
    assert names(Wanted(state=AccountState.CLOSED)) == ["closed", "closed too"]
    assert [queries.state_of(person) for person in people] == [
        "active", "invited", "closed", "closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "role=emperor",
        "state=asleep",
        "team=not-a-key",
        "page=0",
        "page=-5",
        "page=99999999999999999999",
        "page=x",
        "q=%00",
        "order=sideways",
        "q=" + "x" * 3000,
    ],
)
def test_an_address_that_makes_no_sense_still_lists(client: FlaskClient, query: str) -> None:
    sign_in(client, make_person(role="admin"))

    assert client.get(f"/admin/people?{query}").status_code == 200


def test_filters_stay_in_the_addresses_of_the_page(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    for _ in range(60):
        make_person(role="recruiter")

    page = BeautifulSoup(client.get("/admin/people?role=recruiter&q=lambert").text, "html.parser")

    following = page.find("a", rel="next")
    assert following is not None
    assert parse_qs(urlsplit(str(following["href"])).query) == {
        "role": ["recruiter"], "q": ["lambert"], "page": ["2"],
    }  # fmt: skip
    shown = client.get(str(following["href"])).text
    assert shown.count("data-row") == 10


def test_the_list_costs_the_same_statements_whatever_its_length(
    client: FlaskClient, statements: CountStatements
) -> None:
    make_organisation()
    admin = make_person(role="admin")
    sign_in(client, admin)

    with statements() as for_one:
        client.get("/admin/people")
    for _ in range(30):
        person = make_person(role="recruiter", team=make_team(), place=make_place())
        sessions.open_session(person, device="", now=clock.now())
    db.session.commit()
    with statements() as for_many:
        page = client.get("/admin/people")

    assert page.text.count("data-row") == 31
    assert len(for_many) == len(for_one) <= 12


def test_a_slip_in_an_invitation_is_asked_about_once(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    form = {"people": "Zoé T <zoe@gmail.con>; Léo U <leo@o.example>", "language": "fr"}
    form |= {"team": "", "place": "", "roles": ["ambassador"]}

    page = client.post("/admin/people/invite", data=form)

    assert page.status_code == 422
    assert "zoe@gmail.com" in page.text
    fields = BeautifulSoup(page.data, "html.parser").select_one("main form")
    left = fields.select_one("textarea").text.strip()
    assert left == "Zoé T <zoe@gmail.con>"
    asked = fields.select_one("[name=asked]")["value"]
    again = client.post("/admin/people/invite", data=form | {"people": left, "asked": asked})
    assert again.status_code == 302
    assert {each.email for each in db.session.scalars(select(Person))} >= {
        "zoe@gmail.con", "leo@o.example"
    }  # fmt: skip


def test_a_person_is_found_in_either_spelling_of_their_domain(client: FlaskClient) -> None:
    make_person(first_name="Zoé", email="zoe@société.fr")

    assert names(Wanted(search="zoe@xn--socit-esab.fr")) == ["Zoé"]


def test_an_invitation_of_half_past_midnight_is_of_the_new_day(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_past_midnight = datetime(2026, 6, 10, 22, 30, tzinfo=UTC)  # on the 11th in Paris
    monkeypatch.setattr(clock, "now", lambda: half_past_midnight + timedelta(hours=9))
    sign_in(client, make_person(roles=[Role.ADMIN], language="en"))
    make_person(first_name="Awa", joined_at=None, invited_at=half_past_midnight)

    assert "Invited on 11 Jun<" in client.get("/admin/people").text
