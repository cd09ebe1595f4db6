"""Days and hours as people type them, in French or in English. Pure.

A day comes before its month, 03/04/2026 is the 3rd of April; the month first is read in English
alone, where no other reading is left. A year of two figures is of this century.

source: docs/decisions/0021-amounts-and-days-as-people-type-them.md
"""

import re
from datetime import date, time

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.text.clean import plain_line
from app.core.text.fold import fold

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
LONGEST = 60  # characters
MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
WEEKDAYS = (
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
)
SHORTEST_NAME = 3  # letters: "mar" is a month, "ma" is not

_YEAR = "(?P<year>[0-9]{4}|[0-9]{2})"
_NAME = r"(?P<name>[a-z]+)\.?"
_BEFORE = re.compile("(?:le|the) ")
_TIME_AFTER = re.compile("(?:t|,? (?:at |a )?)[0-9]{1,2}[:h][0-9]{2}.*")
_WEEKDAY = re.compile("(?P<weekday>[a-z]+)(?:[.,] ?| )")
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
)
_IN_FIGURES = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?P<mark> ?[-/.] ?| )(?P<month>[0-9]{{1,2}})(?P=mark){_YEAR}"
)
_DAY_FIRST = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?:er|e|st|nd|rd|th)?[ -]?(?:of )?{_NAME}[ -]?,? ?{_YEAR}"
)
_MONTH_FIRST = re.compile(rf"{_NAME} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})")
_MONTH_ALONE = re.compile(
    rf"(?:{_NAME}|(?P<month>[0-9]{{1,2}})) ?[-/. ] ?(?P<year>[0-9]{{4}})"
    r"|(?P<first_year>[0-9]{4})[-/](?P<last_month>[0-9]{1,2})"
)
_HOUR = re.compile(
    r"(?P<hour>[0-9]{1,2})"
    r"(?: ?(?:[:.,h]|heures?) ?(?P<minute>[0-5][0-9])(?::[0-5][0-9])? ?(?:h|min|mn)?"
    r"| ?(?P<alone>h|heures?))?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)


class NotADay(Refusal):
    """What was typed is no day, or one that does not exist."""

    code = "day"


class NotAnHour(Refusal):
    """What was typed is no time of the day."""

    code = "hour"


def read_day(
    typed: str, *, language: str, month_alone: bool = False, any_year: bool = False
) -> date:
    """Read a day.

    language: "en" reads 03/29/2026, which is no day in French
    month_alone: "March 2027" is its first day
    any_year: whether years that nobody types here are days too
    raises: NotADay
    """
    text = fold(plain_line(typed))
    day = _day(text, language, month_alone) if len(text) <= LONGEST else None
    if day is None:
        raise NotADay(_l("Write a day such as 31/12/2026."))
    if not any_year and not EARLIEST <= day <= LATEST:
        raise NotADay(_l("Write a day between 2000 and 2099."))
    return day


def read_hour(typed: str) -> time:
    """Read a time of the day: 14h30, 14:30, 9 h, 2 pm.

    raises: NotAnHour
    """
    text = fold(plain_line(typed))
    match = _HOUR.fullmatch(text) if len(text) <= LONGEST else None
    hour = _hour_of_day(match) if match else None
    if match is None or hour is None or hour > 23:
        raise NotAnHour(_l("Write the time, such as 14:30."))
    return time(hour, int(match["minute"] or 0))


def _day(text: str, language: str, month_alone: bool) -> date | None:
    text = _TIME_AFTER.sub("", _BEFORE.sub("", text, count=1))
    if day := _day_of_month(text, language):
        return day
    if month_alone and (match := _MONTH_ALONE.fullmatch(text)):
        year, month = match["year"] or match["first_year"], match["month"] or match["last_month"]
        return _date(year, month or _numbered(match["name"], MONTHS), 1)
    if (match := _WEEKDAY.match(text)) and (number := _numbered(match["weekday"], WEEKDAYS)):
        day = _day_of_month(text[match.end() :], language)
        return day if day and day.isoweekday() == number else None
    return None


def _day_of_month(text: str, language: str) -> date | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match["year"], match["month"], match["day"])
    if match := _IN_FIGURES.fullmatch(text):
        year, first, second = match["year"], match["day"], match["month"]
        day = _date(year, second, first)
        return _date(year, first, second) if day is None and language == "en" else day
    if match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        return _date(match["year"], _numbered(match["name"], MONTHS), match["day"])
    return None


def _date(year: str, month: str | int | None, day: str | int) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month or 0), int(day))
    except ValueError:
        return None


def _numbered(name: str, names: tuple[tuple[str, ...], ...]) -> int | None:
    """Return the number of the month or weekday that a name, or its beginning, means; from 1."""
    if len(name) < SHORTEST_NAME:
        return None
    meant = [n for n, words in enumerate(names, 1) if any(w.startswith(name) for w in words)]
    return meant[0] if len(meant) == 1 else None


def _hour_of_day(match: re.Match[str]) -> int | None:
    hour, half = int(match["hour"]), match["half"]
    if half:
        return hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else None
    return hour if match["minute"] or match["alone"] else None
