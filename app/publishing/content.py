"""Everything about a publication that its editor screen can change, as one comparable value.

A screen, the demonstration and an import all write through it; comparing two of them says what
a save changes, and what two people changed at the same time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core.i18n import LANGUAGES
from app.publishing.models import (
    Contract,
    Opening,
    Publication,
    Remote,
    SalaryPeriod,
    Seniority,
    Story,
    StoryKind,
)
from app.publishing.texts import Words


@dataclass(frozen=True, kw_only=True)
class Content:
    """What an opening and a story have in common.

    words: by language, "fr" and "en"; a language that is not written is absent
    audience_*: who is invited to relay it; nothing means everyone
    """

    words: Mapping[str, Words] = field(default_factory=dict)
    team_id: UUID | None = None
    theme_ids: frozenset[UUID] = frozenset()
    audience_team_ids: frozenset[UUID] = frozenset()
    audience_place_ids: frozenset[UUID] = frozenset()
    audience_languages: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class OpeningContent(Content):
    """What can be written of an opening. Salaries are gross euros per period."""

    place_id: UUID | None = None
    contract: Contract = Contract.PERMANENT
    remote: Remote = Remote.PARTIAL
    remote_days: int | None = None
    salary_min: Decimal | None = None
    salary_max: Decimal | None = None
    salary_period: SalaryPeriod = SalaryPeriod.YEAR
    seniority: Seniority | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    hiring_manager_id: UUID | None = None
    recruiter_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class StoryContent(Content):
    """What can be written of a story; its author is whom readers see."""

    story_kind: StoryKind = StoryKind.ARTICLE
    author_id: UUID | None = None
    about_person_id: UUID | None = None
    cover_id: UUID | None = None


def content_of(publication: Publication) -> Content:
    """Return what a publication holds now. Pure."""
    shared: dict[str, Any] = {
        "words": {language: words_of(publication, language) for language in publication.languages},
        "theme_ids": _ids(publication.themes),
        "audience_team_ids": _ids(publication.audience_teams),
        "audience_place_ids": _ids(publication.audience_places),
        "audience_languages": frozenset(publication.audience_languages or ()),
    }
    kind: type[Content]
    if isinstance(publication, Opening):
        kind = OpeningContent
    elif isinstance(publication, Story):
        kind = StoryContent
    else:
        raise TypeError(f"{publication.kind} has no content of its own")
    own = {f.name: getattr(publication, f.name) for f in fields(kind) if f.name not in shared}
    return kind(**shared, **own)


def words_of(publication: Publication, language: str) -> Words:
    """Return a publication's words in one language; empty ones where it is not written. Pure."""
    text = next((each for each in publication.texts if each.language == language), None)
    if text is None:
        return Words()
    return Words(
        title=text.title,
        summary=text.summary,
        body=text.body,
        cover_alt=text.cover_alt,
        variants=tuple(v.text for v in publication.variants if v.language == language),
    )


def changed_names(before: Content, after: Content) -> list[str]:
    """Name what differs between two contents: "place_id", "fr.title"… Pure."""
    names = [
        f.name
        for f in fields(before)
        if f.name != "words" and getattr(before, f.name) != getattr(after, f.name)
    ]
    for language in LANGUAGES:
        old, new = before.words.get(language, Words()), after.words.get(language, Words())
        names += [
            f"{language}.{f.name}"
            for f in fields(Words)
            if getattr(old, f.name) != getattr(new, f.name)
        ]
    return names


def _ids(rows: Iterable[Any]) -> frozenset[UUID]:
    return frozenset(row.id for row in rows)
