"""Writing: a draft begins, is saved over and over, is copied or thrown away.

A save names what its writer was reading. What only one of two people changed is kept, whoever
it was; what both changed is refused and named: nobody's words are lost unseen.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, freshness
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.files.pictures import store_picture
from app.core.i18n import LANGUAGES
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.core.text.slugs import slug_of
from app.people.models import Person, Place, Team
from app.publishing.content import changed_names, columns_of, content_of, relations_of
from app.publishing.history.models import Cause
from app.publishing.history.versions import keep
from app.publishing.kinds import Content, Kind, family_of, kind_of
from app.publishing.kinds.description import P
from app.publishing.merging import Marks, leaders, merge
from app.publishing.missing import NotReady, missing_parts
from app.publishing.models import (
    Publication,
    PublicationState,
    PublicationText,
    Theme,
    Variant,
)
from app.publishing.texts import NetworkText, Words

COVER_SIDE, LEAST_COVER = 1600, (600, 315)  # pixels
READ = (PublicationState.PUBLISHED, PublicationState.PAUSED)  # by anyone
COMPLETE = (*READ, PublicationState.SCHEDULED)
Row = TypeVar("Row", Theme, Team, Place)


class EditedMeanwhile(Refusal):
    """The publication was saved since its writer read it, and both changed the same.

    publication: as it is now
    differing: what both changed, each otherwise, as `changed_names` says it
    """

    code = "edited_meanwhile"

    def __init__(self, publication: Publication, differing: list[str]) -> None:
        super().__init__(
            _l("This page was saved elsewhere while you were writing. Choose what to keep.")
        )
        self.publication = publication
        self.differing = differing


def start(kind: Kind[P], *, by: Person, now: datetime) -> P:
    """Begin a publication: an empty draft of this person, for their team."""
    publication = kind.family.model(team_id=by.team_id, **kind.begun_by(by))
    publication.id = uuid7()
    publication.author_id = by.id
    publication.updated_by_id = by.id
    publication.created_at = publication.updated_at = now
    db.session.add(publication)
    db.session.flush()
    activity.record(f"{kind.family.noun}.drafted", publication, by=by, now=now)
    return publication


def save(
    publication: Publication,
    content: Content,
    *,
    version: int,
    read: Marks | None = None,
    by: Person,
    now: datetime,
    cause: Cause = Cause.SAVED,
) -> bool:
    """Write what an editor typed, in the caller's transaction; says whether it changed anything.

    A published publication is corrected: it must stay complete, as must one that is planned, and
    every page that shows it is told.

    version: the one the editor was reading
    read: the marks of what the editor was reading: the two versions are then merged
    cause: what the version that is kept says of it
    raises: EditedMeanwhile when it was saved since, and the two cannot be merged; NotReady when
        a correction would take away what a published publication must have
    """
    current = db.session.scalar(
        select(Publication.version).where(Publication.id == publication.id).with_for_update()
    )
    if current != publication.version:
        db.session.refresh(publication)
    before = content_of(publication)
    unmerged: list[str] = []
    if read:
        content, unmerged = merge(read, before, content)
    differing = changed_names(before, content)
    if not differing:
        return False
    if not read and version != publication.version:
        unmerged = leaders(content, differing)
    if unmerged:
        raise EditedMeanwhile(publication, unmerged)
    apply(publication, content)
    kind_of(publication).saved(publication, set(differing))
    publication.version += 1
    publication.updated_at = now
    publication.updated_by_id = by.id
    if publication.state in COMPLETE and (
        missing := missing_parts(publication, today=local_date(now))
    ):
        raise NotReady(missing)
    if publication.state in READ:
        _tell_correction(publication, before, differing, by=by, now=now)
    elif publication.published_at:
        freshness.changed("publication", publication.id)
    db.session.flush()
    keep(publication, before, content_of(publication), cause=cause, by=by, now=now)
    return True


def _tell_correction(
    publication: Publication, before: Content, differing: list[str], *, by: Person, now: datetime
) -> None:
    activity.record(
        f"{family_of(publication).noun}.corrected",
        publication,
        by=by,
        data={"changed": differing},
        now=now,
    )
    freshness.changed("publication", publication.id)
    if "team_id" in differing:  # pages of both teams list it
        for team_id in {before.team_id, publication.team_id} - {None}:
            freshness.changed("team", team_id)


def apply(publication: Publication, content: Content) -> None:
    """Put a content into a publication, without a check: `save` and `duplicate` do them."""
    _write_words(publication, content.words)
    publication.themes = _rows(Theme, content.theme_ids)
    publication.audience_teams = _rows(Team, content.audience_team_ids)
    publication.audience_places = _rows(Place, content.audience_place_ids)
    publication.audience_languages = sorted(content.audience_languages)
    for name in columns_of(content):
        value = getattr(content, name)
        if value is not None or name != "author_id":  # nothing is without an author
            setattr(publication, name, value)
    for name, (relation, model) in content.ROWS.items():
        setattr(publication, relation, rows_in_order(model, getattr(content, name)))
    # the objects behind the keys that just changed are read again when a page asks for them
    db.session.flush()
    db.session.expire(publication, relations_of(content))


def _rows(model: type[Row], ids: frozenset[UUID]) -> list[Row]:
    if not ids:
        return []
    return list(db.session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id)))


def rows_in_order(model: type[Row], keys: Sequence[UUID]) -> list[Row]:
    """Return rows in the order of their keys; what is no more is left out."""
    found = {row.id: row for row in _rows(model, frozenset(keys))}
    return [found[key] for key in keys if key in found]


def _write_words(publication: Publication, by_language: Mapping[str, Words]) -> None:
    texts = {text.language: text for text in publication.texts}
    for language in LANGUAGES:
        words = by_language.get(language)
        if not words:
            if language in texts:
                publication.texts.remove(texts[language])
            continue
        text = texts.get(language)
        if text is None:
            text = PublicationText(language=language)
            publication.texts.append(text)
        text.title, text.slug = words.title, slug_of(words.title)
        text.summary, text.body, text.cover_alt = words.summary, words.body, words.cover_alt
    wanted = {language: words.suggested for language, words in by_language.items() if words}
    _write_variants(publication, wanted)


def _write_variants(
    publication: Publication, wanted: Mapping[str, tuple[NetworkText, ...]]
) -> None:
    """Keep the rows whose place is still taken: a link that was made from one may name it."""
    rows = {(each.language, each.position): each for each in publication.variants}
    for language, texts in wanted.items():
        for position, (network, text) in enumerate(texts):
            row = rows.pop((language, position), None)
            if row is None:
                row = Variant(language=language, position=position)
                publication.variants.append(row)
            row.network, row.text = network, text
    for row in rows.values():
        publication.variants.remove(row)


def add_cover(data: bytes, *, name: str) -> StoredFile:
    """Keep a cover picture. raises: BadPicture, on the field "cover" """
    return store_picture(data, name=name, max_side=COVER_SIDE, least=LEAST_COVER, field="cover")


def duplicate(publication: P, *, by: Person, now: datetime) -> P:
    """Begin a publication of the same kind with everything of another one but its dates."""
    kind: Kind[P] = kind_of(publication)
    assert kind.copied, f"{kind.code}: nothing is copied"
    copy = start(kind, by=by, now=now)
    apply(copy, kind.copied(content_of(publication), by))
    db.session.flush()
    return copy


def delete_draft(publication: Publication, *, by: Person, now: datetime) -> None:
    """Throw away what was never published.

    raises: Refusal for anything else: links may be out, so it is closed or archived instead
    """
    if publication.published_at is not None:
        raise Refusal(
            _l("This was published, and links to it may be out. Close or archive it instead."),
            code="was_published",
        )
    activity.record(f"{family_of(publication).noun}.deleted", publication, by=by, now=now)
    db.session.delete(publication)
    db.session.flush()
