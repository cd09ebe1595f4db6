"""The agenda that history is played by."""

from datetime import UTC, datetime, timedelta

from app.demo.agenda import PARIS, Agenda, at_work, at_work_after, of_the_day
from app.demo.chance import chance

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_acts_are_called_in_the_order_of_their_times():
    agenda, called = Agenda(until=NOW), []
    for hours in (3, 9, 1):
        agenda.plan(NOW - timedelta(hours=hours), called.append)

    agenda.play()

    assert called == [NOW - timedelta(hours=hours) for hours in (9, 3, 1)]


def test_acts_of_one_instant_are_called_as_they_were_planned():
    agenda, called = Agenda(until=NOW), []
    for name in "abc":
        agenda.plan(NOW - timedelta(hours=1), lambda _at, name=name: called.append(name))

    agenda.play()

    assert called == ["a", "b", "c"]


def test_what_lies_in_the_future_is_not_history():
    agenda, called = Agenda(until=NOW), []
    agenda.plan(NOW, called.append)

    agenda.play()

    assert called == []


def test_an_act_may_plan_a_later_one():
    agenda, called = Agenda(until=NOW), []
    agenda.plan(
        NOW - timedelta(hours=2),
        lambda at: agenda.plan(at + timedelta(hours=1), called.append),
    )

    agenda.play()

    assert called == [NOW - timedelta(hours=1)]


def test_work_is_done_on_working_days_by_daylight():
    draws = chance("test")
    for days in range(60):
        at = at_work(NOW + timedelta(days=days), draws).astimezone(PARIS)
        assert at.weekday() <= 4
        assert 8 <= at.hour <= 18


def test_phones_are_looked_at_on_the_day_itself():
    draws = chance("test")
    for days in range(60):
        day = NOW + timedelta(days=days)
        assert of_the_day(day, draws).astimezone(PARIS).date() == day.astimezone(PARIS).date()


def test_an_act_of_work_keeps_its_place_between_two_others():
    draws = chance("test")
    for hours in range(1, 240):
        after, before = NOW - timedelta(hours=hours), NOW
        at = at_work_after(after + (before - after) / 3, after=after, before=before, chance=draws)
        assert after < at < before


def test_an_act_without_a_bound_is_done_by_daylight_whenever_what_came_before_was():
    draws = chance("test")
    for hours in range(200):
        after = NOW + timedelta(hours=hours)
        at = at_work_after(after, after=after, before=None, chance=draws)
        assert after < at
        assert at.astimezone(PARIS).weekday() <= 4
