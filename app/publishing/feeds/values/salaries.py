"""Salaries as people advertise them: gross euros, for a year, a month, a day or an hour. Pure.

The bounds are not those of the editor (app/publishing/salaries.py): there an unusual amount is
asked about, here one that cannot be a salary is dropped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.core.text.fold import fold
from app.publishing.feeds.values.words import decoded

BOUNDS: Mapping[str, tuple[int, int]] = {
    "year": (8_000, 1_000_000),
    "month": (400, 100_000),
    "day": (50, 10_000),
    "hour": (3, 1_000),
}
PERIODS = {
    "year": r"an(?! (?:hour|h\b))|annee|annuel(?:le)?s?|annual(?:ly)?|annum|year(?:ly)?|p\.? ?a\.?",
    "month": r"mois|mensuel(?:le)?s?|month(?:ly)?",
    "day": r"jours?|journaliere?s?|tjm|day|daily|(?<=/)j|(?<=/ )j",
    "hour": r"heures?|horaires?|h|hour(?:ly)?",
    "week": r"semaine|sem|hebdo(?:madaire)?s?|week(?:ly)?",
}
_PERIOD = re.compile(
    "|".join(rf"(?P<{name}>(?<![^\W_])(?:{words})(?![^\W_]))" for name, words in PERIODS.items())
)
_WHOLE = r"(?:\d{1,3}(?:[ .,']\d{3})+(?!\d)|\d+)"
_NUMBER = rf"{_WHOLE}(?:[.,]\d{{1,2}}(?!\d))?"
_EURO = r"(?:€|euros?\b|eur\b)"
# those of which the three letters are no word of a salary in French or English
_OTHERS = (
    "usd|gbp|chf|cad|aud|nzd|pln|sek|nok|dkk|czk|huf|ron|bgn|jpy|cny|inr|brl|mxn|sgd|hkd|mad|tnd"
    "|dzd|xof|xaf|xpf|aed|ils|zar|krw|rub|uah|thb|twd|idr|myr|vnd|sar|qar|kwd|bhd|jod|lbp|egp"
    "|ngn|kes|ghs|mga|cdf|gnf|htg|ars|clp|uyu|rsd|isk|kzt|pkr|bdt|dollars?|livres?|pounds?"
    "|francs?|zl|zlotys?|kr|yens?|roubles?|dirhams?|dinars?"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER}) ?(?P<thousand>k)?"
    rf"(?= ?{_EURO}|(?:{_OTHERS})\b|(?<=k)e\b|[^\w]|brut|net|$)"
)
# between the two ends of a range: what belongs to the first one, then a word that leads on
_TOKEN = re.compile(r"[a-z]+|[^\sa-z]")
_MONEY_SIGNS = "€ $ £ k ke eur keur euro euros usd gbp chf cad : ("
_LEADING = "- a au to / et and jusqu up max maxi maximum"
_BESIDES = "par per de brut brute bruts gross net nets p . ) ' un une le la min mini minimum"
_MONEY, _LEADS_ON = frozenset(_MONEY_SIGNS.split()), frozenset(_LEADING.split())
_BESIDE, _UP_TO = frozenset(_BESIDES.split()), frozenset({"max", "maxi", "maximum"})
_LONGEST_GAP = 40  # characters
_ORDINAL = r"(?:e|eme|er|th)?"
_CUT = re.compile(
    r"\bsur \d+(?:[.,]\d+)? ?(?:mois|months?)"
    r"|(?<![\w.,'])(?<!\d )\d{1,2}(?:[.,]\d{1,2})? ?(?:mois|months?)? ?[x×] ?"
    r"(?=\d{1,3}(?:[ .,']?\d{3}| ?[k€]))"
    r"|(?<![^\W_])[x×] ?\d{1,2}(?:[.,]\d{1,2})?(?: ?(?:mois|months?))?(?![\w'.,]| ?(?:\d{3}|[€k]))"
    rf"|(?<![\w.,])(?:\d{{1,2}} ?(?:-|/|a|to) ?)?{_NUMBER} ?"
    rf"(?:%|(?:h\d{{0,2}}|heures?|hours?)(?: ?(?:/|par|per|a) ?(?:la )?(?:semaine|sem|week)"
    rf"|(?: hebdo(?:madaires?)?))?(?![^\W_])|{_ORDINAL} ?(?:mois|months|ans|years)(?![^\W_])"
    rf"|(?:eme|th)(?![^\W_]))"
)
_THOUSANDS_BEFORE = re.compile(rf"(?<!\w)(?<!\d )k ?{_EURO} ?:? ?({_NUMBER})(?! ?k)")
_MORE = re.compile(r"\+|(?<![^\W_])variable(?![^\W_])")
_MAX_ONLY = re.compile(r"(?<![^\W_])(?:jusqu'?au?|up to|max(?:i|imum)?)(?![^\W_])")
_MIN_ONLY = re.compile(
    r"(?<![^\W_])"
    r"(?:a partir d'|(?:a partir (?:de|du)|from|min(?:i|imum)?)(?![^\W_])|des(?=[ :€]*$))"
)
_NET = re.compile(r"(?<![^\W\d_])(?<!\.)nets?(?![^\W_])")
_GROSS = re.compile(r"(?<![^\W\d_])(?:brute?s?|gross)(?![^\W_])")
_CURRENCY = re.compile(
    rf"(?P<euro>€|(?<![a-z])k?(?:euros?|eur)(?![a-z]))"
    rf"|(?P<other>[$£¥₹₽₩₺₴₫₱₦₪฿]|(?<![a-z])k?(?:{_OTHERS})(?![a-z]))"
)
_CENT, _MOST = Decimal("0.01"), Decimal(10**12)  # far outside of all bounds


@dataclass(frozen=True)
class Salary:
    """What one is paid; low and high are None together when nothing is said.

    dropped: why amounts that were written are not kept: "currency", "net", "period", "salary"
    written: the amounts that are not kept, of a source that keeps them apart
    """

    low: Decimal | None = None
    high: Decimal | None = None
    period: str = ""
    dropped: str = ""
    written: str = ""


def read_salary(text: str, period: str = "", currency: str = "") -> Salary:
    """Read a salary out of a line.

    period: what the source says of it elsewhere: "year", "per month", "YEAR"
    currency: likewise
    """
    after = _THOUSANDS_BEFORE.sub(r"\1 k€", _plain(text))
    plain = _MORE.split(_CUT.sub(" ", after), maxsplit=1)[0]
    found = _amounts(plain)
    if found is None:
        return Salary()
    low, high, start, end = found
    if not low and not high:
        return Salary()
    if _is_foreign(currency, plain, start, end):
        return Salary(dropped="currency")
    if _NET.search(plain) and not _GROSS.search(plain):
        return Salary(dropped="net")
    return paid(low, high, read_period(period) or _nearest(_PERIOD, plain, start, end))


def paid(low: Decimal | None, high: Decimal | None, period: str, currency: str = "EUR") -> Salary:
    """Return a salary of amounts that a source keeps apart; 0 is none.

    period: one of `BOUNDS`, "week", or "" when it says nothing: then the larger amount tells
    """
    given = [each for each in (low, high) if each]
    if not given:
        return Salary()
    each_once = dict.fromkeys(f"{each.normalize():f}" for each in given)
    written = f"{' - '.join(each_once)} {currency}".strip()
    if currency and not _is_euro(currency):
        return Salary(dropped="currency", written=written)
    period = period or by_size(max(given))
    if period not in BOUNDS:
        return Salary(dropped="period", written=written)
    least, most = BOUNDS[period]
    if not all(least <= each <= most for each in given):
        return Salary(dropped="salary", written=written)
    low, high = (each.quantize(_CENT, ROUND_HALF_UP) if each else None for each in (low, high))
    if low and high and low > high:
        low, high = high, low
    return Salary(low, high, period)


def by_size(amount: Decimal) -> str:
    """Return the period that an amount is usually for; "" between two. Pure."""
    if amount >= 10_000:
        return "year"
    if amount >= 1_000:
        return "month"
    return "hour" if amount < 100 else ""


def read_period(text: str) -> str:
    """Read a period alone: "per-month-salary", "YEAR", "Mensuel"; "" when it is none. Pure."""
    found = _PERIOD.search(f"/{_plain(text)}".replace("-", " ").replace("_", " "))
    return found.lastgroup or "" if found else ""


def read_number(value: object) -> Decimal | None:
    """Return an amount that a source keeps as a number, or as one in letters. Pure."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        amount = Decimal(str(value))
        return max(-_MOST, min(amount, _MOST)) if amount.is_finite() else None
    found = _AMOUNT.search(_plain(str(value)))
    return _amount(found, thousand=bool(found["thousand"])) if found else None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", fold(decoded(decoded(text)))).strip()


def _amounts(text: str) -> tuple[Decimal | None, Decimal | None, int, int] | None:
    """Return the two ends of the first range of a text, and where it stands in it."""
    first = _AMOUNT.search(text)
    if not first:
        return None
    second = _AMOUNT.search(text, first.end())
    if second and not _leads_on(text[first.end() : second.start()]):
        second = None
    thousand = any(each and each["thousand"] for each in (first, second))
    amount = _amount(first, thousand=thousand)
    if second:
        return amount, _amount(second, thousand=thousand), first.start(), second.end()
    around = (
        re.split(r"[,;]", text[: first.start()])[-1],
        re.split(r"[\d,;]", text[first.end() :])[0],
    )
    if any(map(_MAX_ONLY.search, around)):
        return None, amount, first.start(), first.end()
    if any(map(_MIN_ONLY.search, around)):
        return amount, None, first.start(), first.end()
    return amount, amount, first.start(), first.end()


def _leads_on(gap: str) -> bool:
    """Return whether what stands between two amounts makes a range of them."""
    if len(gap) > _LONGEST_GAP:
        return False
    tokens = _TOKEN.findall(gap)
    while tokens and (tokens[-1] in _MONEY or tokens[-1] == "."):
        tokens.pop()
    if not tokens or tokens[-1] not in _LEADS_ON:
        return False
    known = _MONEY | _LEADS_ON | _BESIDE | ({",", ";"} if tokens[-1] in _UP_TO else set())
    return all(each in known or _PERIOD.fullmatch(each) or each == "j" for each in tokens)


def _amount(found: re.Match[str], *, thousand: bool) -> Decimal:
    number = found["number"].replace(" ", "").replace("'", "")
    decimal = re.search(r"[.,](\d{1,2})$", number)
    whole = re.sub(r"[.,]", "", number[: decimal.start()] if decimal else number)
    amount = Decimal(f"{whole[:12]}.{decimal[1] if decimal else 0}")
    return amount * 1000 if thousand and amount < 1000 else amount


def _nearest(words: re.Pattern[str], text: str, start: int, end: int) -> str:
    """Return the name of what stands nearest to a span of a text; after it when as near."""
    found = [
        (
            each.start() - end if each.start() >= end else start - each.end(),
            each.start() < end,
            each,
        )
        for each in words.finditer(text)
    ]
    near = min(found, key=lambda each: each[:2], default=None)
    return near[2].lastgroup or "" if near else ""


def _is_foreign(currency: str, text: str, start: int, end: int) -> bool:
    named = _nearest(_CURRENCY, text, start, end)
    return named == "other" or (not named and bool(currency.strip()) and not _is_euro(currency))


def _is_euro(currency: str) -> bool:
    return _plain(currency) in ("eur", "euro", "euros", "€")
