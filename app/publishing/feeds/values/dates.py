"""Days, as sources and people write them. Pure."""

import re
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

from app.core.text.days import NotADay, read_day
from app.publishing.feeds.values.words import holds, spoken

SOON = (
    "des que possible",
    "asap",
    "as soon as possible",
    "immediat",
    "immediate",
    "a definir",
    "n a",
)
# what a spreadsheet keeps of a day: how many have passed since then
SERIAL_FROM, SERIAL_LEAST, SERIAL_MOST = date(1899, 12, 30), 20_000, 60_000
_MAIL = re.compile(r"(?:[A-Za-z]{3,9}, ?)?\d{1,2} [A-Za-z]{3,9} \d{2,4} \d{1,2}:\d{2}.*")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


class UnreadableDay(ValueError):
    """A text that should be a day, and is none."""


def read_date(text: str, *, language: str, serial: bool = False) -> date | None:
    """Read a day; None for "as soon as possible" and the like.

    language: in English 03/29/2027 is a day
    serial: whether it is the number of a spreadsheet's cell
    raises: UnreadableDay
    """
    text = " ".join(text.split())
    if not text.strip("-–— "):
        return None
    try:
        if _ISO.match(text):
            return date.fromisoformat(text[:10])
        if serial and re.fullmatch(r"\d{5}(?:\.\d+)?", text):
            return _serial(float(text))
        return read_day(text, language=language, month_alone=True, any_year=True)
    except (NotADay, ValueError) as wrong:
        if holds(spoken(text), *SOON):
            return None
        if (day := _of_mail(text)) is not None:
            return day
        raise UnreadableDay(text) from wrong


def _serial(number: float) -> date:
    if not SERIAL_LEAST <= number <= SERIAL_MOST:
        raise ValueError(number)
    return SERIAL_FROM + timedelta(days=int(number))


def _of_mail(text: str) -> date | None:
    """Read a day as mails and RSS write it: Mon, 15 Mar 2027 10:00:00 GMT."""
    if not _MAIL.fullmatch(text):
        return None
    try:
        at = parsedate_to_datetime(text)
        return date(at.year, at.month, at.day)
    except (ValueError, IndexError):
        return None
