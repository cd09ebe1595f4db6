"""Everything the front does when memory does not have the answer: look up, draw, remember."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from flask import Flask, g

from app.core.headers import security_headers
from app.tracking import queries
from app.tracking.layout import Answer, Headers, PageKey, PageLayout, milliseconds
from app.tracking.memory import Recent
from app.tracking.packed_links import LinkRecord, Packing, belongs_to, is_about
from app.tracking.pages import FrontLink, LandingPage, Renderer

MEGABYTE = 1024 * 1024
PAGES_LIMIT = 24 * MEGABYTE
LINKS_LIMIT = 80 * MEGABYTE
ANSWERS_LIMIT = 8 * MEGABYTE
LINK_WEIGHT = 200  # bytes that a dict and its key take for each link


class Wish(NamedTuple):
    """How a browser wants its answer: what its headers say."""

    language: str  # one of ours; empty when it states none of them
    gzip: bool


AnswerKey = tuple[str, Wish]  # path, wish


class UnknownCode(Exception):
    """No link has this code."""


class Drawing:
    """The pages, links and answers that one process has in memory, and how they come there."""

    def __init__(self, app: Flask, renderer: Renderer) -> None:
        self._app = app
        self._renderer = renderer
        self._security = security_headers(https=app.config["BASE_URL"].startswith("https:"))
        self._pages: Recent[PageKey, PageLayout] = Recent(PAGES_LIMIT, lambda p: p.weight)
        self._links: Recent[str, bytes] = Recent(LINKS_LIMIT, lambda b: len(b) + LINK_WEIGHT)
        self.answers: Recent[AnswerKey, Answer] = Recent(ANSWERS_LIMIT, lambda a: a.weight)
        self._packing = Packing()
        self._changes = 0
        self._remembering = threading.Lock()
        self._drawing = threading.RLock()

    def forget(self, kind: str, key: UUID | None) -> None:
        """Drop what stands on a thing that has changed; what is being drawn now is not kept."""
        with self._remembering:
            self._changes += 1
            for page in chain(self._pages.values(), (a.page for a in self.answers.values())):
                if page.stands_on(kind, key):
                    page.alive = False
            self._pages.drop(lambda page: not page.alive)
            if kind == "publication" and key:
                self._links.drop(lambda link: is_about(link, key))
                self.answers.drop(lambda answer: not answer.page.alive)
                return
            if kind == "person" and key:
                self._links.drop(lambda link: belongs_to(link, key))
            elif kind != "team" or key is None:
                self._links.clear()
            self.answers.clear()

    def is_known(self, code: str) -> bool:
        """Whether memory has this link."""
        return self._links.get(code) is not None

    def answer(self, path: str, code: str, asked: str, wish: Wish) -> Answer:
        """Return what a link answers, drawn as far as needed, and remember it for its path.

        asked: the language of the path or of the wish; empty: the link's own
        raises: UnknownCode; whatever the database or the renderer raises
        """
        changes = self._changes
        packed = self._links.get(code)
        link: FrontLink | None = None
        if packed:
            record = self._packing.unpack(packed)
        else:
            link = self._look_up(code)
            record = LinkRecord(link.publication_id, link.ambassador_id, link.language)
        page = self._page_of(record.publication_id, asked or record.language)
        language = page.key[1]
        if page.slots and language not in record.parts:
            record.parts[language] = self._draw_part(link or self._look_up(code), language)
            packed = None
        answer = page.answer(code, record.parts.get(language, {}), gzip=wish.gzip)
        with self._remembering:
            if self._changes == changes:
                self.answers.put((path, wish), answer)
                if packed is None:
                    self._links.put(code, self._packing.pack(record))
        return answer

    def missing(self, language: str, wish: Wish) -> Answer:
        """Return the page of a code that leads nowhere."""
        page = self._page(("missing", language), lambda: self._renderer.missing(language))
        return page.answer("", {}, gzip=wish.gzip)

    def unavailable(self, language: str, wish: Wish) -> Answer:
        """Return the page of a link whose own cannot be fetched now."""
        page = self._page(("unavailable", language), lambda: self._renderer.unavailable(language))
        return page.answer("", {}, gzip=wish.gzip)

    def _look_up(self, code: str) -> FrontLink:
        with self._context():
            link = queries.front_link(code)
        if link is None:
            raise UnknownCode(code)
        return link

    def _draw_part(self, link: FrontLink, language: str) -> dict[str, str]:
        with self._context(language):
            return dict(self._renderer.part(link, language))

    def _page_of(self, publication_id: UUID, language: str) -> PageLayout:
        """Return a publication's page, in the first of its languages when it lacks this one."""
        page = self._publication_page(publication_id, language)
        if language in page.languages or not page.languages:
            return page
        return self._publication_page(publication_id, page.languages[0])

    def _publication_page(self, publication_id: UUID, language: str) -> PageLayout:
        key = (publication_id, language)
        return self._page(key, lambda: self._renderer.page(publication_id, language))

    def _page(self, key: PageKey, draw: Callable[[], LandingPage]) -> PageLayout:
        if page := self._remembered(key):
            return page
        with self._drawing:  # a page that many ask for at once is drawn once
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
