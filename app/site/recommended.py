"""Who recommends a page, in words: the part of a landing page that is a link's own."""

from collections.abc import Mapping

from flask import render_template

from app.core.i18n import gettext as _
from app.core.i18n import spaced
from app.core.media import picture_url
from app.people.models import Person
from app.publishing.models import Opening, Story, StoryKind
from app.publishing.words import tidy

LONGEST_WORDS = 600  # characters of an ambassador's words that a page shows


def parts(
    publication: Opening | Story, person: Person, *, headline: str, words: str, choice: bool
) -> Mapping[str, str]:
    """Draw who recommends a publication, and what that means for whoever reads it.

    Each part is a template of its own, so that every name and word in it is escaped.

    words: the ambassador's own, or ""
    choice: the opening takes applications, so one may keep, change or remove the recommender
    """
    values = {
        "publication": publication,
        "person": person,
        "photo_url": picture_url(person.portrait),
        "line": line_of(person),
        "headline": headline,
        "words": words,
        "with_choice": choice,
    }
    return {
        "recommender": render_template("site/_recommender.html", **values),
        "disclosure": render_template("site/_disclosure.html", **values),
    }


def headline_of(publication: Opening | Story, person: Person) -> str:
    """Say what a person recommends."""
    if isinstance(publication, Opening):
        return _("%(name)s recommends this opening to you", name=person.name)
    if publication.story_kind is StoryKind.PORTRAIT:
        return _("%(name)s recommends this portrait to you", name=person.name)
    return _("%(name)s recommends this article to you", name=person.name)


def line_of(person: Person) -> str:
    """Say what a person does, and where."""
    if person.job_title and person.place:
        return _("%(job)s, in %(place)s", job=person.job_title, place=person.place.name)
    return person.job_title


def words_shown(words: str, language: str) -> str:
    """Return an ambassador's words as a page shows them, cut at a word when they are long."""
    words = tidy(words)
    if len(words) > LONGEST_WORDS:
        words = words[:LONGEST_WORDS].rsplit(" ", 1)[0] + "…"
    return str(spaced(words, language))
