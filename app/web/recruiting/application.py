"""One application: its CV without leaving the page, its credit, its stages."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import NotFound

from app.core import clock, files
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.headers import allow_framing, offer_as_file
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.core.mail import Draft
from app.core.models import StoredFile
from app.hiring import letters, queries
from app.hiring.models import Application, Move, RefusalReason, Stage
from app.hiring.queries import SortPlace
from app.hiring.recruiting import pipeline
from app.hiring.recruiting.cv_readings import ReadingWay, note_reading
from app.hiring.recruiting.pipeline import OutOfDate
from app.people.permissions import Permission, may
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.recruiting import bp
from app.web.recruiting.application_page import BackToList, back_to, following, page_of
from app.web.recruiting.filters import filters_of
from app.web.recruiting.forms import HireForm, RefuseForm
from app.web.recruiting.triage.fits import marked_text
from app.web.recruiting.triage.undo import forget_undo, offer_undo, offer_undo_again
from app.web.recruiting.wording import moved_meanwhile

FOR_A_WHILE = "private, max-age=300"


@bp.get("/applications/<uuid:application_id>")
@allowed(Permission.SEE_APPLICATIONS)
def application(application_id: UUID) -> ResponseReturnValue:
    """Show an application; opening it as a recruiter makes it no longer new."""
    found = queries.application_of(current_user, application_id, why="q" in request.args)
    offer_undo_again()
    page = _page(found)
    if found.seen_at is None and may(current_user, Permission.MOVE_APPLICATIONS):
        with transaction():
            pipeline.note_seen(found.id, now=clock.now())
    return page


@bp.post("/applications/<uuid:application_id>/move")
@allowed(Permission.MOVE_APPLICATIONS)
def move_application(application_id: UUID) -> ResponseReturnValue:
    """Put an application at another stage."""
    to = _stage(request.form.get("to"))

    def act(found: Application, expected: Stage) -> Move | None:
        return pipeline.move(found, to, expected=expected, by=current_user, now=clock.now())

    return _act(application_id, act)


@bp.route("/applications/<uuid:application_id>/hire", methods=["GET", "POST"])
@allowed(Permission.MOVE_APPLICATIONS)
def hire_application(application_id: UUID) -> ResponseReturnValue:
    """Ask for the first day of work, then record that a candidate is recruited."""
    found = queries.application_of(current_user, application_id)
    form = HireForm()
    if request.method == "POST" and form.validate():

        def act(hired: Application, expected: Stage) -> Move | None:
            return pipeline.hire(
                hired,
                starts_on=form.starts_on.data,
                expected=expected,
                by=current_user,
                now=clock.now(),
            )

        return _act(application_id, act)
    if request.method == "GET":
        form.expected.data = found.stage.value
    page = render_template(
        "recruiting/deciding/hire.html",
        application=found,
        form=form,
        back_to=_back(),
        title=title_of(found.opening),
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/applications/<uuid:application_id>/refuse", methods=["GET", "POST"])
@allowed(Permission.MOVE_APPLICATIONS)
def refuse_application(application_id: UUID) -> ResponseReturnValue:
    """Refuse an application with a reason; its letter waits for the undo."""
    found = queries.application_of(current_user, application_id)
    reasons = list(queries.refusal_reasons())
    form = RefuseForm()
    form.offer(reasons, language())
    if request.method == "POST" and form.validate():
        reason = db.session.get_one(RefusalReason, form.reason.data)
        then = following(found, current_user, filters_of(request.args), _place())

        def act(refused: Application, expected: Stage) -> Move | None:
            return pipeline.refuse(
                refused,
                reason,
                note=form.note.data,
                without_letter=form.without_letter.data,
                expected=expected,
                by=current_user,
                now=clock.now(),
            )

        return _act(application_id, act, then=then)
    if request.method == "GET":
        form.expected.data = found.stage.value
    page = render_template(
        "recruiting/deciding/refuse.html",
        application=found,
        form=form,
        sentences={each.code: each.sentence(found.language) for each in reasons},
        draft=_drawn(found, form, reasons),
        back_to=_back(),
        title=title_of(found.opening),
    )
    return page, 422 if request.method == "POST" else 200


@bp.post("/applications/<uuid:application_id>/refuse/preview")
@allowed(Permission.MOVE_APPLICATIONS)
def preview_refusal(application_id: UUID) -> ResponseReturnValue:
    """Show the whole message that a refusal would send; nothing is changed."""
    found = queries.application_of(current_user, application_id)
    reasons = list(queries.refusal_reasons())
    form = RefuseForm()
    form.offer(reasons, language())
    return render_template(
        "recruiting/deciding/_refusal_letter.html",
        draft=_drawn(found, form, reasons),
        without=form.without_letter.data,
        application=found,
    )


def _drawn(application: Application, form: RefuseForm, reasons: list[RefusalReason]) -> Draft:
    reason = next((each for each in reasons if each.code == form.reason.data), None)
    return letters.refusal_drawn(application, reason, form.note.data or "")


@bp.post("/applications/<uuid:application_id>/undo")
@allowed(Permission.MOVE_APPLICATIONS)
def undo_move(application_id: UUID) -> ResponseReturnValue:
    """Take the latest move back, while it can be."""
    found = queries.application_of(current_user, application_id)
    key = request.form.get("move", "")
    undone = next((each for each in found.moves if str(each.id) == key), None)
    if undone is None:
        raise NotFound
    try:
        with transaction():
            pipeline.undo(undone, by=current_user, now=clock.now())
    except Refusal as refusal:
        return _page(queries.application_of(current_user, application_id), refusal), 422
    forget_undo()
    flash(_("Undone."))
    return redirect(_address(application_id))


@bp.get("/applications/<uuid:application_id>/cv")
@allowed(Permission.SEE_APPLICATIONS)
def cv(application_id: UUID) -> ResponseReturnValue:
    """Send a CV as its candidate sent it, to be kept, never to be run here."""
    found = queries.application_of(current_user, application_id)
    if found.cv is None:
        raise NotFound
    response = Response(_bytes_of(found.cv), mimetype=found.cv.media_type)
    _note_reading(found, ReadingWay.FILE)
    offer_as_file(response, found.cv.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get("/applications/<uuid:application_id>/cv/<int:number>.webp")
@allowed(Permission.SEE_APPLICATIONS)
def cv_page(application_id: UUID, number: int) -> ResponseReturnValue:
    """Send one page of a CV as a picture."""
    found = queries.application_of(current_user, application_id)
    picture = queries.cv_page_of(found, number)
    response = Response(_bytes_of(picture), mimetype=picture.media_type)
    _note_reading(found, ReadingWay.PAGES)
    response.headers["Cache-Control"] = FOR_A_WHILE
    return response


@bp.get("/applications/<uuid:application_id>/cv/text")
@allowed(Permission.SEE_APPLICATIONS)
def cv_text(application_id: UUID) -> ResponseReturnValue:
    """Show the text of a CV alone, for the frame that holds it and for screen readers."""
    found = queries.application_of(current_user, application_id)
    page = render_template(
        "recruiting/cv_text.html",
        application=found,
        text=marked_text(found.cv_text, filters_of(request.args).search),
    )
    _note_reading(found, ReadingWay.TEXT)
    return allow_framing(Response(page))


def _note_reading(application: Application, way: ReadingWay) -> None:
    """Record who reads a CV before any of it leaves: what cannot be recorded is not sent."""
    with transaction():
        note_reading(application, way, by=current_user, now=clock.now())


def _act(
    application_id: UUID,
    act: Callable[[Application, Stage], Move | None],
    then: str | None = None,
) -> ResponseReturnValue:
    """Do one thing to an application, and offer to undo it; a refusal shows the page again.

    then: the address of what is shown afterwards; None: the application
    """
    found = queries.application_of(current_user, application_id)
    try:
        with transaction():
            made = act(found, _stage(request.form.get("expected")))
    except OutOfDate as stale:
        refusal = Refusal(moved_meanwhile(stale.move)) if stale.move else stale
        return _page(queries.application_of(current_user, application_id), refusal), 422
    except Refusal as refusal:
        return _page(queries.application_of(current_user, application_id), refusal), 422
    offer_undo(found, made or pipeline.last_move(found))
    return redirect(then or _address(application_id))


def _page(application: Application, refusal: Refusal | None = None) -> str:
    page = page_of(application, current_user, filters_of(request.args), _place())
    return render_template("recruiting/application.html", page=page, refusal=refusal)


def _bytes_of(file: StoredFile) -> bytes:
    try:
        return files.open_bytes(file)
    except FileNotFoundError as gone:
        raise NotFound from gone


def _stage(word: str | None) -> Stage:
    try:
        return Stage(word or "")
    except ValueError as wrong:
        raise NotFound from wrong


def _address(application_id: UUID) -> str:
    return url_for("recruiting.application", application_id=application_id, **_back().arguments)


def _back() -> BackToList:
    return back_to(filters_of(request.args), _place())


def _place() -> SortPlace | None:
    return SortPlace.read(request.args.get("place", ""))
