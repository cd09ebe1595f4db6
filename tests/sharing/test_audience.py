"""The audience rule says the same in Python and in SQL, for every combination."""

from itertools import product

import pytest
from sqlalchemy import select

from app.core.database import db
from app.publishing.models import Publication
from app.sharing.audience import invites, is_invited
from tests.factories.people import make_person, make_place, make_team
from tests.factories.publishing import make_published_opening, make_published_story


@pytest.fixture
def teams(app):
    return [make_team(), make_team()]


@pytest.fixture
def places(app):
    return [make_place(), make_place()]


def test_python_and_sql_agree_on_every_audience_and_person(teams, places):
    publications = [
        make(audience_teams=few_teams, audience_places=few_places, audience_languages=languages)
        for make in (make_published_opening, make_published_story)
        for few_teams, few_places, languages in product(
            ([], teams[:1], teams), ([], places[:1]), ([], ["fr"], ["fr", "en"])
        )
    ]
    people = [
        make_person(team=team, place=place, language=language)
        for team, place, language in product([None, *teams], [None, *places], ("fr", "en"))
    ]

    for person in people:
        found = set(db.session.scalars(select(Publication.id).where(invites(person))))
        assert found == {each.id for each in publications if is_invited(person, each)}


def test_a_publication_without_a_named_audience_is_for_everyone(app):
    assert is_invited(make_person(), make_published_opening())


def test_each_kind_that_is_named_must_fit(teams, places):
    opening = make_published_opening(audience_teams=[teams[0]], audience_places=[places[0]])

    assert is_invited(make_person(team=teams[0], place=places[0]), opening)
    assert not is_invited(make_person(team=teams[0], place=places[1]), opening)
    assert not is_invited(make_person(team=teams[1], place=places[0]), opening)


def test_one_of_several_named_teams_is_enough(teams):
    assert is_invited(make_person(team=teams[1]), make_published_opening(audience_teams=teams))


def test_a_person_without_team_is_outside_every_named_team(teams):
    assert not is_invited(make_person(), make_published_opening(audience_teams=teams))
