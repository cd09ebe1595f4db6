"""An instant becomes a day where the company is, and in one place."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core import calendar
from config import ROOT

PARIS, AUCKLAND, NEW_YORK = "Europe/Paris", "Pacific/Auckland", "America/New_York"
# each reads the day of the zone that an instant is written in, or of this machine
FORBIDDEN = {"date", "today", "utcnow", "utcfromtimestamp"}
OF_DATES = {"fromtimestamp"}  # date.fromtimestamp


def days_taken(source: str) -> Iterator[int]:
    """Lines that make a day of an instant."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, of = node.func.attr, node.func.value
        if (name in FORBIDDEN and not node.args and not node.keywords) or (
            name in OF_DATES and isinstance(of, ast.Name) and of.id == "date"
        ):
            yield node.lineno


def program() -> list[Path]:
    return [
        *(
            path
            for folder in ("app", "jobs", "migrations")
            for path in (ROOT / folder).rglob("*.py")
        ),
        ROOT / "config.py",
        ROOT / "wsgi.py",
    ]


def test_an_instant_becomes_a_day_in_the_calendar_alone() -> None:
    calendars = {ROOT / "app/core/calendar.py"}
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in set(program()) - calendars
        for line in days_taken(path.read_text())
    }

    assert found == set()


def test_no_template_makes_a_day_of_an_instant() -> None:
    pages = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]

    assert [p.name for p in pages if re.search(r"\.date\(\)|\bstrftime\b", p.read_text())] == []


def test_the_company_s_zone_is_asked_of_the_calendar_alone() -> None:
    allowed = {ROOT / "app/core/calendar.py", ROOT / "config.py"}
    found = [
        str(path.relative_to(ROOT))
        for path in set(program()) - allowed
        if re.search(r"""config\[["']TIMEZONE["']\]""", path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize(
    "line", ["now.date()", "clock.now().date()", "date.today()", "datetime.utcnow()"]
)
def test_the_check_sees_a_day_taken_elsewhere(line: str) -> None:
    assert list(days_taken(f"x = 1\ny = {line}\n")) == [2]


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        (PARIS, datetime(2026, 6, 10, 22, 30, tzinfo=UTC), date(2026, 6, 11)),  # 00:30
        (PARIS, datetime(2026, 6, 10, 21, 30, tzinfo=UTC), date(2026, 6, 10)),  # 23:30
        (PARIS, datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        (PARIS, datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),  # clocks go forward
        (PARIS, datetime(2026, 3, 29, 21, 30, tzinfo=UTC), date(2026, 3, 29)),
        (PARIS, datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),  # back
        (AUCKLAND, datetime(2026, 6, 10, 12, 30, tzinfo=UTC), date(2026, 6, 11)),
        (AUCKLAND, datetime(2026, 6, 10, 11, 30, tzinfo=UTC), date(2026, 6, 10)),
        (NEW_YORK, datetime(2026, 6, 11, 3, 30, tzinfo=UTC), date(2026, 6, 10)),
        (NEW_YORK, datetime(2026, 6, 11, 4, 30, tzinfo=UTC), date(2026, 6, 11)),
    ],
)
def test_a_day_is_the_one_where_the_company_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch, zone: str, instant: datetime, day: date
) -> None:
    monkeypatch.setitem(app.config, "TIMEZONE", zone)

    assert calendar.local_date(instant) == day
    assert calendar.start_of_day(day) <= instant <= calendar.end_of_day(day)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (PARIS, date(2026, 6, 10), 24),
        (PARIS, date(2026, 3, 29), 23),
        (PARIS, date(2026, 10, 25), 25),
        (AUCKLAND, date(2026, 9, 27), 23),
        (NEW_YORK, date(2026, 11, 1), 25),
        ("America/Havana", date(2026, 11, 1), 25),  # midnight comes twice
        ("America/Santiago", date(2026, 9, 6), 23),  # midnight does not come
    ],
)
def test_a_day_is_as_long_as_clocks_make_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, zone: str, day: date, hours: int
) -> None:
    monkeypatch.setitem(app.config, "TIMEZONE", zone)
    start, end = calendar.start_of_day(day), calendar.end_of_day(day)

    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours, seconds=-1)
    assert calendar.local_date(start) == calendar.local_date(end) == day


@pytest.mark.parametrize(
    ("zone", "day", "clock", "hours"),
    [
        (PARIS, date(2026, 3, 12), time(14, 30), [13]),
        (PARIS, date(2026, 3, 29), time(1, 30), [0]),
        (PARIS, date(2026, 3, 29), time(2, 30), []),
        (PARIS, date(2026, 3, 29), time(3, 30), [1]),
        (PARIS, date(2026, 10, 25), time(2, 30), [0, 1]),
        (PARIS, date(2026, 10, 25), time(3, 30), [2]),
        (AUCKLAND, date(2026, 9, 27), time(2, 30), []),
        (AUCKLAND, date(2026, 4, 5), time(2, 30), [13, 14]),  # of the day before
        (NEW_YORK, date(2026, 3, 8), time(2, 30), []),
        (NEW_YORK, date(2026, 11, 1), time(1, 30), [5, 6]),
    ],
)
def test_clocks_show_a_time_once_twice_or_never(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    day: date,
    clock: time,
    hours: list[int],
) -> None:
    monkeypatch.setitem(app.config, "TIMEZONE", zone)
    instants = calendar.instants_of(day, clock)

    assert [instant.hour for instant in instants] == hours
    for turn, instant in enumerate(instants):
        assert calendar.local_date(instant) == day
        shown = calendar.local_time(instant)
        assert (shown, shown.fold) == (clock, turn)


def test_a_day_in_utc_does_not_follow_the_company() -> None:
    in_paris = datetime(2026, 6, 11, 0, 30, tzinfo=calendar.ZoneInfo(PARIS))

    assert calendar.utc_date(in_paris) == date(2026, 6, 10)


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 11, 30), 5, date(2026, 12, 7)),  # from a Monday
        (date(2026, 12, 2), 5, date(2026, 12, 9)),
        (date(2026, 12, 4), 1, date(2026, 12, 7)),  # from a Friday
        (date(2026, 12, 5), 1, date(2026, 12, 7)),  # from a Saturday
        (date(2026, 12, 5), 5, date(2026, 12, 11)),
        (date(2026, 12, 6), 6, date(2026, 12, 14)),
        (date(2026, 12, 3), 12, date(2026, 12, 21)),
    ],
)
def test_working_days_skip_the_end_of_the_week(day: date, count: int, after: date) -> None:
    assert calendar.working_days_after(day, count) == after
