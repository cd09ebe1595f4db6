"""Sentences with placeholders: what they may hold, and what they become. Pure."""

import re
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.core.errors import Refusal
from app.core.text.clean import tidy
from app.publishing.models import StoryKind

LONGEST = 1_500  # characters

_COMMON = ("title", "summary", "team", "company")
_OWN = {
    "opening": ("place", "contract", "salary"),
    StoryKind.EVENT: ("date", "place"),
    StoryKind.PORTRAIT: ("person",),
    StoryKind.CURATED: ("source",),
}
_BRACED = re.compile(r"\{([^{}]*)\}")
_SENTENCES = re.compile(r"(?<=[.!?…])[ \t]+|(?<=\{summary\})[ \t]+")
# What loses its vowel before some names and not before others: no sentence can hold it.
_ELIDED = re.compile(
    r"\b(?:de|que|le|la|jusque|lorsque|puisque|quoique)[ \u00a0]\{[a-z]+\}|"
    r"\b(?:[dlq]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]\{[a-z]+\}",
    re.IGNORECASE,
)


class BadTemplate(Refusal):
    """A template cannot be kept; code: unknown, link, braces, elision, same"""

    code = "bad_template"


def placeholders(kind: str) -> tuple[str, ...]:
    """Return what the sentences of a kind may name."""
    return (*_COMMON, *_OWN.get(kind, ()))


def check(text: str, *, kind: str, language: str) -> None:
    """Look over a template before it is kept.

    raises: BadTemplate, which names the first placeholder that is none
    """
    known = placeholders(kind)
    for name in _BRACED.findall(text):
        if name == "link":
            raise BadTemplate(
                _l("Leave {link} out: each relay’s own link is added under the text."), code="link"
            )
        if name not in known:
            raise BadTemplate(
                _l(
                    "“{%(name)s}” is no placeholder here. There are: %(known)s.",
                    name=name,
                    known=", ".join(f"{{{each}}}" for each in known),
                ),
                code="unknown",
            )
    if set("{}") & set(_BRACED.sub("", text)):
        raise BadTemplate(_l("A brace is not closed, or not opened: write {title}."), code="braces")
    if language == "fr" and (found := _ELIDED.search(text)):
        raise BadTemplate(
            _l(
                "“%(words)s” is right before some names and wrong before others. Put a colon or "
                "a comma there instead.",
                words=found[0],
            ),
            code="elision",
        )
    if not _BRACED.search(text):
        raise BadTemplate(
            _l("Every publication would have the same text: name at least {title}."), code="same"
        )


def sentences_of(template: str, values: Mapping[str, str]) -> list[list[str]]:
    """Fill a template, line by line; a sentence that names what has no value is left out.

    returns: the sentences of each line that is left, an empty list for a blank one
    """
    lines: list[list[str]] = []
    for line in tidy(template).split("\n"):
        sentences = _SENTENCES.split(line) if line else []
        kept = [
            _BRACED.sub(lambda named: values[named[1]], each)
            for each in sentences
            if all(values.get(name) for name in _BRACED.findall(each))
        ]
        if kept or not sentences:
            lines.append(kept)
    return lines


def as_text(lines: list[list[str]]) -> str:
    """Return sentences as a text, with one blank line at most between two lines."""
    text = "\n".join(" ".join(_ended_once(each) for each in line) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidy(text))


def without_last(lines: list[list[str]]) -> list[list[str]]:
    """Return lines without their last sentence, and without what is then empty at their end."""
    shorter = [list(line) for line in lines]
    while shorter and not shorter[-1]:
        shorter.pop()
    if shorter:
        shorter[-1].pop()
    while shorter and not shorter[-1]:
        shorter.pop()
    return shorter


def _ended_once(sentence: str) -> str:
    """Return a sentence whose value brought its own full stop with that one alone."""
    return re.sub(r"([.!?…])\.$", r"\1", sentence)
