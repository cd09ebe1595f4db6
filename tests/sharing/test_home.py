"""What the home page remembers: the last visit, and how often each opening was shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.database import db
from app.sharing import home, queries
from app.sharing.home import Sitting
from app.sharing.models import HubDay, HubVisit
from app.sharing.ranking import choose
from tests.factories.people import make_person, make_team
from tests.factories.publishing import make_published_opening, make_published_story
from tests.factories.sharing import make_ambassador, make_link

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=60)


def be_at_home(person, now=NOON, visits=0):
    """Open the hub as its page does; returns what was shown and what the visit is compared with."""
    last = db.session.get(HubVisit, person.id)
    today, since = home.shown_today(last, now=now), home.sitting(last, visits=visits, now=now)
    facts, _ = queries.facts_for(person, now=now)
    ids = [each.publication_id for each in choose(facts, queries.reader(person), now, today=today)]
    shown = [each for each in facts if each.id in ids]
    home.remember(person, shown=shown, today=today, visits=visits, since=since, now=now)
    db.session.expire_all()
    return ids, since


def times():
    return dict(db.session.execute(select(HubDay.publication_id, HubDay.times)).all())


def test_the_first_visit_is_compared_with_nothing(app):
    _, since = be_at_home(make_person(), visits=7)

    assert since.since is None
    assert since.came(9) == 0


def test_a_visit_is_compared_with_the_one_before_the_person_left(app):
    zoe = make_person()
    be_at_home(zoe, NOON, visits=3)

    _, later = be_at_home(zoe, NOON + timedelta(days=2), visits=15)
    _, again = be_at_home(zoe, NOON + timedelta(days=2, minutes=20), visits=16)
    _, next_day = be_at_home(zoe, NOON + timedelta(days=3), visits=16)

    assert (later, later.came(15)) == (Sitting(NOON, 3), 12)
    assert (again, again.came(16)) == (Sitting(NOON, 3), 13)
    assert (next_day.came(16), next_day.since) == (0, NOON + timedelta(days=2, minutes=20))


def test_visits_that_were_taken_back_are_no_negative_number(app):
    assert Sitting(NOON, 5).came(3) == 0


def test_an_opening_counts_once_a_person_and_a_day_and_a_story_never(app):
    zoe, mehdi, opening = make_person(), make_person(), make_published_opening()
    make_published_story()

    for person in (zoe, zoe, mehdi):
        be_at_home(person)

    assert times() == {opening.id: 2}


def test_the_same_three_are_shown_all_day(app):
    for _ in range(6):
        make_published_opening(published_at=LONG_AGO)
    zoe, others = make_person(), [make_person() for _ in range(3)]
    first, _ = be_at_home(zoe)
    for other in others:
        be_at_home(other)

    again, _ = be_at_home(zoe, NOON + timedelta(hours=1))

    assert set(again) == set(first)


def test_what_is_relayed_leaves_its_place_to_another_for_ever(app):
    openings = [make_published_opening(published_at=LONG_AGO) for _ in range(4)]
    zoe = make_ambassador()
    first, _ = be_at_home(zoe)
    make_link(
        publication=next(each for each in openings if each.id == first[0]),
        ambassador=zoe,
        now=NOON - timedelta(days=100),
    )

    again, _ = be_at_home(zoe)

    assert first[0] not in again
    assert len(again) == 3


def test_facts_say_how_often_a_team_was_shown_over_seven_days(app):
    data, sales = make_team(), make_team()
    often, seldom = make_published_opening(team=data), make_published_opening(team=data)
    other = make_published_opening(team=sales)
    for day, opening, count in [
        (date(2026, 11, 16), often, 500),  # eight days ago
        (date(2026, 11, 17), often, 20),
        (date(2026, 11, 23), often, 3),
        (date(2026, 11, 20), seldom, 5),
        (date(2026, 11, 23), other, 9),
    ]:
        db.session.add(HubDay(day=day, publication_id=opening.id, times=count))

    facts = {each.id: each for each in queries.facts_for(make_person(), now=NOON)[0]}

    assert [facts[each.id].shown for each in (often, seldom, other)] == [23, 5, 9]
    assert [facts[each.id].team_shown for each in (often, seldom, other)] == [28, 28, 9]
    assert [facts[each.id].had_its_share for each in (often, seldom, other)] == [True, False, False]


def test_whose_turn_it_is_is_looked_at_however_many_are_newer(app, monkeypatch):
    monkeypatch.setattr(queries, "POOL", 2)
    forgotten = make_published_opening(team=make_team(), published_at=LONG_AGO)
    for number in range(5):
        newer = make_published_opening(
            team=make_team(), published_at=NOON - timedelta(days=20 + number)
        )
        db.session.add(HubDay(day=NOON.date(), publication_id=newer.id, times=1))

    ids, _ = be_at_home(make_person())

    assert forgotten.id in ids


def test_a_week_gives_each_team_its_turn_in_the_database_too(app):
    teams = [make_team() for _ in range(8)]
    openings = [
        make_published_opening(team=team, published_at=NOON - timedelta(days=number))
        for number, team in enumerate(teams)
    ]
    people = [make_person(team=teams[number]) for number in range(3)]

    for day in range(7):
        for person in people:
            be_at_home(person, NOON + timedelta(days=day))

    often = dict.fromkeys((each.id for each in openings), 0)
    for key, number in db.session.execute(select(HubDay.publication_id, HubDay.times)):
        often[key] += number
    assert min(often.values()) >= 1
    assert max(often.values()) / min(often.values()) <= 3


@pytest.mark.parametrize(("days", "left"), [(6, 1), (7, 0)])
def test_counts_are_forgotten_after_a_week(app, days, left):
    opening = make_published_opening()
    day = NOON.date() - timedelta(days=days)
    db.session.add(HubDay(day=day, publication_id=opening.id, times=3))
    db.session.flush()

    home.forget_days(now=NOON)

    assert len(db.session.scalars(select(HubDay)).all()) == left


def test_a_person_has_one_row_that_is_written_over(app):
    zoe = make_person()

    for hours in range(0, 100, 7):
        be_at_home(zoe, NOON + timedelta(hours=hours))

    assert len(db.session.scalars(select(HubVisit)).all()) == 1
