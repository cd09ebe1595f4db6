"""What the front does when an answer is not in memory: look up, draw, remember."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from flask import Flask, g
from sqlalchemy.exc import SQLAlchemyError

from app.core.headers import security_headers
from app.tracking import queries
from app.tracking.front.memory import Recent
from app.tracking.front.packed_links import LinkRecord, Packing, is_of
from app.tracking.front.page_layout import (
    Headers,
    LinkAnswer,
    PageKey,
    PageLayout,
    Text,
    milliseconds,
    text_of,
)
from app.tracking.front.pages import CARD, LANGUAGES, QUOTE, LandingPage, Renderer

MEGABYTE = 1024 * 1024
PAGES_LIMIT = 24 * MEGABYTE
AMBASSADORS_LIMIT = 16 * MEGABYTE
LINKS_LIMIT = 64 * MEGABYTE
ANSWERS_LIMIT = 6 * MEGABYTE
LINK_WEIGHT = 200  # bytes that a dict and its key take for each link


class Wish(NamedTuple):
    """How a browser wants its answer: what its headers say."""

    language: str  # one of ours; empty when it states none of them
    gzip: bool


AnswerKey = tuple[str, Wish]  # path, wish
Parts = dict[str, Text]  # what stands in a page's slots
NOBODY: Parts = {}


class UnknownCode(Exception):
    """No link has this code."""


class DatabaseAway(Exception):
    """PostgreSQL did not answer a moment ago, and another request is finding out about it."""


class PageCache:
    """The pages, links and answers that one process has in memory, and how they get there."""

    def __init__(self, app: Flask, renderer: Renderer) -> None:
        self._app = app
        self._renderer = renderer
        self._security = security_headers(https=app.config["BASE_URL"].startswith("https:"))
        self._pages: Recent[PageKey, PageLayout] = Recent(PAGES_LIMIT, lambda p: p.weight)
        self._ambassadors: Recent[tuple[UUID, str], Parts] = Recent(AMBASSADORS_LIMIT, _weigh)
        self._links: Recent[str, bytes] = Recent(LINKS_LIMIT, lambda b: len(b) + LINK_WEIGHT)
        self.answers: Recent[AnswerKey, LinkAnswer] = Recent(ANSWERS_LIMIT, lambda a: a.weight)
        self._packing = Packing()
        self._changes = 0
        self._remembering = threading.Lock()
        self._drawing = threading.RLock()
        self._away = False  # whether the database failed the last time it was asked
        self._trying = threading.Lock()

    def forget(self, kind: str, key: UUID | None) -> None:
        """Drop the pages that show a thing that has changed, and any that is being drawn now."""
        with self._remembering:
            self._changes += 1
            for page in chain(self._pages.values(), (a.page for a in self.answers.values())):
                if page.stands_on(kind, key):
                    page.alive = False
            self._pages.drop(lambda page: not page.alive)
            if kind == "publication" and key:
                self.answers.drop(lambda answer: not answer.page.alive)
                return
            self.answers.clear()
            if kind == "person" and key:
                self._ambassadors.forget((key, language) for language in LANGUAGES)
                self._links.drop(lambda packed: is_of(packed, key))  # one may be given up
            elif kind != "team" or key is None:
                self._ambassadors.clear()
                self._links.clear()

    def is_known(self, code: str) -> bool:
        """Whether memory has this link."""
        return self._links.get(code) is not None

    def answer(self, path: str, code: str, asked: str, wish: Wish) -> LinkAnswer:
        """Return what a link answers, drawn as far as needed, and remember it for its path.

        asked: the language of the path or of the wish; empty: the link's own
        raises: UnknownCode, DatabaseAway; whatever the database or the renderer raises
        """
        changes = self._changes
        packed = self._links.get(code)
        link = self._packing.unpack(packed) if packed else self._look_up(code)
        page = self._page_of(link.publication_id, asked or link.language)
        own = self._own(link, page.key[1]) if page.has_own_parts else NOBODY
        answer = page.answer(code, own, gzip=wish.gzip)
        with self._remembering:
            if self._changes == changes:
                self.answers.put((path, wish), answer)
                if not packed:
                    self._links.put(code, self._packing.pack(link))
        return answer

    def missing(self, language: str, wish: Wish) -> LinkAnswer:
        """Return the page of a code that leads nowhere."""
        page = self._page(("missing", language), lambda: self._renderer.missing(language))
        return page.answer("", {}, gzip=wish.gzip)

    def unavailable(self, language: str, wish: Wish) -> LinkAnswer:
        """Return the page of a link whose own cannot be fetched now."""
        page = self._page(("unavailable", language), lambda: self._renderer.unavailable(language))
        return page.answer("", {}, gzip=wish.gzip)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let requests ask the database: all of them, or one at a time while it is away.

        Each may wait some seconds for a server that is unplugged. Were all to wait, no thread
        would be left for the links that memory has.

        raises: DatabaseAway
        """
        alone = self._away
        if alone and not self._trying.acquire(blocking=False):
            raise DatabaseAway
        try:
            yield
            self._away = False
        except SQLAlchemyError:
            self._away = True
            raise
        finally:
            if alone:
                self._trying.release()

    def _look_up(self, code: str) -> LinkRecord:
        with self._turn(), self._app.app_context():
            link = queries.front_link(code)
            if link is None:
                raise UnknownCode(code)
            quote = self._renderer.quote(link.words, link.language)
        return LinkRecord(
            link.publication_id, link.ambassador_id, link.language, quote, link.on_card
        )

    def _own(self, link: LinkRecord, language: str) -> Parts:
        """Return what stands in the slots of a page: the ambassador, and their words for it."""
        quote = link.quote if link.language == language else ""
        own = {**self._ambassador(link.ambassador_id, language), QUOTE.name: text_of(quote)}
        return own if link.on_card else own | {CARD.name: text_of("")}

    def _ambassador(self, ambassador_id: UUID, language: str) -> Parts:
        key = (ambassador_id, language)
        if parts := self._ambassadors.get(key):
            return parts
        changes = self._changes
        with self._turn(), self._context(language):
            drawn = self._renderer.ambassador(ambassador_id, language)
        parts = {name: text_of(html) for name, html in drawn.items()}
        with self._remembering:
            if self._changes == changes:
                self._ambassadors.put(key, parts)
        return parts

    def _page_of(self, publication_id: UUID, language: str) -> PageLayout:
        """Return a publication's page, in the first of its languages when it lacks this one."""
        page = self._publication_page(publication_id, language)
        if language in page.languages or not page.languages:
            return page
        return self._publication_page(publication_id, page.languages[0])

    def _publication_page(self, publication_id: UUID, language: str) -> PageLayout:
        key = (publication_id, language)
        if page := self._remembered(key):
            return page
        with self._turn():
            return self._page(key, lambda: self._renderer.page(publication_id, language))

    def _page(self, key: PageKey, draw: Callable[[], LandingPage]) -> PageLayout:
        if page := self._remembered(key):
            return page
        with self._drawing:  # a page that many requests need at once is drawn once
            if page := self._remembered(key):
                return page
            changes = self._changes
            with self._context(key[1]):
                landing = draw()
            page = PageLayout(key, landing, self._headers(landing, key[1]))
            with self._remembering:
                if self._changes == changes:
                    self._pages.put(key, page)
            return page

    def _remembered(self, key: PageKey) -> PageLayout | None:
        page = self._pages.get(key)
        return page if page and page.is_good(milliseconds()) else None

    @contextmanager
    def _context(self, language: str = "") -> Iterator[None]:
        """Open a request context of our own address, with nobody signed in."""
        with self._app.test_request_context("/", base_url=self._app.config["BASE_URL"]):
            if language:
                g.language = language
            yield

    def _headers(self, page: LandingPage, language: str) -> Headers:
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Language", language),
            ("Cache-Control", "private, no-store"),
            ("X-Robots-Tag", "noindex"),
            ("Vary", "Accept-Encoding, Accept-Language"),
            *self._security,
        ]
        if page.location:
            headers.append(("Location", page.location))
        if page.canonical:
            headers.append(("Link", f'<{page.canonical}>; rel="canonical"'))
        if page.status == 503:
            headers.append(("Retry-After", "30"))
        return headers


def _weigh(parts: Parts) -> int:
    """Bytes of memory that an ambassador takes, about."""
    return 500 + sum(100 + 2 * len(text.plain) for text in parts.values())
