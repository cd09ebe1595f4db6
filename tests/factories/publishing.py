"""Openings, stories and themes for tests: valid as they are, so a test states only what matters."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from app.core.database import db
from app.core.text.slugs import slug_of
from app.people.models import Person, Place, Team
from app.publishing.kinds.story import NEVER_ONLINE
from app.publishing.models import (
    Contract,
    EndReason,
    Opening,
    ProcessStep,
    Publication,
    PublicationState,
    PublicationText,
    Remote,
    Story,
    Theme,
    Variant,
)
from tests.factories.people import make_person, make_place, make_team

WRITTEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OPENING_WORDS = {
    "fr": (
        "Ingénieure ou ingénieur données",
        "Vous ramenez à une minute un délai de trois heures.",
        "## Votre mission\n\nVous reprenez la chaîne de collecte, **sans interrompre** le service.",
        "Mon équipe cherche quelqu’un pour ses données de transport. On en parle ?",
    ),
    "en": (
        "Data engineer",
        "You bring a delay of three hours down to one minute.",
        "## Your mission\n\nYou take over the data pipeline, **without stopping** the service.",
        "My team is looking for someone for its transport data. Shall we talk?",
    ),
}
STORY_WORDS = {
    "fr": (
        "D’opticienne à ingénieure de plateforme",
        "Une formation du soir, une équipe patiente et un carnet.",
        "Le premier jour, on lui a donné un ordinateur, un badge et un carnet.",
        "Inès raconte comment elle a changé de métier. À lire en quatre minutes.",
    ),
    "en": (
        "From optician to platform engineer",
        "Evening classes, a patient team and a notebook.",
        "On her first day she was given a computer, a badge and a notebook.",
        "Inès tells how she changed trades. Four minutes to read.",
    ),
}
_numbers = count(1)
Kind = TypeVar("Kind", bound=Publication)


def make_theme(code: str | None = None, **fields: Any) -> Theme:
    """Make a theme: AI, cloud, security…"""
    code = code or f"theme-{next(_numbers)}"
    theme = Theme(**{"code": code, "name_fr": f"Thème {code}", "name_en": f"Theme {code}"} | fields)
    db.session.add(theme)
    db.session.flush()
    return theme


def make_process_step(position: int | None = None, **fields: Any) -> ProcessStep:
    """Make a step of the recruitment, after those that are there."""
    position = position or 100 + next(_numbers)
    words = {"title_fr": f"Étape {position}", "title_en": f"Step {position}"}
    step = ProcessStep(**{"position": position} | words | fields)
    db.session.add(step)
    db.session.flush()
    return step


def make_opening(
    *,
    team: Team | None = None,
    place: Place | None = None,
    other_places: Sequence[Place] = (),
    author: Person | None = None,
    state: PublicationState = PublicationState.DRAFT,
    languages: Sequence[str] = ("fr", "en"),
    title: str | None = None,
    summary: str | None = None,
    body: str | None = None,
    variants: Sequence[str] | None = None,
    **fields: Any,
) -> Opening:
    """Make an opening that could be published; `make_published_opening` makes a published one.

    title, summary, body: in every language, instead of the ready-made words
    variants: suggested texts, each in every language; [] for none
    fields: columns of Opening, such as contract=, closes_on=, salary_min=
    """
    author = author or make_person()
    values = {"salary_min": Decimal(48_000), "salary_max": Decimal(58_000), "recruiter": author}
    values |= {"contract": Contract.PERMANENT, "remote": Remote.PARTIAL}
    opening = Opening(team=team or make_team(), place=place or make_place(), **values | fields)
    opening.other_places = list(other_places)
    return _finish(
        opening, author, state, languages, OPENING_WORDS, (title, summary, body), variants
    )


def make_published_opening(**fields: Any) -> Opening:
    """Make an opening that candidates and ambassadors see."""
    return make_opening(state=PublicationState.PUBLISHED, **fields)


def make_story(
    *,
    team: Team | None = None,
    author: Person | None = None,
    state: PublicationState = PublicationState.DRAFT,
    languages: Sequence[str] = ("fr", "en"),
    title: str | None = None,
    summary: str | None = None,
    body: str | None = None,
    variants: Sequence[str] | None = None,
    **fields: Any,
) -> Story:
    """Make a story that could be published; `make_published_story` makes a published one."""
    story = Story(team=team or make_team(), **fields)
    words = (title, summary, body)
    return _finish(story, author or make_person(), state, languages, STORY_WORDS, words, variants)


def make_published_story(**fields: Any) -> Story:
    """Make a story that readers and ambassadors see."""
    return make_story(state=PublicationState.PUBLISHED, **fields)


def _finish(
    publication: Kind,
    author: Person,
    state: PublicationState,
    languages: Sequence[str],
    ready: dict[str, tuple[str, str, str, str]],
    words: tuple[str | None, str | None, str | None],
    variants: Sequence[str] | None,
) -> Kind:
    publication.author = author
    publication.state = state
    publication.created_at = publication.created_at or WRITTEN
    publication.updated_at = publication.updated_at or publication.created_at
    if state not in NEVER_ONLINE:
        publication.published_at = publication.published_at or WRITTEN
    if state is PublicationState.SCHEDULED:
        publication.publish_at = publication.publish_at or WRITTEN + timedelta(days=60)
    if state in (PublicationState.CLOSED, PublicationState.ARCHIVED):
        publication.ended_at = publication.ended_at or WRITTEN + timedelta(days=7)
        publication.end_reason = publication.end_reason or EndReason.CLOSED
    for language in languages:
        *defaults, suggestion = ready[language]
        title, summary, body = (
            default if given is None else given
            for given, default in zip(words, defaults, strict=True)
        )
        publication.texts.append(
            PublicationText(
                language=language, title=title, slug=slug_of(title), summary=summary, body=body
            )
        )
        for position, text in enumerate([suggestion] if variants is None else variants):
            publication.variants.append(Variant(language=language, position=position, text=text))
    db.session.add(publication)
    db.session.flush()
    return publication
