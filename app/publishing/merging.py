"""Three versions of one content: as its writer read it, as it is stored, as it was typed.

The page carries a mark of each thing that its writer read. Marks say whether something changed,
which is all that a merge must know: no former version is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from app.core.i18n import LANGUAGES
from app.publishing.content import changed_names
from app.publishing.kinds import Content
from app.publishing.texts import Words

Marks = Mapping[str, str]


def marks_of(content: Content) -> dict[str, str]:
    """Return the mark of everything in a content, by its name: "place_id", "fr.title"… Pure."""
    return {name: _mark(_value(content, name)) for name in _names(content)}


def merge(read: Marks, stored: Content, typed: Content) -> tuple[Content, list[str]]:
    """Put what a writer changed over what is stored. Pure.

    read: the marks of what the writer read
    returns: what the two make together; and the names that both changed, each otherwise: they
        stand in it as typed. Of what only goes together, the first name stands for all.
    """
    differing = changed_names(stored, typed)
    now, ours = marks_of(stored), marks_of(typed)
    mine = _whole(typed, [name for name in differing if read.get(name) != ours[name]])
    theirs = _whole(typed, [name for name in differing if read.get(name) != now[name]])
    merged = typed
    for name in differing:
        if name not in mine:
            merged = taking(merged, name, stored)
    return merged, leaders(typed, [name for name in differing if name in mine and name in theirs])


def read_after(read: Marks, typed: Content, kept: Content) -> dict[str, str]:
    """Return the marks of what a page shows once what it sent is kept, merged or not. Pure."""
    shown, stored = marks_of(typed), marks_of(kept)
    return {
        name: mark if stored[name] == mark else read.get(name, mark) for name, mark in shown.items()
    }


def taking(content: Content, name: str, other: Content) -> Content:
    """Return a content with one thing, and what goes with it, as another content has it. Pure."""
    language, _dot, part = name.rpartition(".")
    if not language:
        names = together(content, name)
        return replace(content, **{each: getattr(other, each) for each in names})
    theirs = getattr(other.words.get(language, Words()), part)
    words = replace(content.words.get(language, Words()), **{part: theirs})
    by_language = {each: value for each, value in content.words.items() if each != language}
    return replace(content, words=by_language | ({language: words} if words else {}))


def together(content: Content, name: str) -> tuple[str, ...]:
    """Return the names that are kept or changed whole with a name, itself among them. Pure."""
    return next((group for group in content.TOGETHER if name in group), (name,))


def leaders(content: Content, names: Iterable[str]) -> list[str]:
    """Return names, of what only goes together the first one. Pure."""
    return list(dict.fromkeys(together(content, name)[0] for name in names))


def _whole(content: Content, names: Iterable[str]) -> set[str]:
    return {each for name in names for each in together(content, name)}


def _names(content: Content) -> list[str]:
    own = [each.name for each in fields(content) if each.name != "words"]
    return own + [f"{language}.{each.name}" for language in LANGUAGES for each in fields(Words)]


def _value(content: Content, name: str) -> Any:
    language, _dot, part = name.rpartition(".")
    if language:
        return getattr(content.words.get(language, Words()), part)
    value = getattr(content, name)
    if isinstance(value, Decimal):
        return value.normalize()
    return sorted(map(str, value)) if isinstance(value, frozenset) else value


def _mark(value: Any) -> str:
    return blake2b(repr(value).encode(), digest_size=6).hexdigest()
