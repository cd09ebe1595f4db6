"""The name of a job alone, as search engines and job boards ask for it. Pure."""

import re
from collections.abc import Collection

from app.core.text.fold import fold

# what stands between the job and the rest of a title
_BETWEEN = re.compile(r"\s+[-–—|·•/]\s+|,\s+|\s*(?=\()|(?<=\))\s*")
_AMONG = re.compile(r"\s*[/,&]\s*|\s+(?:ou|et|or|and)\s+")
_POSTCODE = re.compile(r"^\d{2,5}\s+|\s+\(?\d{2,5}\)?$")
_WORDS = re.compile(r"[a-z']+|[€$£]|\d+")
_MONEY = frozenset({"€", "k", "ke", "eur", "euro", "euros", "keur"})
_AROUND_PAY = (
    "a to de from au up jusqu'a entre et and between par per brut bruts gross net nets an ans"
    " annuel annuels annuelle year yearly mois mensuel month jour jours day h heure heures hour"
    " salaire salary remuneration"
)
_OF_PAY = _MONEY | frozenset(_AROUND_PAY.split())


def job_title(title: str, places: Collection[str]) -> str:
    """Return a title without the salary or the place that it goes on with.

    places: the names of those where the work may be done
    """
    names = {fold(place) for place in places}
    parts = [part for part in _BETWEEN.split(title) if part.strip(" ()")]
    kept = [part for part in parts if not _beside_the_job(fold(part.strip(" ()")), names)]
    if kept and len(kept) < len(parts):
        title = re.sub(r", (?=\()", " ", ", ".join(part.strip() for part in kept))
    for place in sorted(places, key=len, reverse=True):
        alone = re.sub(rf"\s+(?:à|in|at)\s+{re.escape(place)}\s*$", "", title, flags=re.IGNORECASE)
        title = alone or title
    return title


def _beside_the_job(part: str, places: Collection[str]) -> bool:
    words = _WORDS.findall(part)
    paid = {word for word in words if not word.isdecimal()}
    is_pay = len(paid) < len(words) and bool(paid & _MONEY) and paid <= _OF_PAY
    return is_pay or all(_POSTCODE.sub("", each) in places for each in _AMONG.split(part))
