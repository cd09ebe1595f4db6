"""Structured logs: one line of JSON an event, with the request's id; plain text at a terminal."""

import contextlib
import logging
import re
import sys
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, TextIO, cast

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

from app.core.ids import uuid7
from log_lines import JsonLines

# A signed link is as good as a key: neither codes nor tokens are written to a log.
SECRETS = ("token", "code")
LONGEST_SEGMENT = 24  # characters; a token is longer
_PLACE = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
TOLD_WHO = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


def path_of(rule: str | None, values: Mapping[str, Any] | None, path: str) -> str:
    """Return a path as a log may say it. Pure.

    rule: the route that it matched, with the values in it; whatever is a secret is left out. A path
        that matched none may be a link with something glued to it: only its beginning is said
    """
    if rule is None:
        return beginning_of(path)
    said = values or {}
    return _PLACE.sub(lambda at: "…" if at[1] in SECRETS else str(said.get(at[1], "…")), rule)


def beginning_of(path: str) -> str:
    """Return a path's first segment, "…" in place of the others. Pure."""
    first, more, _ = path.lstrip("/").partition("/")
    first = first if len(first) <= LONGEST_SEGMENT else "…"
    return f"/{first}/…" if more else f"/{first}"


def _whom() -> dict[str, str]:
    """Say who was refused: the id of their account; nobody else has a name here."""
    if g.get("database_away") or not current_user or not current_user.is_authenticated:
        return {"person": "anonymous"}
    return {"person": str(current_user.id)}


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
            structlog.dev.ConsoleRenderer(colors=False)
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Unfailing(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    _have_libraries_write_lines_too(level)


def _have_libraries_write_lines_too(level: str) -> None:
    """Write what libraries log in the same form; RQ and others bring no handler of theirs then."""
    root = logging.getLogger()
    root.setLevel(level)
    for handler in [h for h in root.handlers if isinstance(h.formatter, JsonLines)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(cast(TextIO, Unfailing(sys.stderr)))
    handler.setFormatter(JsonLines())
    handler.setLevel(level)  # of loggers whose own is lower, too
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
                path=path_of(
                    request.url_rule.rule if request.url_rule else None,
                    request.view_args,
                    request.path,
                ),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.started) * 1000),
                **(_whom() if response.status_code in TOLD_WHO else {}),
            )
        return response
