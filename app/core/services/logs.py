"""Structured logs: one line of JSON an event, with the request's id; plain text at a terminal."""

import contextlib
import logging
import re
import sys
import threading
import time
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

from app.core.ids import uuid7
from log_lines import JsonLines

# A signed link is as good as a key: neither codes nor tokens are written to a log.
SECRET_PATHS = re.compile(r"^/(r|s|sign-in/link|reset|invitation)/[^/]+")


def _without_secrets(_: Any, __: str, event: EventDict) -> EventDict:
    if "path" in event:
        event["path"] = SECRET_PATHS.sub(r"/\1/…", event["path"])
    return event


class Unfailing:
    """A stream that never fails to be written: a full disk must stop the log, not the program."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or lose the text."""
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand over what was written, or lose it."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def configure(level: str) -> None:
    """Write every log line of this process to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_secrets,
            structlog.dev.ConsoleRenderer(colors=False)
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Unfailing(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    _have_libraries_write_lines_too()


def _have_libraries_write_lines_too() -> None:
    """Write what libraries log in the same form; RQ and others bring no handler of theirs then."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, JsonLines)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(cast(TextIO, Unfailing(sys.stderr)))
    handler.setFormatter(JsonLines())
    root.addHandler(handler)


def take_what_is_left() -> None:
    """Write what ends a program, what ends a thread of it, and warnings, as lines as well."""

    def ended(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        told = (kind, error, where)
        structlog.get_logger("relais").critical("program_failed", exc_info=told)

    sys.excepthook = ended
    threading.excepthook = lambda args: ended(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
    logging.captureWarnings(True)


def init_app(app: Flask) -> None:
    """Give each request an id and one line when it is answered."""
    log = structlog.get_logger("relais.request")

    @app.before_request
    def begin() -> None:
        g.request_id = uuid7().hex
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
            # probes ask every few seconds: their lines would drown the others
            write = log.debug if request.path in ("/healthz", "/readyz") else log.info
            write(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.started) * 1000),
            )
        return response
