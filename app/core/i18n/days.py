"""Days as lists say them: in few words, where the company is."""

from datetime import date, datetime, timedelta

from flask_babel import format_time

from app.core import clock
from app.core.calendar import local_date
from app.core.i18n import format_date
from app.core.i18n import gettext as _


def short_day(day: date | datetime) -> str:
    """Write a day, or that of an instant, with its year only when it is not this one: 12 Mar."""
    if isinstance(day, datetime):
        day = local_date(day)
    this_year = day.year == local_date(clock.now()).year
    return format_date(day, "d MMM" if this_year else "d MMM y")


def short_moment(moment: datetime) -> str:
    """Write the day of an instant and its time of day: 12 Mar, 11:42."""
    return _("%(day)s, %(time)s", day=short_day(moment), time=format_time(moment, "short"))


def day_in_words(at: datetime | None) -> str:
    """Say the day of an instant as people do: today, yesterday, 12 Mar, 2 Feb 2025."""
    if at is None:
        return "–"
    day, today = local_date(at), local_date(clock.now())
    if day == today:
        return _("today")
    if day == today - timedelta(days=1):
        return _("yesterday")
    return short_day(day)
