"""Teams and places: made, renamed, deleted when nothing uses them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import clock
from app.core.database import db
from app.people import teams
from app.people.models import Place, Team
from tests.factories.people import make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_opening
from tests.web.account.helpers import activities, where_to

TEAM = {"name_fr": "Mobilité", "name_en": "Mobility", "about_fr": "Des trains.", "about_en": ""}
PLACE = {"name": "Lille", "region": "Hauts-de-France", "postal_code": "59000", "country": "fr"}


def test_a_team_is_made_then_changed(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))

    where_to(client.post("/admin/teams/new", data=TEAM))
    team = db.session.scalars(select(Team)).one()
    where_to(client.post(f"/admin/teams/{team.id}", data={**TEAM, "name_en": "Transport"}))

    assert (team.name("fr"), team.name("en"), team.about("fr")) == (
        "Mobilité", "Transport", "Des trains.",
    )  # fmt: skip
    assert len(activities("team.created")) == len(activities("team.changed")) == 1


@pytest.mark.parametrize("field", ["name_fr", "name_en"])
def test_two_teams_have_no_name_in_common(client: FlaskClient, field: str) -> None:
    sign_in(client, make_person(role="admin", language="en"))
    make_team(name_fr="Mobilité", name_en="Mobility")
    other = {"name_fr": "Autre", "name_en": "Other"}

    answer = client.post("/admin/teams/new", data={**other, field: TEAM[field].upper()})

    assert answer.status_code == 422
    assert "Another team has this name already." in answer.text


def test_a_team_may_keep_its_own_name(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    team = make_team(name_fr="Mobilité", name_en="Mobility")

    where_to(client.post(f"/admin/teams/{team.id}", data=TEAM))


def test_a_place_is_made_with_its_country_in_capitals(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))

    where_to(client.post("/admin/places/new", data=PLACE))

    assert db.session.scalars(select(Place)).one().country == "FR"


@pytest.mark.parametrize("country", ["", "F", "France", "12", "éé"])
def test_a_country_is_two_letters(client: FlaskClient, country: str) -> None:
    sign_in(client, make_person(role="admin"))

    answer = client.post("/admin/places/new", data={**PLACE, "country": country})

    assert answer.status_code == 422


def test_a_team_that_nothing_uses_is_deleted(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin"))
    team = make_team()

    where_to(client.post(f"/admin/teams/{team.id}/remove"))

    assert db.session.scalars(select(Team)).all() == []
    assert len(activities("team.removed")) == 1


def test_a_team_in_use_is_kept_and_what_uses_it_is_counted(client: FlaskClient) -> None:
    sign_in(client, make_person(role="admin", language="en"))
    team = make_team()
    make_person(team=team)
    make_person(team=team)

    answer = client.post(f"/admin/teams/{team.id}/remove")

    assert answer.status_code == 422
    assert "2\xa0people" in answer.text
    assert db.session.get(Team, team.id) is not None


def test_a_team_that_only_an_audience_names_is_kept(app: Flask) -> None:
    """Deleting it would empty the audience, which then is everyone."""
    admin, team = make_person(role="admin"), make_team()
    opening = make_opening()
    opening.audience_teams = [team]
    db.session.commit()

    with pytest.raises(teams.StillUsed):
        teams.remove(team, by=admin, now=clock.now())


def test_a_place_of_an_opening_is_kept(app: Flask) -> None:
    admin, place = make_person(role="admin"), make_place()
    opening = make_opening()
    opening.place = place
    db.session.commit()

    with pytest.raises(teams.StillUsed):
        teams.remove(place, by=admin, now=clock.now())
