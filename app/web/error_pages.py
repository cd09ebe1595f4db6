"""The pages of errors: what happened, and what to do next."""

from http import HTTPStatus
from typing import NamedTuple

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Response as BaseResponse

from app.core.database import db
from app.core.errors import Refusal
from app.core.files import CannotStore
from app.core.services import bodies
from app.web.forms import labels_of
from app.web.glued import clean_address
from app.web.origins import from_our_page

log = structlog.get_logger(__name__)


# fields that no page repeats
SECRETS = ("password", "current")
LARGEST_PICTURE = 10  # MB of a file, where nothing else is said
CSRF_FIELD = "csrf_token"  # of the session that sent it: another one gets its own

# status: (title, what to do next)
PAGES: dict[int, tuple[LazyString, LazyString]] = {
    400: (
        _l("This request could not be read"),
        _l("Go back, check what you typed and send it again."),
    ),
    403: (
        _l("This page is not open to you"),
        _l("Ask an administrator if you need it, or go back to the home page."),
    ),
    404: (
        _l("There is nothing at this address"),
        _l("The link may be incomplete. Check it, or start again from the home page."),
    ),
    405: (
        _l("This address does not work that way"),
        _l("Go back to the page you came from and use its buttons."),
    ),
    408: (
        _l("This took too long to arrive"),
        _l("Nothing was recorded. Go back, check your connection and send it again."),
    ),
    410: (
        _l("This page has been withdrawn"),
        _l("It is no longer published. The current openings are on the career site."),
    ),
    413: (
        _l("This file is too large"),
        _l("Go back to the form and choose a file of at most 10 MB."),
    ),
    422: (
        _l("Something in the form needs your attention"),
        _l("Go back, correct what is marked and send it again."),
    ),
    429: (
        _l("Too many attempts in a short time"),
        _l("Wait a few minutes, then try again. What you typed has not been sent."),
    ),
    500: (
        _l("Something failed on our side"),
        _l("Nothing was lost on yours. Try again in a moment, or give us the reference below."),
    ),
    503: (
        _l("The service is taking a short break"),
        _l("Nothing was recorded. Keep this page open and send it again in a minute."),
    ),
}


def error_page(status: int, *, sentence: str | LazyString | None = None) -> Response:
    """Return the page of an error, in the visitor's language; JSON for who asked for JSON.

    Stands without the database, also when it is only found away while the page is drawn.
    """
    try:
        return _error_page(status, sentence)
    except OperationalError:
        database_is_away()
        return _error_page(status, sentence)


def _error_page(status: int, sentence: str | LazyString | None) -> Response:
    title, advice = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    reference = g.get("request_id", "")
    if asks_for_json():
        problem = {"status": status, "title": str(title), "detail": str(sentence or advice)}
        response = jsonify(problem | {"instance": reference})
        response.mimetype = "application/problem+json"
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                status=status,
                title=title,
                advice=sentence or advice,
                reference=reference if status >= 500 else "",
            )
        )
    response.status_code = status
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


class Kept(NamedTuple):
    """What a form said, to be sent again as it was.

    fields: names and values that travel hidden
    secrets: names of passwords, which no page repeats: to be typed again
    files: names of files, which no page can give back: to be chosen again
    prose: what was written at length, for the eye: what its field is called, and the text
    """

    fields: list[tuple[str, str]]
    secrets: list[str]
    files: list[str]
    prose: list[tuple[str, str]]


def kept_form() -> Kept:
    """Return what the form of this request said; nothing of one that cannot be read."""
    try:
        typed = [each for each in request.form.items(multi=True) if each[0] != CSRF_FIELD]
        files = [name for name, file in request.files.items(multi=True) if file.filename]
    except HTTPException:
        return Kept([], [], [], [])
    return Kept(
        fields=[(name, text) for name, text in typed if name not in SECRETS],
        secrets=[name for name, _ in typed if name in SECRETS],
        files=files,
        prose=_prose(typed),
    )


def _prose(typed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    labels = labels_of([name for name, _text in typed])
    return [
        (labels.get(name, ""), text)
        for name, text in typed
        if name not in SECRETS and " " in text.strip()
    ]


def too_large() -> Response:
    """Say that a file is too large; what was typed before it is there to be sent without it."""
    kept = _kept_before_the_file() if from_our_page() else Kept([], [], [], [])
    back = request.full_path if "GET" in _methods() else ""
    page = render_template(
        "errors/too_large.html",
        kept=kept,
        address=request.full_path,
        back=back,
        most=g.get("largest_file", LARGEST_PICTURE),
    )
    return make_response(page, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _methods() -> set[str]:
    return set(request.url_rule.methods or ()) if request.url_rule else set()


def _kept_before_the_file() -> Kept:
    """Read what stands before the file, of a body that is too large to be read whole."""
    boundary = request.mimetype_params.get("boundary", "").encode()
    if request.mimetype != "multipart/form-data" or not boundary:
        return Kept([], [], [], [])
    decoder = MultipartDecoder(boundary, max_parts=500)
    fields: list[tuple[str, str]] = []
    files: list[str] = []
    head: bytes = request.environ["wsgi.input"].read(bodies.HEAD)
    decoder.receive_data(head)
    try:
        name, data = "", b""
        while not isinstance(event := decoder.next_event(), (NeedData, Epilogue)):
            if isinstance(event, File):
                name, files = "", [*files, event.name]
            elif isinstance(event, Field):
                name, data = event.name, b""
            elif isinstance(event, Data) and name:
                data += event.data
                if not event.more_data:
                    fields.append((name, data.decode("utf-8", "replace")))
    except (ValueError, RequestEntityTooLarge):  # the latter of more parts than a form of ours has
        pass  # what was read until then is all that can be kept
    typed = [(name, text) for name, text in fields if name not in (*SECRETS, CSRF_FIELD)]
    return Kept(typed, [], files, _prose(typed))


def unavailable() -> Response:
    """Say that nothing was recorded; a form that was sent is there to be sent again."""
    if request.method != "POST" or asks_for_json():
        return error_page(HTTPStatus.SERVICE_UNAVAILABLE)
    page = render_template("errors/unavailable.html", kept=kept_form(), address=request.full_path)
    response = make_response(page, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = "60"
    return response


def expired() -> Response:
    """Say that a form was sent under no sign-in, or an older one; it is there to be sent again.

    Not for a form of another site: a page that holds it would lend it the reader's hand.
    """
    kept = kept_form()
    if not kept.fields or not from_our_page() or asks_for_json():
        sentence = _l(
            "This form was open for too long. Go back, reload the page and send it again."
        )
        return error_page(HTTPStatus.BAD_REQUEST, sentence=sentence)
    page = render_template("errors/expired.html", kept=kept, address=request.full_path)
    return make_response(page, HTTPStatus.BAD_REQUEST)


def database_is_away() -> None:
    """Take back what this request began; from here on nothing of it asks the database.

    The page that says so is drawn for nobody in particular: who is signed in is not read again.
    """
    g.database_away = True
    db.session.rollback()


def asks_for_json() -> bool:
    """Whether this request prefers JSON to a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def http_error(error: HTTPException) -> BaseResponse | HTTPException:
    """Answer what a view or the router refuses; a page that was meant is led to."""
    if error.code is None or error.code < 400:  # a redirect raised by the router
        return error
    if error.response is not None:  # a view's own page, such as a form over its limit
        return error
    if error.code == HTTPStatus.NOT_FOUND and (address := clean_address()):
        return redirect(address, HTTPStatus.MOVED_PERMANENTLY)
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and not asks_for_json():
        return too_large()
    response = error_page(error.code)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def init_app(app: Flask) -> None:
    """Answer every error with a page that says what to do next."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        return error_page(HTTPStatus.UNPROCESSABLE_ENTITY, sentence=refusal.sentence)

    @app.errorhandler(CSRFError)
    def form_too_old(_: CSRFError) -> Response:
        try:
            return expired()
        except OperationalError:
            database_is_away()
            return unavailable()

    app.register_error_handler(HTTPException, http_error)

    @app.errorhandler(OperationalError)
    @app.errorhandler(NoConnection)
    def database_away(error: OperationalError | NoConnection) -> Response:
        database_is_away()
        log.error("database_away", error=str(getattr(error, "orig", error)))
        return unavailable()

    @app.errorhandler(CannotStore)
    def file_not_stored(refused: CannotStore) -> Response:
        db.session.rollback()
        log.error("file_not_stored", error=str(refused))
        return unavailable()

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            database_is_away()
            log.error("database_connection_lost", error=str(error.orig))
            return unavailable()
        db.session.rollback()
        log.exception("unhandled_error")
        return error_page(HTTPStatus.INTERNAL_SERVER_ERROR)
