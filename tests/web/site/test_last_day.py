"""After its last day an opening is open nowhere, though no job has closed it yet."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.calendar import local_date
from app.core.database import db
from app.hiring import queries as hiring
from app.people.models import Role
from app.publishing import career_site
from app.publishing.kinds import OPENINGS, is_online, online, state_on, state_read_on
from app.publishing.models import Opening
from app.publishing.queries import latest_of_team, online_count, similar_openings
from app.publishing.search import find
from tests.factories.people import make_organisation, make_person, make_place, make_team, sign_in
from tests.factories.publishing import make_opening, make_published_opening

TITLE = "Ingénieure ou ingénieur hydrographie"
WORD = "hydrographie"


@pytest.fixture
def over(app: Flask) -> Opening:
    """An opening whose last day was yesterday, beside one like it that is open."""
    make_organisation()
    team, place = make_team(), make_place()
    make_published_opening(team=team, place=place, title="Ouverte")
    yesterday = local_date(clock.now()) - timedelta(days=1)
    opening = make_published_opening(team=team, place=place, title=TITLE, closes_on=yesterday)
    db.session.commit()
    return opening


@pytest.mark.parametrize(
    "path",
    [
        *("/fr/offres", "/en/openings", f"/fr/offres?q={WORD}", "/fr/offres.rss", "/sitemap.xml"),
        *("/en/openings.rss", "/r/ABSENT"),
    ],
)
def test_no_page_shows_it_once_its_last_day_is_over(
    client: FlaskClient, over: Opening, path: str
) -> None:
    page = client.get(path).get_data(as_text=True)

    assert f"-{over.number}" not in page


def test_its_team_page_and_the_pages_of_others_show_it_no_more(
    client: FlaskClient, over: Opening
) -> None:
    other = db.session.query(Opening).filter(Opening.id != over.id).one()
    paths = [
        f"/fr/equipes/{over.team.slug_fr}",
        f"/fr/offres/{other.text('fr').slug}-{other.number}",
    ]

    assert [TITLE in client.get(path).get_data(as_text=True) for path in paths] == [False, False]


def test_no_count_counts_it(over: Opening) -> None:
    now = clock.now()
    other = db.session.query(Opening).filter(Opening.id != over.id).one()

    assert online_count(OPENINGS, now=now) == 1
    assert [count for _team, count in career_site.teams_with_openings(now=now) if count] == [1]
    assert [city.count for city in career_site.cities(now=now)] == [1]
    assert [hit.id for hit in find("", now=now).hits] == [other.id]
    assert not similar_openings(other, now=now)
    assert over not in latest_of_team(OPENINGS, over.team_id, now=now, limit=9)
    assert over not in hiring.openings_online(now=now)


def test_on_its_last_day_it_is_still_open(client: FlaskClient) -> None:
    make_organisation()
    make_published_opening(title=TITLE, closes_on=local_date(clock.now()))
    db.session.commit()

    assert WORD in client.get("/fr/offres").get_data(as_text=True)


def test_staff_s_list_counts_and_names_it_closed(client: FlaskClient, over: Opening) -> None:
    sign_in(client, make_person(role=Role.RECRUITER))

    online_ones = client.get("/openings?state=published").get_data(as_text=True)
    closed = client.get("/openings?state=closed").get_data(as_text=True)

    assert WORD not in online_ones
    assert WORD in closed
    assert "?state=closed" in online_ones, "it has its tab"


def test_an_ambassador_finds_neither_its_row_nor_a_way_to_relay_it(
    client: FlaskClient, over: Opening
) -> None:
    sign_in(client, make_person(role=Role.AMBASSADOR))

    assert WORD not in client.get("/openings").get_data(as_text=True)
    assert client.get(f"/openings/{over.id}").status_code == 404


@pytest.mark.parametrize("days", [-400, -1, 0, 1, None])
def test_the_condition_of_statements_and_that_of_pages_are_one(app: Flask, days: Any) -> None:
    now = clock.now()
    last_day = None if days is None else local_date(now) + timedelta(days=days)
    opening = make_published_opening(closes_on=last_day)
    make_opening(closes_on=last_day)

    found = db.session.scalars(db.select(Opening).where(online(OPENINGS, now))).all()
    read = db.session.scalar(
        db.select(state_read_on(OPENINGS, now)).where(Opening.id == opening.id)
    )

    assert (opening in found) == is_online(opening, now)
    assert read is state_on(opening, now)
