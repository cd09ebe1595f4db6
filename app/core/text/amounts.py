"""Amounts in euros as people type them, in French or in English. Pure.

A mark followed by three figures parts thousands; followed by one or two at the end, it is decimal:
`48.000` is 48 000 and `38,5k` is 38 500, whichever mark is used. What could be read in two ways
is refused, so that an amount never changes size unseen.

source: docs/decisions/0021-amounts-and-days-as-people-type-them.md
"""

import re
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.text.clean import plain_line

CURRENCY = "EUR"
LEAST, MOST = 1, 10_000_000  # euros
LONGEST = 60  # characters
_EURO = "(?:€|euros?|eur)"
_WHOLE = r"(?:[1-9][0-9]{0,2}(?P<mark>[ .,'])[0-9]{3}(?:(?P=mark)[0-9]{3})*|0|[1-9][0-9]*)"
_AMOUNT = re.compile(
    rf"(?:{_EURO} ?)?"
    rf"(?P<whole>{_WHOLE})(?:(?P<point>[.,'])(?P<cents>[0-9]{{1,2}}))?"
    rf"(?:[.,]-)?"  # 52'000.-
    rf" ?(?P<thousand>k)? ?{_EURO}?"
)
_FIRST_WORDS = re.compile("(?:de|entre|from|between) ")
_BETWEEN = re.compile(" ?[-/] ?| (?:à|a|au|to|et|and) ")


class NotAnAmount(Refusal):
    """What was typed is no amount, or could be read as two."""

    code = "amount"


def read_amount(typed: str) -> Decimal:
    """Read an amount in euros, with its cents where there are some.

    raises: NotAnAmount
    """
    text = plain_line(typed).lower()
    if (amount := _amount(text)) is None:
        if _is_range(text):
            raise NotAnAmount(_l("These are two amounts: write each in its own box."), code="range")
        raise NotAnAmount(_l("Write one amount in euros, such as 48 000, 48k or 12.02."))
    if not LEAST <= amount <= MOST:
        raise NotAnAmount(_l("Write an amount between 1 and 10,000,000 euros."))
    return amount


def has_cents(amount: Decimal) -> bool:
    """Return whether an amount is not in whole euros."""
    return amount != int(amount)


def _amount(text: str) -> Decimal | None:
    match = _AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if match is None or (match["point"] and match["point"] == match["mark"]):
        return None
    whole = re.sub(r"[ .,']", "", match["whole"])
    amount = Decimal(f"{whole}.{match['cents'] or '00'}")
    if not match["thousand"]:
        return amount
    return amount * 1000 if amount < 1000 else None


def _is_range(text: str) -> bool:
    ends = _FIRST_WORDS.sub("", text, count=1)
    return any(
        _amount(ends[: between.start()]) is not None and _amount(ends[between.end() :]) is not None
        for between in _BETWEEN.finditer(ends)
    )
