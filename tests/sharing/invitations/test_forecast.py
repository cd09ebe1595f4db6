"""Whom a campaign will reach and when, before it is launched, told of groups alone."""

from datetime import date, timedelta

import pytest

from app.core.database import db
from app.sharing.invitations import preferences, send
from app.sharing.invitations.forecast import Wave, forecast
from app.sharing.invitations.models import INVITATION, Takes
from app.sharing.invitations.rule import Because
from tests.factories.campaigns import FIRST, LAST, MONDAY, make_campaign
from tests.factories.people import make_organisation, make_person, make_team
from tests.factories.sharing import make_ambassador, make_link

DAY = timedelta(days=1)


@pytest.fixture
def team(app):
    make_organisation()
    return make_team()


def draft(team, **said):
    return make_campaign(launched=None, team_ids=frozenset({team.id}), **said)


def test_it_counts_people_by_day_and_says_why_some_wait(team):
    invited = make_team()
    for _each in range(4):
        make_person(team=invited, language="en")
    before = make_campaign(team_ids=frozenset({invited.id}))
    send.send_page(before.id, INVITATION, after=None, now=MONDAY)
    for each in range(12):
        make_person(team=team, time_zone="America/Lima" if each < 3 else None)
    both = make_campaign(launched=None, team_ids=frozenset({team.id, invited.id}))

    found = forecast(both, now=MONDAY)

    assert found.reach == 16
    assert found.waves == [
        Wave(FIRST, 9, None),
        Wave(FIRST, 3, Because.QUIET),
        Wave(FIRST + 7 * DAY, 4, Because.CAP),
    ]
    both.last_on = FIRST + 3 * DAY
    assert forecast(both, now=MONDAY).waves[-1] == Wave(None, 4, Because.OVER)
    both.first_on, both.last_on = date(2026, 12, 5), LAST
    assert forecast(both, now=MONDAY).waves == [
        Wave(date(2026, 12, 5), 3, Because.FIRST_DAY),  # still a Friday in Lima
        Wave(date(2026, 12, 7), 9, Because.FIRST_DAY),
        Wave(date(2026, 12, 7), 4, Because.CAP),
    ]


def test_of_fewer_than_ten_people_nothing_is_told(team):
    for _each in range(9):
        make_person(team=team)

    found = forecast(draft(team), now=MONDAY)

    assert (found.is_shown, found.waves) == (False, [])


def test_it_tells_nothing_of_what_people_chose_or_relayed(team):
    campaign = draft(team)
    people = [make_ambassador(team=team) for _each in range(12)]
    plain = forecast(campaign, now=MONDAY)

    preferences.stop(people[0])
    preferences.choose(people[1], Takes.DIGEST, days_off=[1, 2, 3], away_until=LAST)
    for each in campaign.publications:
        make_link(publication=each, ambassador=people[2])
    db.session.flush()

    assert forecast(campaign, now=MONDAY) == plain
