"""How much experience is asked. Pure."""

import re

from app.core.text.fold import fold
from app.publishing.feeds.values.words import Rule, first_rule, spoken

LEVELS: tuple[Rule, ...] = (
    ("lead", ("lead", "manager", "director", "executive", "head")),
    ("senior", ("senior", "mid senior")),
    ("confirmed", ("confirme", "mid", "associate", "experienced")),
    ("entry", ("junior", "debutant", "entry", "student")),
)
ENTRY, CONFIRMED = 2, 6  # years at most
_NUMBER = r"(\d{1,2}(?:[.,]\d)?)"
_YEARS = re.compile(
    rf"(?<![\w.,]){_NUMBER}(?: ?(?:ans?|annees?|years?|yrs?))? ?\+?"
    rf"(?: ?(?:-|/|a|to|ou|or|et|and) ?{_NUMBER})? ?\+? ?(?:ans?|annees?|years?|yrs?)\b"
)
_ALONE = re.compile(rf"[<>=~ ]*{_NUMBER} ?\+?(?: ?(?:-|/|a|to) ?{_NUMBER})? ?\+?")


def read_seniority(text: str) -> str:
    """Read a level, or years of which the first number counts: "2-4 years", "3 ans". Pure."""
    plain = re.sub(r"\s+", " ", fold(text)).strip()
    found = _YEARS.search(plain) or _ALONE.fullmatch(plain)
    if found:
        years = float(found[1].replace(",", "."))
        return "entry" if years <= ENTRY else "confirmed" if years <= CONFIRMED else "senior"
    return first_rule(spoken(text), LEVELS)
