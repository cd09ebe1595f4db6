"""Everything about a publication that its editor screen can change, as one comparable value.

A screen, the demonstration and an import all write through it; comparing two of them says what
a save changes, and what two people changed at the same time.
"""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from app.core.i18n import LANGUAGES
from app.publishing.kinds import Content, kind_of
from app.publishing.models import Publication
from app.publishing.texts import NetworkText, Words

_ROWS = {"words", "theme_ids", "audience_team_ids", "audience_place_ids", "audience_languages"}


def content_of(publication: Publication) -> Content:
    """Return what a publication holds now. Pure."""
    content = kind_of(publication).content
    own: dict[str, Any] = {name: getattr(publication, name) for name in columns_of(content)}
    for name, (relation, _model) in content.ROWS.items():
        own[name] = tuple(row.id for row in getattr(publication, relation))
    return content(
        words={language: words_of(publication, language) for language in publication.languages},
        theme_ids=_ids(publication.themes),
        audience_team_ids=_ids(publication.audience_teams),
        audience_place_ids=_ids(publication.audience_places),
        audience_languages=frozenset(publication.audience_languages or ()),
        **own,
    )


def columns_of(content: Content | type[Content]) -> list[str]:
    """Name what a content has from the publication's own columns. Pure."""
    return [f.name for f in fields(content) if f.name not in _ROWS and f.name not in content.ROWS]


def relations_of(content: Content) -> list[str]:
    """Name the rows that the columns of a content refer to: "team", "place"… Pure."""
    return [name.removesuffix("_id") for name in columns_of(content) if name.endswith("_id")]


def words_of(publication: Publication, language: str) -> Words:
    """Return a publication's words in one language; empty ones where it is not written. Pure."""
    text = next((each for each in publication.texts if each.language == language), None)
    if text is None:
        return Words()
    variants = [each for each in publication.variants if each.language == language]
    return Words(
        title=text.title,
        summary=text.summary,
        body=text.body,
        cover_alt=text.cover_alt,
        variants=tuple(v.text for v in variants if not v.network),
        for_networks=tuple(NetworkText(v.network, v.text) for v in variants if v.network),
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
