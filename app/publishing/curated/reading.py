"""Reading the page of a curated link: asked for by who writes it, done by a worker.

What is empty is filled, and nothing that somebody typed is replaced.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import jobs
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.fetching.fetch import Fetched, fetch
from app.core.fetching.limits import MIB, Limits
from app.core.fetching.refusals import SENTENCES, Unfetchable
from app.core.files.pictures import MAX_BYTES
from app.core.models import StoredFile
from app.people.models import Person
from app.publishing.content import content_of
from app.publishing.curated.models import PageReading, PageReadingState
from app.publishing.curated.page import PageCard, read_card
from app.publishing.kinds import CuratedContent
from app.publishing.models import Publication, PublicationState, Story
from app.publishing.texts import Words
from app.publishing.write import add_cover, save

READ = "jobs.publishing.read_page"
LARGEST = 5 * MIB  # of a page
LEFT_FOR = timedelta(minutes=2)  # then a reading that waits is handed on again
LOST_AFTER = timedelta(minutes=15)  # then nobody waits for it any more
UNFINISHED = (PublicationState.DRAFT, PublicationState.SUBMITTED, PublicationState.APPROVED)
TAKEN = {
    "title": _l("title"),
    "summary": _l("summary"),
    "cover_id": _l("picture"),
    "source_name": _l("who published it"),
}
Fetcher = Callable[..., Fetched]

NOT_READ = SENTENCES | {
    "http": _l("The site refuses to show this page."),
    "no_page": _l("This address holds no page: nothing can be taken from it."),
    "says_nothing": _l("This page says nothing of itself: write its title and summary yourself."),
}


def ask(story: Publication, address: str, language: str, *, by: Person, now: datetime) -> None:
    """Have the page of a curated link read by a worker, in the caller's transaction.

    language: in which its words are taken
    """
    reading = db.session.get(PageReading, story.id) or PageReading(publication_id=story.id)
    reading.address, reading.language = address, language
    reading.asked_at, reading.by_id = now, by.id
    reading.state, reading.taken = PageReadingState.WAITING, []
    reading.refusal = reading.picture_refusal = ""
    db.session.add(reading)
    db.session.flush()
    jobs.enqueue(READ, str(story.id))


def reading_of(story: Publication) -> PageReading | None:
    """Return what became of the page of the address that a story has now."""
    content, found = content_of(story), db.session.get(PageReading, story.id)
    if found is None or not isinstance(content, CuratedContent):
        return None
    return found if found.address == content.source_url else None


def left_waiting(*, now: datetime) -> Sequence[UUID]:
    """Return the stories whose page waits since a crash, or an absent Redis."""
    return db.session.scalars(
        select(PageReading.publication_id).where(
            PageReading.state == PageReadingState.WAITING,
            PageReading.asked_at.between(now - LOST_AFTER, now - LEFT_FOR),
        )
    ).all()


def is_lost(reading: PageReading, *, now: datetime) -> bool:
    """Say whether a page that waits to be read will not be any more. Pure."""
    return reading.asked_at < now - LOST_AFTER


def read_page(story_id: UUID, *, now: datetime, ask: Fetcher = fetch) -> None:
    """Read the page that waits, outside any transaction; then fill what is empty.

    A second run, or an address that was changed meanwhile, finds nothing to do.
    """
    with transaction():
        reading = db.session.get(PageReading, story_id)
        if reading is None or reading.state is not PageReadingState.WAITING:
            return
        address = reading.address
    card, picture = PageCard(), (b"", "")
    try:
        card = _card_of(address, ask)
        refusal = ""
        picture = _picture_of(card, ask)
    except Unfetchable as refused:
        refusal = refused.code
    with transaction():
        # decoded before anything is locked: whoever writes goes on saving meanwhile
        cover, kept_out = (None, picture[1]) if refusal else _cover(story_id, card, picture)
        story = db.session.get(Story, story_id, with_for_update={"of": Publication})
        reading = db.session.get(PageReading, story_id, populate_existing=True)
        waits = reading and (reading.address, reading.state) == (address, PageReadingState.WAITING)
        if story is None or reading is None or not waits:
            return
        reading.picture_refusal = kept_out
        if refusal:
            reading.state, reading.refusal = PageReadingState.REFUSED, refusal
        else:
            reading.state = PageReadingState.READ
            _take(story, reading, card, cover, now=now)


def _cover(
    story_id: UUID, card: PageCard, picture: tuple[bytes, str]
) -> tuple[StoredFile | None, str]:
    """Keep the picture of a page, where its story has none; or say why it was not taken."""
    data, refusal = picture
    story = db.session.get(Story, story_id)
    if not data or story is None or story.cover_id is not None:
        return None, refusal
    try:
        return add_cover(data, name=_file_name(card)), ""
    except Refusal as refused:
        return None, refused.code


def _card_of(address: str, ask: Fetcher) -> PageCard:
    """Return what a page says of itself. raises: Unfetchable"""
    answer = _answer(address, ask, largest=LARGEST, accept="text/html")
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml"):
        raise NotAPage("no_page")
    card = read_card(answer.read(), content_type=answer.content_type, address=answer.address)
    if not (card.title or card.summary):
        raise NotAPage("says_nothing")
    return card


class NotAPage(Unfetchable):
    """An address was read, and holds nothing to take. code: one of `NOT_READ`"""

    def __init__(self, code: str) -> None:
        Refusal.__init__(self, NOT_READ[code], code=code)


def _answer(address: str, ask: Fetcher, *, largest: int, accept: str) -> Fetched:
    http = bool(current_app.config.get("FETCH_HTTP", False))
    agent = f"Relais/1.0 (+{current_app.config['BASE_URL']})"
    limits = Limits(largest=largest, http=http)
    answer = ask(address, limits, headers={"User-Agent": agent, "Accept": accept})
    if answer.status != 200:
        raise NotAPage("http")
    return answer


def _picture_of(card: PageCard, ask: Fetcher) -> tuple[bytes, str]:
    """Return the picture that a page names, and why it was not read."""
    if not card.picture:
        return b"", ""
    try:
        answer = _answer(card.picture, ask, largest=MAX_BYTES, accept="image/*")
    except Unfetchable as refused:
        return b"", refused.code
    return answer.read(), ""


def _take(
    story: Story, reading: PageReading, card: PageCard, cover: StoredFile | None, *, now: datetime
) -> None:
    """Fill what is empty of a draft from what its page says of itself."""
    db.session.refresh(story)
    content = content_of(story)
    if story.state not in UNFINISHED or not isinstance(content, CuratedContent):
        return  # it is read as it is: whoever corrects it decides
    typed = content.words.get(reading.language, Words())
    filled: dict[str, Any] = {}
    words: dict[str, Any] = {
        name: said
        for name, said in (("title", card.title), ("summary", card.summary))
        if said and not getattr(typed, name)
    }
    if card.source and not content.source_name:
        filled["source_name"] = card.source
    if cover and content.cover_id is None:
        filled |= {"cover_id": cover.id, "cover_credit": card.source}
        words |= {"cover_alt": card.picture_alt} if not typed.cover_alt else {}
    by_language = {**content.words, reading.language: replace(typed, **words)}
    changed = replace(content, **filled, words=by_language)
    save(story, changed, version=story.version, by=reading.by, now=now)
    reading.taken = [name for name in TAKEN if name in filled or name in words]


def _file_name(card: PageCard) -> str:
    return urlsplit(card.picture).path.rpartition("/")[2][:100] or "picture"
