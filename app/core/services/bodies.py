"""What requests bring along, read before Flask begins: by few threads, each with a deadline.

A WSGI server gives a request its thread as soon as the headers are there. A client that sends a
form a byte a second would hold that thread, and a dozen of them would stop the site. So bodies are
read by a limited number of threads, beside those that answer pages and links; whoever is too slow
gets 408, and when all of them are taken the slowest gives way to whoever comes next.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

import structlog
from flask import Flask
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
)

from app.core.services import connections
from app.core.services.logs import beginning_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

AT_ONCE = 16  # bodies that a process reads
# Threads that a web process needs beside those that answer pages: for these bodies, and so that
# tracked links find one while pages wait for their turn.
MORE_THREADS = AT_ONCE + 4
LARGEST = 40 * 1024 * 1024  # bytes of a form with a file
TIME_TO_BEGIN = 10.0  # seconds in which nobody is too slow
LEAST_RATE = 2000.0  # bytes a second, from then on
LONGEST = 300.0  # seconds, whatever the rate
UNTOUCHED = 2.0  # seconds before a slow one can be made to give way
MOST_GIVEN_UP = 64  # threads that may still wait for clients that were answered already
LOOK_EVERY = 0.25  # seconds
IN_MEMORY = 1024 * 1024  # bytes; what is larger goes to a temporary file
CHUNK = 16 * 1024  # bytes
SHORT_WAIT = 0.05  # seconds
METHODS = ("POST", "PUT", "PATCH", "DELETE")


def is_too_slow(received: int, seconds: float) -> bool:
    """Say whether a body arrives too slowly to be waited for. Pure."""
    return seconds > LONGEST or received < LEAST_RATE * (seconds - TIME_TO_BEGIN)


def _room() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=IN_MEMORY)


@dataclass(eq=False)
class Arriving:
    """A body on its way, read by a thread of its own.

    given_up: nobody waits for it any more
    settled: it has arrived or failed, or it is to give way
    """

    source: Any
    largest: int
    began: float = field(default_factory=time.monotonic)
    file: IO[bytes] = field(default_factory=_room)
    received: int = 0
    complete: bool = False
    given_up: bool = False
    settled: threading.Event = field(default_factory=threading.Event)
    problem: Exception | None = None

    def read(self) -> None:
        """Read to the end; drop the body, and its connection with it, once it is given up.

        In small pieces from whoever is slow: the server returns a piece when all of it is there.
        """
        size = 1
        try:
            while not self.given_up and self.received <= self.largest:
                asked = time.monotonic()
                piece = self.source.read(size)
                if not piece:
                    self.complete = True
                    break
                self.received += len(piece)
                self.file.write(piece)
                slow = time.monotonic() - asked > SHORT_WAIT
                size = 1 if slow else min(size * 4, CHUNK)
        except Exception as failed:  # the client is gone, or the disk full
            self.problem = failed
        finally:
            self.source = None
            self.settled.set()

    @property
    def seconds(self) -> float:
        """How long it has been on its way."""
        return time.monotonic() - self.began

    @property
    def rate(self) -> float:
        """Bytes a second, so far."""
        return self.received / max(self.seconds, LOOK_EVERY)


class Bodies:
    """The WSGI application that stands before Flask's pages, behind tracked links."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._flask: WSGIApplication = app.wsgi_app
        self._largest: int = max(LARGEST, app.config["MAX_CONTENT_LENGTH"])
        self._working = threading.BoundedSemaphore(app.config["WEB_THREADS"])
        self._lock = threading.Lock()
        self._arriving: set[Arriving] = set()
        self._given_up: set[Arriving] = set()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer by Flask once the whole request is there."""
        chunked = "HTTP_TRANSFER_ENCODING" in environ
        length = declared_length(environ)
        if not length and not chunked:
            return self._answer(environ, start_response)
        if environ["REQUEST_METHOD"] not in METHODS:  # none of these has a meaning
            return self._answer(without_body(environ, length=0), start_response)
        if length > self._largest:  # the view says so, without reading it
            return self._answer(without_body(environ, length=length), start_response)
        try:
            arrived = self._receive(environ, 0 if chunked else length)
        except HTTPException as refused:
            return self._refuse(refused, without_body(environ, length=0), start_response)
        with arrived.file as file:
            file.seek(0)
            whole = {"wsgi.input": file, "CONTENT_LENGTH": str(arrived.received)}
            return self._answer({**environ, **whole}, start_response)

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Call Flask: as many at once as the settings say, whatever the number of threads."""
        with self._working:
            return self._flask(environ, start_response)

    def _receive(self, environ: "WSGIEnvironment", length: int) -> Arriving:
        """Return a body once all of it is there.

        length: 0 when the client does not say
        raises: RequestTimeout, BadRequest when it was cut off, RequestEntityTooLarge,
            ServiceUnavailable when too many are on their way
        """
        body = Arriving(environ["wsgi.input"], length or self._largest)
        self._admit(body)
        threading.Thread(target=self._read, args=(body,), name="body", daemon=True).start()
        try:
            while not body.settled.wait(LOOK_EVERY):
                if is_too_slow(body.received, body.seconds):
                    break
            if not (body.complete or body.problem or body.received > body.largest):
                self._give_up(body, environ)
                raise RequestTimeout
        finally:
            with self._lock:
                self._arriving.discard(body)
        if isinstance(body.problem, OSError):
            log.error("body_not_kept", error=type(body.problem).__name__)
            raise ServiceUnavailable
        if body.received > body.largest:
            raise RequestEntityTooLarge
        if body.problem or body.received < length:
            raise BadRequest
        return body

    def _admit(self, body: Arriving) -> None:
        """Count a body in; when there are too many, the slowest gives way to it.

        raises: ServiceUnavailable when none can
        """
        with self._lock:
            if len(self._given_up) >= MOST_GIVEN_UP:
                raise ServiceUnavailable
            if len(self._arriving) >= AT_ONCE:
                slow = [each for each in self._arriving if each.seconds > UNTOUCHED]
                if not slow:
                    raise ServiceUnavailable
                slowest = min(slow, key=lambda each: each.rate)
                self._arriving.discard(slowest)
                slowest.settled.set()
            self._arriving.add(body)

    def _read(self, body: Arriving) -> None:
        try:
            body.read()
        finally:
            with self._lock:
                self._given_up.discard(body)

    def _give_up(self, body: Arriving, environ: "WSGIEnvironment") -> None:
        log.warning(
            "body_too_slow",
            path=beginning_of(environ["PATH_INFO"]),
            received=body.received,
            seconds=round(body.seconds),
        )
        with self._lock:
            body.given_up = True
            if body.source is not None:
                self._given_up.add(body)
        connections.close_silent(environ.get("SERVER_PORT", ""), until=lambda: not self._given_up)

    def _refuse(
        self,
        refused: HTTPException,
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        """Answer with the page of an error; the connection ends, since its rest is not read."""
        with self._working, self._app.request_context(environ):
            page = self._app.make_response(self._app.handle_user_exception(refused))
            response = self._app.finalize_request(page)
            response.headers["Connection"] = "close"
            return response(environ, start_response)


def declared_length(environ: "WSGIEnvironment") -> int:
    """Return how long a body is said to be; 0 when nothing readable is said. Pure."""
    said = environ.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def without_body(environ: "WSGIEnvironment", *, length: int) -> "WSGIEnvironment":
    """Return a request whose body nobody will read. Pure."""
    return {**environ, "wsgi.input": BytesIO(), "CONTENT_LENGTH": str(length)}


def put_before_pages(app: Flask) -> None:
    """Read bodies before Flask is called."""
    app.wsgi_app = Bodies(app)  # type: ignore[method-assign]
