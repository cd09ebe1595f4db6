"""Tracked links, answered before Flask: `/r/<code>`, and `/fr` or `/en` after it.

What stands between a request and its answer is one append to this process's journal: no
PostgreSQL, no Redis, no lock that another process holds. Everything else falls through to Flask.
"""

import threading
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
import uuid_utils
from flask import Flask
from redis import Redis
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.http import parse_accept_header

from app.core import clock, signing
from app.core.i18n import accepted
from app.core.text.links import TrackedPath, read_tracked
from app.tracking.front import employee_cookie, token
from app.tracking.front.changes import ChangeFeed
from app.tracking.front.code_filter import CodeFilter
from app.tracking.front.page_cache import DatabaseAway, PageCache, UnknownCode, Wish
from app.tracking.front.page_layout import LinkAnswer
from app.tracking.front.pages import Renderer
from app.tracking.journal.journal import Journal
from app.tracking.journal.lines import encode
from app.tracking.journal.salts import Salts

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

# how a link's path begins, however its letters were changed and its slashes doubled
BEGINNINGS = ("/r/", "/R/", "//")
LANGUAGE_BEHIND = {"": "", "/fr": "fr", "/en": "en"}
METHODS = ("GET", "HEAD")
LONGEST_HEADER = 200  # characters that are read
LONGEST_COOKIE = 512


class Front:
    """The WSGI application that stands before Flask's."""

    def __init__(self, app: Flask, renderer: Renderer) -> None:
        config = app.config
        self._app = app
        self._flask: WSGIApplication = app.wsgi_app
        self._default_language: str = config["DEFAULT_LANGUAGE"]
        self._proxies: int = config["TRUSTED_PROXIES"]
        redis = Redis.from_url(config["REDIS_URL"], socket_connect_timeout=1, socket_timeout=1)
        self.journal = Journal(
            config["VAR_DIR"] / "journal", durability=config["JOURNAL_DURABILITY"]
        )
        self.pages = PageCache(app, renderer)
        self.codes = CodeFilter()
        self._salts = Salts(urlsplit(config["BASE_URL"]).hostname or "", redis)
        self.changes = ChangeFeed(
            config["DATABASE_URL"],
            redis,
            self._salts,
            forget=self.pages.forget,
            each_second=self.codes.refresh,
        )
        secret: str = config["SECRET_KEY"]
        self._tokens = token.TokenMaker(signing.derive(secret, token.PURPOSE))
        self._person = lru_cache(maxsize=4096)(self._read_cookie)
        self._starting = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Begin to listen for changes, in this process: after any fork, so at the first link."""
        with self._starting:
            if not self._started:
                self._salts.refresh(clock.now())
                self.changes.start()
                self._started = True

    def heard_from(self) -> str:
        """Say where changes are heard from; "asleep" before the first tracked link."""
        return self.changes.source() if self._started else "asleep"

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a tracked link; hand anything else to Flask."""
        path: str = environ["PATH_INFO"]
        if not path.startswith(BEGINNINGS):
            return self._flask(environ, start_response)
        method: str = environ["REQUEST_METHOD"]
        if method not in METHODS:
            return self._refuse_method(path, environ, start_response)

        wish = wish_of(
            environ.get("HTTP_ACCEPT_LANGUAGE", "")[:LONGEST_HEADER],
            environ.get("HTTP_ACCEPT_ENCODING", "")[:LONGEST_HEADER],
        )
        click_id: bytes = uuid_utils.uuid7().bytes
        now = int.from_bytes(click_id[:6], "big")
        answer = self._ready(path, wish, now)
        is_click = True
        if answer is None:
            link = read_tracked(path)
            if not is_link(path, link):
                return self._page_behind(link, environ, start_response)
            if link and link.code:  # remembered by its plain path, whatever is glued to it
                path = link.clean
                answer = self._ready(path, wish, now)
            if answer is None:
                answer, is_click = self._find(path, link, wish)
        if is_click:
            self._write_down(click_id, now, answer.code, environ)

        start_response(answer.status, answer.headers)
        if method == "HEAD":
            return []
        if not answer.tokens:
            return [answer.body(b"")]
        return [answer.body(self._tokens.make(click_id, answer.code))]

    def _ready(self, path: str, wish: Wish, now: int) -> LinkAnswer | None:
        """Return what was laid out for a path lately; None when it is to be laid out again.

        now: milliseconds since 1970
        """
        answer = self.pages.answers.get((path, wish))
        if answer is None or now >= answer.page.until or not answer.page.alive:
            return None
        return answer

    def _write_down(self, click_id: bytes, now: int, code: str, environ: "WSGIEnvironment") -> None:
        """Append the click to the journal. Its address goes no further than this function."""
        address = environ.get("REMOTE_ADDR", "")
        https = environ["wsgi.url_scheme"] == "https"
        if self._proxies:
            address = believed(environ.get("HTTP_X_FORWARDED_FOR", ""), self._proxies) or address
            scheme = believed(environ.get("HTTP_X_FORWARDED_PROTO", ""), self._proxies)
            https = scheme == "https" if scheme else https
        visitor = self._salts.visitor(address, environ.get("HTTP_USER_AGENT", ""), now)
        cookies = environ.get("HTTP_COOKIE")
        person = self._self_of(cookies) if cookies else ""
        self.journal.append(encode(click_id.hex(), code, https, visitor, person, environ))

    def _page_behind(
        self,
        link: TrackedPath | None,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Hand to Flask what stands behind a link, under its clean path."""
        if link and link.code:
            environ = {**environ, "PATH_INFO": link.clean}
        return self._flask(environ, start_response)

    def _refuse_method(
        self, path: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer 405 for a link itself; what stands behind it is Flask's, and takes forms."""
        link = read_tracked(path)
        if link is None or not is_link(path, link):
            return self._page_behind(link, environ, start_response)
        with self._app.request_context(environ):
            refusal = self._app.handle_user_exception(MethodNotAllowed(METHODS))
            return self._app.finalize_request(refusal)(environ, start_response)

    def _find(self, path: str, link: TrackedPath | None, wish: Wish) -> tuple[LinkAnswer, bool]:
        """Return what to answer a link that is not ready in memory, and whether it is a click.

        link: None when the path is not one of a link
        """
        if not self._started:
            self.start()
        code = link.code if link else None
        asked = (link and LANGUAGE_BEHIND[link.behind]) or wish.language
        shown = asked or self._default_language
        try:
            if code and self.pages.is_known(code):
                return self.pages.answer(path, code, asked, wish), True
            if code and self.codes.worth_a_look(code):
                try:
                    answer = self.pages.answer(path, code, asked, wish)
                except UnknownCode:
                    self.codes.found_nothing(code)
                    code = None
                else:
                    self.codes.found(code)
                    return answer, True
            return self.pages.missing(shown, wish), False
        except (SQLAlchemyError, DatabaseAway) as away:
            log.warning("landing_page_unavailable", error=type(away).__name__)
        except Exception:  # a page that cannot be drawn must not stop the click from counting
            log.exception("landing_page_not_drawn")
        return self._unavailable(shown, code or "", wish), code is not None

    def _unavailable(self, language: str, code: str, wish: Wish) -> LinkAnswer:
        answer = self.pages.unavailable(language, wish)
        answer.code = code
        return answer

    def _self_of(self, cookies: str) -> str:
        """Return the employee that the cookie names, as 32 hexadecimal digits, or nothing."""
        value = employee_cookie.value_in(cookies) if employee_cookie.NAME in cookies else ""
        return self._person(value) if 0 < len(value) <= LONGEST_COOKIE else ""

    def _read_cookie(self, value: str) -> str:
        with self._app.app_context():
            return employee_cookie.read(value)


def put_first(app: Flask, renderer: Renderer) -> Front:
    """Stand a front before Flask. Opens nothing until the first tracked link is followed."""
    front = Front(app, renderer)
    app.wsgi_app = front  # type: ignore[method-assign]
    app.extensions["relais_front"] = front
    return front


def is_link(path: str, link: TrackedPath | None) -> bool:
    """Say whether a path is answered here: a link's own, or one that has no code in its place."""
    if link is None:
        return path[1] != "/" and "/" not in path[3:]
    return link.behind in LANGUAGE_BEHIND


@lru_cache(maxsize=1024)
def wish_of(accept_language: str, accept_encoding: str) -> Wish:
    """Read from two headers how an answer is wanted."""
    encodings = parse_accept_header(accept_encoding)
    return Wish(accepted(accept_language) or "", encodings["gzip"] > 0)


def believed(header: str, proxies: int) -> str:
    """Return what the outermost of our own proxies wrote in a list header."""
    values: list[Any] = header.split(",")
    return values[-proxies].strip() if len(values) >= proxies else ""
