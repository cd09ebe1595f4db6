"""The company's clocks: the one place that turns instants into days, and days into instants.

Elsewhere `.date()` on an instant is refused by tests/core/test_calendar.py: it reads the day of
whatever zone the instant happens to be written in, which is yesterday for an hour or two of
each night in Paris.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app

# the others of the list are old names, and offsets that follow no summer time
_AREAS = {
    *("Africa", "America", "Antarctica", "Arctic", "Asia"),
    *("Atlantic", "Australia", "Europe", "Indian", "Pacific"),
}


def zone() -> ZoneInfo:
    """Return the time zone of the company."""
    return ZoneInfo(current_app.config["TIMEZONE"])


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Return the time zones that people may choose, by area and city: Europe/Paris. Pure."""
    return tuple(sorted(name for name in available_timezones() if name.split("/")[0] in _AREAS))


def zone_called(name: str | None) -> ZoneInfo:
    """Return a time zone that somebody chose, the company's where they chose none."""
    return ZoneInfo(name) if name and name in zones() else zone()


def local_date(instant: datetime) -> date:
    """Return the day that an instant falls on where the company is."""
    return date_in(zone(), instant)


def local_time(instant: datetime) -> time:
    """Return what clocks show at an instant where the company is, as `instants_of` takes it.

    Its `fold` is 1 when they show it for the second time of that day.
    """
    return instant.astimezone(zone()).time()


def start_of_day(day: date) -> datetime:
    """Return the first instant of a day where the company is."""
    return datetime.combine(day, time(), zone())


def end_of_day(day: date) -> datetime:
    """Return the last second of a day where the company is."""
    return datetime.combine(day, time(23, 59, 59, fold=1), zone())


def instants_of(day: date, clock: time) -> list[datetime]:
    """Return when clocks show a time on a day where the company is, in UTC and in order.

    Once, but for two nights of the year where clocks are changed: never for the times that they
    skip in spring, twice for those that they repeat in autumn.
    """
    shown = datetime.combine(day, clock.replace(fold=0))
    here = zone()
    instants = {shown.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(
        instant for instant in instants if instant.astimezone(here).replace(tzinfo=None) == shown
    )


def date_in(where: tzinfo, instant: datetime) -> date:
    """Return the day of an instant in a zone that is not the company's own: a policy's. Pure."""
    return instant.astimezone(where).date()


def utc_date(instant: datetime) -> date:
    """Return the day in UTC, of what every node must cut alike and nobody reads as a day. Pure.

    Counters of attempts, salts and partitions of clicks: they do not follow a company that moves.
    """
    return date_in(UTC, instant)


def week_begun(where: tzinfo, instant: datetime, *, day: int, hour: int) -> tuple[date, timedelta]:
    """Return the week that an instant is in, and how far, by the clocks of a zone. Pure.

    A week begins when they first show an hour, or a later one, on a day; it is named by its Monday.
    A night where clocks are changed neither skips a week nor begins it twice.

    day: 1 for Monday to 7 for Sunday
    """
    shown = instant.astimezone(where).replace(tzinfo=None) - timedelta(days=day - 1, hours=hour)
    monday = shown.date() - timedelta(days=shown.weekday())
    return monday, shown - datetime.combine(monday, time())


def working_days_after(day: date, count: int) -> date:
    """Return the day that is so many working days, Monday to Friday, after another. Pure."""
    weeks, rest = divmod(count, 5)
    day += timedelta(weeks=weeks)
    while rest:
        day += timedelta(days=1)
        rest -= day.weekday() < 5
    while day.weekday() >= 5:  # whole weeks after a Saturday or a Sunday
        day -= timedelta(days=1)
    return day
