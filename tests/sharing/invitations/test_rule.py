"""When somebody may be invited: never above the cap, never inside quiet hours, in any zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sharing.invitations.rule import (
    WEEK,
    Because,
    InvitedPerson,
    Manners,
    WhenInvited,
    may_invite,
)

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Paris
BEGINS, ENDS = NOON - timedelta(days=30), NOON + timedelta(days=30)
# clocks that go forward at midnight, by half an hour, on other days; a day that was skipped
ZONES = [
    *("Europe/Paris", "America/New_York", "America/Santiago", "Australia/Lord_Howe"),
    *("Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati", "America/Noronha"),
]


def ask(now=NOON, *, begins=BEGINS, ends=ENDS, manners=None, **invitee) -> WhenInvited:
    given_zone = {"zone": PARIS, **invitee}
    return may_invite(
        now, InvitedPerson(**given_zone), manners or Manners(), begins=begins, ends=ends
    )


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("now", "invitee", "at", "because"),
    [
        (NOON, {}, NOON, None),
        (paris(2026, 12, 1, 19, 0), {}, paris(2026, 12, 2, 8, 0), Because.QUIET),
        (paris(2026, 12, 1, 18, 59), {}, paris(2026, 12, 1, 18, 59), None),
        (paris(2026, 12, 1, 7, 59), {}, paris(2026, 12, 1, 8, 0), Because.QUIET),
        (paris(2026, 12, 4, 20, 0), {}, paris(2026, 12, 7, 8, 0), Because.QUIET),  # a Friday
        (paris(2026, 12, 5, 12, 0), {"days_off": [5]}, paris(2026, 12, 5, 12, 0), None),
        (NOON, {"sent": [NOON - timedelta(days=3)]}, NOON + timedelta(days=6, hours=-4),
         Because.CAP),  # Saturday at noon is Monday at eight
        (NOON, {"sent": [NOON - WEEK]}, NOON, None),
        (NOON, {"away_until": date(2026, 12, 2)}, paris(2026, 12, 3, 8, 0), Because.AWAY),
        (NOON, {"away_until": date(2026, 11, 30)}, NOON, None),
        (NOON, {"zone": ZoneInfo("Asia/Tokyo")}, datetime(2026, 12, 1, 23, 0, tzinfo=UTC),
         Because.QUIET),
        (NOON, {"zone": ZoneInfo("America/New_York")},
         datetime(2026, 12, 1, 13, 0, tzinfo=UTC), Because.QUIET),
        (NOON, {"never": Because.REFUSED}, None, Because.REFUSED),
    ],
)  # fmt: skip
def test_an_invitation_comes_now_later_or_never(now, invitee, at, because):
    answer = ask(now, **invitee)

    assert (answer.at, answer.because) == (at, because)
    assert answer.is_now(now) is (at == now)


def test_nobody_is_invited_before_the_first_day_nor_after_the_last():
    assert ask(begins=paris(2026, 12, 9)) == WhenInvited(paris(2026, 12, 9, 8), Because.FIRST_DAY)
    assert ask(sent=[NOON], ends=NOON + timedelta(days=5)) == WhenInvited(None, Because.OVER)


def test_two_a_week_wait_for_the_first_of_them_to_be_a_week_old():
    sent = [NOON - timedelta(days=1), NOON - timedelta(days=5)]

    assert ask(sent=sent[:1], manners=Manners(a_week=2)).is_now(NOON)
    assert ask(sent=sent, manners=Manners(a_week=2)).at == paris(2026, 12, 3, 12)


def test_the_night_on_which_clocks_change_ends_at_the_hour_that_clocks_show():
    for day in (date(2027, 3, 28), date(2027, 10, 31)):  # Sundays
        night = datetime.combine(day, time(1), PARIS)
        answer = ask(night, days_off=[1], begins=night, ends=night + timedelta(days=9))
        assert answer.at == datetime.combine(day, time(8), PARIS)


@settings(max_examples=400, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    minutes=st.lists(st.integers(0, 60 * 24 * 15), min_size=1, max_size=40),
    start=st.datetimes(datetime(2011, 12, 20), datetime(2027, 12, 1)),
    a_week=st.integers(1, 7),
    until=st.integers(0, 23),
    waking=st.integers(1, 24),
    days_off=st.sets(st.integers(1, 7), max_size=6),
)
def test_whenever_workers_ask_nobody_is_above_the_cap_or_disturbed(
    zone, minutes, start, a_week, until, waking, days_off
):
    manners = Manners(a_week, min(24, until + waking), until)
    where, sent = ZoneInfo(zone), []
    start = start.replace(tzinfo=UTC)
    for minute in sorted(minutes):
        now = start + timedelta(minutes=minute)
        answer = may_invite(
            now, InvitedPerson(where, list(sent), days_off), manners,
            begins=start, ends=start + timedelta(days=90),
        )  # fmt: skip
        assert answer.at
        assert answer.at >= now
        shown = answer.at.astimezone(where)
        assert manners.quiet_until <= shown.hour < manners.quiet_from
        assert shown.isoweekday() not in days_off
        around = [at for at in sent if answer.at - WEEK < at <= answer.at]
        assert len(around) < a_week
        if answer.is_now(now):
            sent.append(now)
