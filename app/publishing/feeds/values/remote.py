"""How much of the work may be done from home. Pure."""

import re

from app.core.text.fold import fold
from app.publishing.feeds.values.places import Places
from app.publishing.feeds.values.words import holds, spoken

NONE = ("no", "none", "non", "pas de", "sans", "aucun")
PARTIAL = ("hybrid", "hybride", "partiel", "occasionnel", "flexible", "possible")
FULL = ("remote", "teletravail", "telecommute")
ON_SITE = ("on site", "onsite", "sur site", "presentiel")
YES = ("yes", "oui")
MONTH = ("mois", "mensuel", "month", "monthly")
WEEK = 5  # days
NOWHERE = Places()
_NUMBERS = {
    "un": "1", "une": "1", "one": "1", "deux": "2", "two": "2", "trois": "3", "three": "3",
    "quatre": "4", "four": "4", "cinq": "5", "five": "5",
}  # fmt: skip
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_DAYS = re.compile(
    rf"(?<![\w.,]){_NUMBER}(?: ?(?:j|jours?|days?))?"
    rf"(?: ?(?:-|/|a|to|ou|or|et|and) ?{_NUMBER})? ?(?:j|jours?|days?)\b"
)
_APART = re.compile(r"[,;+()]|\b(?:et|and|ou|or)\b| [-/] ")


def read_remote(text: str, places: Places = NOWHERE) -> tuple[str, int | None]:
    """Read how much may be done from home, and on how many days of a week.

    places: what the source says of places: asked where the field is silent
    returns: "none", "partial", "full" or "", and the days of "partial" alone
    """
    words = spoken(text)
    if holds(words, *NONE):
        return "none", None
    if (found := _by_days(text, words)) is not None:
        return found
    for result, phrases in (("partial", PARTIAL), ("full", FULL), ("none", ON_SITE)):
        if holds(words, *phrases):
            return result, None
    if holds(words, *YES):
        return ("partial" if places.names else "full"), None
    if places.remote == "hybrid" or (places.remote and places.names):
        return "partial", None
    return ("full" if places.remote else ""), None


def _by_days(text: str, words: str) -> tuple[str, int | None] | None:
    plain = re.sub(r"\s+", " ", fold(text))
    plain = re.sub(r"[a-z]+", lambda word: _NUMBERS.get(word[0], word[0]), plain)
    several = list(_DAYS.finditer(plain))
    if not several:
        return None
    found = several[0]
    if len(several) > 1:  # some at home and some on site: each says so beside its number
        apart = max((each.end() for each in _APART.finditer(plain, 0, found.start())), default=0)
        words = spoken(_APART.split(plain[apart:], maxsplit=1)[0])
    days = max(float(each.replace(",", ".")) for each in found.groups() if each)
    if holds(words, *MONTH) or days > WEEK:
        return "partial", None
    days = WEEK - days if holds(words, *ON_SITE) else days
    if days in (0, WEEK):
        return ("full" if days else "none"), None
    return "partial", (int(days) if days == int(days) else None)
