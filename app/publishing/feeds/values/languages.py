"""In which language an opening is written: as its source says, else as its words do. Pure."""

import re

from app.publishing.feeds.values.words import spoken

_FRENCH = "les des du et une pour avec dans sur vous nous est au aux qui que votre notre ou par"
_ENGLISH = "the and of to for with you our are your will be at by this that"
FRENCH, ENGLISH = frozenset(_FRENCH.split()), frozenset(_ENGLISH.split())
LEAST, AHEAD = 3, 1.5  # words of a language, and times as many as of the other one
_NAMED = {
    "fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "francaise": "fr", "french": "fr",
    "en": "en", "eng": "en", "english": "en", "anglais": "en", "anglaise": "en",
}  # fmt: skip
_TARGET = re.compile(r"\]\([^)]*\)")


def declared_language(text: str) -> str | None:
    """Read the language that a source names: "fr-FR", "Français". Pure.

    returns: "fr" or "en"; None for another one
    """
    return _NAMED.get(spoken(text).split(" ")[1])


def guessed_language(title: str, body: str) -> str:
    """Return the language that the words of a title and a body are in; "" when unsure. Pure."""
    words = spoken(f"{title} {_TARGET.sub(']', body)}").split()
    french = sum(word in FRENCH for word in words)
    english = sum(word in ENGLISH for word in words)
    most, least = max(french, english), min(french, english)
    if most < LEAST or most < AHEAD * least:
        return ""
    return "fr" if french > english else "en"
