"""Countries by their names in French and English, and by their two letters. Pure."""

from functools import cache

from babel import Locale

from app.publishing.feeds.values.words import spoken

# in a place, two letters may be a state or a department: only these are countries
LETTERS_IN_PLACES = frozenset({"FR", "BE", "CH", "LU"})
_NO_COUNTRY = frozenset(
    {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA"}
)
_ALSO = {
    "usa": "US", "united states of america": "US", "etats unis d amerique": "US",
    "great britain": "GB", "grande bretagne": "GB", "the netherlands": "NL", "hollande": "NL",
    "czech republic": "CZ", "republique tcheque": "CZ", "cote d ivoire": "CI", "ivory coast": "CI",
    "reunion": "RE", "la reunion": "RE",
}  # fmt: skip
_LETTERS_MEANT = {"UK": "GB", "EL": "GR"}


@cache
def _names() -> dict[str, str]:
    found = dict(_ALSO)
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                found.setdefault(spoken(name).strip(), code)
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(_names().values())


def country_of_field(text: str) -> str:
    """Read what a source keeps in a field for countries: a name, or any two letters. Pure."""
    letters = text.strip().upper()
    letters = _LETTERS_MEANT.get(letters, letters)
    return letters if letters in _codes() else country_named(text)


def country_in_place(text: str) -> str:
    """Read a bit of a place that is a country; "" for what may be anything else. Pure."""
    letters = text.strip().upper()
    return letters if letters in LETTERS_IN_PLACES else country_named(text)


def country_named(text: str) -> str:
    """Return the two letters of a country by its name; "" for what is none. Pure."""
    return _names().get(spoken(text).strip(), "")
