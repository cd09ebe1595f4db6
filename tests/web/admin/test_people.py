"""The administrators' list of people."""

import csv
import io
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.core.models import Activity, Message
from app.people import queries
from app.people.entrance import sessions
from app.people.models import Person, Role
from app.people.queries import AccountState, Wanted
from tests.activities import deliver_activities
from tests.conftest import CountStatements
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_opening
from tests.web.account.helpers import last_mail, link_in


def names(wanted: Wanted) -> list[str]:
    return [person.first_name for person in queries.people(wanted, page=1).items]


def test_accents_and_capitals_do_not_matter_to_order_and_search(app: Flask) -> None:
    for first in ("Zoé", "Élodie", "awa", "Eva"):
        make_person(first_name=first, last_name="")

    assert names(Wanted()) == ["awa", "Élodie", "Eva", "Zoé"]
    assert names(Wanted(search="elo")) == ["Élodie"]
    assert names(Wanted(search="ZOE")) == ["Zoé"]
    assert names(Wanted(descending=True)) == ["Zoé", "Eva", "Élodie", "awa"]


def test_people_stand_by_their_last_name(app: Flask) -> None:
    for first, last in (("Awa", "Zidane"), ("Zoé", "Ábel"), ("Bo", "Ábel"), ("Kim", "")):
        make_person(first_name=first, last_name=last)

    assert names(Wanted()) == ["Bo", "Zoé", "Kim", "Awa"]
    assert names(Wanted(descending=True)) == ["Awa", "Kim", "Zoé", "Bo"]


@pytest.mark.parametrize("descending", [False, True])
def test_a_letter_leads_to_the_page_on_which_it_begins(
    client: FlaskClient, descending: bool
) -> None:
    sign_in(client, make_person(first_name="Root", last_name="Aaa", role="admin"))
    for n in range(120):
        make_person(first_name="Noé", last_name=f"{'DÉM'[n // 40]}{n:03}")
    order = "&order=descending" if descending else ""

    for letter in "dém".replace("é", "e").upper():
        answer = client.get(f"/admin/people?letter={letter}{order}")
        assert answer.status_code == 302
        page = client.get(answer.headers["Location"]).text
        number = int(parse_qs(urlsplit(answer.headers["Location"]).query)["page"][0])
        shown = [
            person.last_name
            for person in queries.people(Wanted(descending=descending), page=number).items
        ]
        assert any(name[0].translate({0xC9: "E"}) == letter for name in shown)
        assert "data-row" in page


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

    assert "Invited on 11\xa0Jun<" in client.get("/admin/people").text


OURS = {"first_name": "Noé", "last_name": "Petit", "email": "noe@ormelune.example"}


def test_a_corrected_address_is_told_to_both_mailboxes(client: FlaskClient) -> None:
    make_organisation()
    admin = make_person(role="admin")
    sign_in(client, admin)
    person = make_person(email="neo@ormelune.example", language="en")

    answer = client.post(f"/admin/people/{person.id}/identity", data=OURS)

    assert answer.status_code == 302
    assert (person.name, person.email) == ("Noé Petit", "noe@ormelune.example")
    told = {each.to_address: each.text for each in db.session.scalars(select(Message))}
    assert set(told) == {"neo@ormelune.example", "noe@ormelune.example"}
    assert all("it was neo@ormelune.example, it is noe@" in text for text in told.values())
    assert all(admin.email in text for text in told.values())


def test_a_mistyped_invitation_goes_out_again_at_the_right_address(
    client: FlaskClient, app: Flask
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    client.post("/admin/people/invite", data={
        "people": "Noé Petit <neo@ormelune.example>", "language": "fr", "roles": ["ambassador"],
        "team": "", "place": "",
    })  # fmt: skip
    deliver_activities("person.invited")
    person = db.session.scalars(select(Person).where(Person.email == "neo@ormelune.example")).one()
    wrong = link_in(last_mail("neo@ormelune.example"))

    client.post(f"/admin/people/{person.id}/identity", data=OURS)
    deliver_activities("person.invited")

    stranger = app.test_client()
    assert stranger.get(wrong).status_code == 410
    assert stranger.get(link_in(last_mail("noe@ormelune.example"))).status_code == 200


def test_an_address_that_somebody_has_is_refused_and_nothing_is_lost(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    make_person(first_name="Noé", last_name="Ancien", email="noe@ormelune.example")
    person = make_person(email="neo@ormelune.example")

    answer = client.post(f"/admin/people/{person.id}/identity", data=OURS)

    assert answer.status_code == 422
    assert "Noé Ancien has this address." in answer.text
    assert person.email == "neo@ormelune.example"
    assert 'value="noe@ormelune.example"' in answer.text


def test_an_invitation_taken_back_leaves_neither_account_nor_link(
    client: FlaskClient, app: Flask
) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    client.post("/admin/people/invite", data={
        "people": "Noé Petit <neo@ormelune.example>", "language": "fr", "roles": ["ambassador"],
        "team": "", "place": "",
    })  # fmt: skip
    deliver_activities("person.invited")
    link = link_in(last_mail("neo@ormelune.example"))
    person = db.session.scalars(select(Person).where(Person.email == "neo@ormelune.example")).one()
    assert client.get(f"/admin/people/{person.id}/take-back").status_code == 200

    answer = client.post(f"/admin/people/{person.id}/take-back")

    assert answer.headers["Location"] == "/admin/people"
    assert not list(db.session.scalars(select(Person).where(Person.last_name == "Petit")))
    assert app.test_client().get(link).status_code == 410
    assert not list(
        db.session.scalars(select(Message).where(Message.to_address == "neo@ormelune.example"))
    )


def test_who_has_come_is_not_taken_back(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))
    person = make_person()

    assert client.post(f"/admin/people/{person.id}/take-back").status_code == 422
    assert db.session.get(Person, person.id)


def test_somebody_whom_an_opening_names_is_not_taken_back(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="en"))
    person = make_person(joined_at=None, password=None)
    make_opening(hiring_manager=person)

    answer = client.post(f"/admin/people/{person.id}/take-back")

    assert answer.status_code == 422
    assert "close the account instead" in answer.text


def test_the_list_is_given_as_a_file_with_its_filters(client: FlaskClient) -> None:
    make_organisation()
    admin = make_person(role="admin", language="en")
    sign_in(client, admin)
    make_person(role="recruiter", first_name="Zoé", last_name="=HYPERLINK(1)", job_title="+1")
    make_person(first_name="not", last_name="shown")

    answer = client.get("/admin/people.csv?role=recruiter")

    heading, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="people-')
    assert heading[:3] == ["Last name", "First name", "Address"]
    assert row[:2] == ["'=HYPERLINK(1)", "Zoé"]
    assert "'+1" in row
    [noted] = db.session.scalars(select(Activity).where(Activity.kind == "people.exported"))
    assert (noted.actor_id, noted.data) == (admin.id, {"rows": 1})


def test_in_french_the_file_opens_in_columns(client: FlaskClient) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin", language="fr"))

    answer = client.get("/admin/people.csv")

    assert answer.data.decode("utf-8-sig").splitlines()[0].startswith("Nom;Prénom;Adresse")


@pytest.mark.parametrize("letter", ["AB", "XYZ", "a", "é", ""])
def test_what_is_no_letter_leads_nowhere(client: FlaskClient, letter: str) -> None:
    make_organisation()
    sign_in(client, make_person(role="admin"))

    assert client.get("/admin/people", query_string={"letter": letter}).status_code == 200
