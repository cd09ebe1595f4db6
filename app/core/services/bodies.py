"""What requests bring along, read before Flask begins and beside the threads that answer.

A WSGI server gives a request its thread as soon as the headers are there. A client that sends a
form a byte a second holds that thread, and a dozen of them would stop the site. So more threads
are asked for than answer: only a part of them may wait for bodies, as many as the settings say
answer pages, and the others are there for tracked links. Whoever is too slow is cut off with 408,
sooner when many wait (`connections`).
"""

import threading
import time
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any

import structlog
from flask import Flask
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, ServiceUnavailable

from app.core.services.connections import Connections

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger(__name__)

AT_ONCE = 32  # bodies that a process waits for
MORE_THREADS = AT_ONCE + 4  # that a web process needs beside those that answer pages
LARGEST = 40 * 1024 * 1024  # bytes of a form with a file
LARGEST_TABLE = 54 * 1024 * 1024  # bytes of a form with a table of openings
HEAD = 2_000_000  # bytes read of a larger one: what was typed stands before the file
TIME_TO_BEGIN = 10.0  # seconds in which nobody is too slow,
WHEN_CROWDED = 2.0  # and while half of the places are taken
LEAST_RATE = 2000.0  # bytes a second, from then on
LONGEST = 300.0  # seconds, whatever the rate
LOOK_EVERY = 1.0  # seconds
IN_MEMORY = 1024 * 1024  # bytes; what is larger goes to a temporary file
CHUNK = 64 * 1024  # bytes
METHODS = ("POST", "PUT", "PATCH", "DELETE")


def is_too_slow(received: int, seconds: float, *, patience: float = TIME_TO_BEGIN) -> bool:
    """Say whether a body arrives too slowly to be waited for. Pure.

    patience: seconds in which nobody is
    """
    return seconds > LONGEST or received < LEAST_RATE * (seconds - patience)


class CutOff(Exception):
    """The client has gone, or was cut off, before all had come."""


class Bodies:
    """The WSGI application that stands before Flask's pages, behind tracked links."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._flask: WSGIApplication = app.wsgi_app
        self._largest: int = max(LARGEST_TABLE, app.config["MAX_CONTENT_LENGTH"])
        self._working = threading.BoundedSemaphore(app.config["WEB_THREADS"])
        self._lock = threading.Lock()
        self._arriving: dict[object, float] = {}  # since when, by an object for each
        self._watched = False

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
        wanted = HEAD if length > self._largest else length  # the view says that it is too large
        with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
            try:
                declared = None if chunked else wanted
                received = self._receive(environ["wsgi.input"], file, declared)
                if received < wanted and not chunked:
                    raise CutOff
            except HTTPException as refused:
                return self._refuse(refused, without_body(environ, length=0), start_response)
            except CutOff:  # nobody hears it
                status = HTTPStatus.REQUEST_TIMEOUT
                start_response(f"{status.value} {status.phrase}", [("Connection", "close")])
                return []
            file.seek(0)
            said = received if chunked else length
            body = {"wsgi.input": file, "CONTENT_LENGTH": str(said)}
            return self._answer({**environ, **body}, start_response)

    def _answer(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Call Flask: as many at once as the settings say, whatever the number of threads."""
        with self._working:
            return self._flask(environ, start_response)

    def _receive(self, source: Any, file: IO[bytes], length: int | None) -> int:
        """Read a body to its end, within the places that there are; returns its length.

        length: in bytes; nothing is read behind it, which a server may wait for (PEP 3333). None:
            the source ends by itself
        raises: CutOff, RequestEntityTooLarge, ServiceUnavailable
        """
        place = object()
        self._take(place)
        received = 0
        try:
            while piece := source.read(_next_piece(received, length)):
                received += len(piece)
                if received > self._largest:
                    raise RequestEntityTooLarge
                self._keep(file, piece)
        except OSError as gone:
            raise CutOff from gone
        finally:
            with self._lock:
                del self._arriving[place]
        return received

    @staticmethod
    def _keep(file: IO[bytes], piece: bytes) -> None:
        try:
            file.write(piece)
        except OSError as full:
            log.error("body_not_kept", error=type(full).__name__)
            raise ServiceUnavailable from full

    def _take(self, place: object) -> None:
        """Take a place among those who wait for a body. raises: ServiceUnavailable"""
        with self._lock:
            if len(self._arriving) >= AT_ONCE:
                raise ServiceUnavailable
            self._arriving[place] = time.monotonic()
            if not self._watched:
                self._watched = True
                threading.Thread(target=self._watch, name="bodies", daemon=True).start()

    def _watch(self) -> None:
        """Cut off whoever is too slow, for as long as anything is on its way."""
        connections = Connections()
        while True:
            time.sleep(LOOK_EVERY)
            with self._lock:
                waiting = len(self._arriving)
                oldest = time.monotonic() - min(self._arriving.values(), default=0.0)
                if not waiting:
                    self._watched = False
                    return
            patience = WHEN_CROWDED if waiting > AT_ONCE / 2 else TIME_TO_BEGIN
            try:
                connections.look()
                if oldest > patience and (
                    cut := connections.cut_off(
                        partial(is_too_slow, patience=patience),
                        whoever_spoke_last=oldest > 2 * TIME_TO_BEGIN,
                    )
                ):
                    log.warning("slow_clients_cut_off", number=cut)
            except Exception:
                log.exception("slow_clients_not_looked_for")

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


def _next_piece(received: int, length: int | None) -> int:
    return CHUNK if length is None else min(CHUNK, length - received)


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
