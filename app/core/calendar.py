"""The company's day: the one place that turns instants into days, and days into instants."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def local_date(instant: datetime) -> date:
    """Return the day that an instant falls on where the company is."""
    return instant.astimezone(ZoneInfo(current_app.config["TIMEZONE"])).date()


def end_of_day(day: date) -> datetime:
    """Return the last second of a day where the company is."""
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)
