"""One application: its CV without leaving the page, its credit, its stages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from obstore.exceptions import NotFoundError
from werkzeug.exceptions import NotFound

from app.attribution import queries as credits
from app.core import clock, files
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.headers import allow_framing
from app.core.i18n import gettext as _
from app.core.i18n import language
from app.core.models import StoredFile
from app.hiring import queries
from app.hiring.applying.cv import CvFormat
from app.hiring.applying.cv_reading import format_of
from app.hiring.candidates import duplicates, merge
from app.hiring.models import Application, ApplicationState, Move, RefusalReason, Stage
from app.hiring.recruiting import agency_claims, pipeline
from app.hiring.recruiting.pipeline import OutOfDate
from app.hiring.referrals import recommended
from app.hiring.wording import STAGES, STATES, file_size
from app.people.permissions import Permission, may
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.media import picture_url
from app.web.recruiting import bp, credit_panel
from app.web.recruiting.filters import address_of, filters_of
from app.web.recruiting.forms import RefuseForm
from app.web.recruiting.thread import thread_of
from app.web.recruiting.typed_names import card_beside
from app.web.recruiting.wording import MOVE_TO, move_in_words, moved_meanwhile, why_alike

FOR_A_WHILE = "private, max-age=300"


@bp.get("/applications/<uuid:application_id>")
@allowed(Permission.SEE_APPLICATIONS)
def application(application_id: UUID) -> ResponseReturnValue:
    """Show an application; opening it as a recruiter makes it no longer new."""
    found = queries.application_of(current_user, application_id)
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


@bp.post("/applications/<uuid:application_id>/hire")
@allowed(Permission.MOVE_APPLICATIONS)
def hire_application(application_id: UUID) -> ResponseReturnValue:
    """Record that a candidate is recruited."""

    def act(found: Application, expected: Stage) -> Move | None:
        return pipeline.hire(found, expected=expected, by=current_user, now=clock.now())

    return _act(application_id, act)


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

        def act(refused: Application, expected: Stage) -> Move | None:
            return pipeline.refuse(
                refused,
                reason,
                note=form.note.data,
                expected=expected,
                by=current_user,
                now=clock.now(),
            )

        return _act(application_id, act)
    if request.method == "GET":
        form.expected.data = found.stage.value
    page = render_template(
        "recruiting/refuse.html",
        application=found,
        form=form,
        sentences={each.code: each.sentence(found.language) for each in reasons},
        list_address=_list_address(),
        arguments=_list_arguments(),
        title=title_of(found.opening),
    )
    return page, 422 if request.method == "POST" else 200


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
    response.headers.set("Content-Disposition", "attachment", filename=found.cv.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get("/applications/<uuid:application_id>/cv/<int:number>.webp")
@allowed(Permission.SEE_APPLICATIONS)
def cv_page(application_id: UUID, number: int) -> ResponseReturnValue:
    """Send one page of a CV as a picture."""
    found = queries.application_of(current_user, application_id)
    picture = queries.cv_page_of(found, number)
    response = Response(_bytes_of(picture), mimetype=picture.media_type)
    response.headers["Cache-Control"] = FOR_A_WHILE
    return response


@bp.get("/applications/<uuid:application_id>/cv/text")
@allowed(Permission.SEE_APPLICATIONS)
def cv_text(application_id: UUID) -> ResponseReturnValue:
    """Show the text of a CV alone, for the frame that holds it and for screen readers."""
    found = queries.application_of(current_user, application_id)
    page = render_template("recruiting/cv_text.html", application=found, text=found.cv_text)
    return allow_framing(Response(page))


def _act(
    application_id: UUID, act: Callable[[Application, Stage], Move | None]
) -> ResponseReturnValue:
    """Do one thing to an application, and offer to undo it; a refusal shows the page again."""
    found = queries.application_of(current_user, application_id)
    try:
        with transaction():
            made = act(found, _stage(request.form.get("expected")))
    except OutOfDate as stale:
        refusal = Refusal(moved_meanwhile(stale.move)) if stale.move else stale
        return _page(queries.application_of(current_user, application_id), refusal), 422
    except Refusal as refusal:
        return _page(queries.application_of(current_user, application_id), refusal), 422
    _offer_undo(found, made or pipeline.last_move(found))
    return redirect(_address(application_id))


def _offer_undo(application: Application, made: Move | None) -> None:
    """Say what was done, with a button that takes it back while that can be."""
    if made is None:
        return
    said: dict[str, Any] = {"text": move_in_words(made, application.candidate.name)}
    if made.by_id == current_user.id and pipeline.can_undo(made, now=clock.now()):
        undo = url_for("recruiting.undo_move", application_id=application.id, **_list_arguments())
        said |= {"undo_action": undo, "undo_fields": {"move": str(made.id)}}
    flash(said, "success")  # type: ignore[arg-type]  # toasts take mappings


def _page(application: Application, refusal: Refusal | None = None) -> str:
    filters = filters_of(request.args)
    credit = credits.decision_of(application.id)
    open_now = application.state is ApplicationState.OPEN
    return render_template(
        "recruiting/application.html",
        application=application,
        title=title_of(application.opening),
        refusal=refusal,
        place=queries.neighbours(current_user, filters, application.id),
        credit=credit,
        panel=credit_panel.credit_panel(credit, credits.latest_verification()) if credit else None,
        typed_name=card_beside(application),
        recommended=recommended.behind(application),
        thread=thread_of(application),
        cv=_cv_words(application),
        stages=_stages(application),
        next_stage=_next(application) if open_now else None,
        may_move=may(current_user, Permission.MOVE_APPLICATIONS),
        **_person(application),
        others=[each for each in Stage if each not in (application.stage, Stage.HIRED)],
        list_address=_list_address(),
        arguments=_list_arguments(),
        picture_url=picture_url,
        STAGES=STAGES,
        STATES=STATES,
        MOVE_TO=MOVE_TO,
        Stage=Stage,
        ApplicationState=ApplicationState,
    )


def _person(application: Application) -> dict[str, Any]:
    """Return what is known, and suggested, of a candidate: other mailboxes, agencies' claims."""
    if not may(current_user, Permission.MOVE_APPLICATIONS):
        return {"repeats": [], "merges": [], "suggestions": [], "applied": {}, "claims": []}
    candidates = merge.candidates_of(application.candidate)
    suggestions = duplicates.suggestions(candidates, current_user)
    alike = [each.candidate for each in suggestions]
    return {
        "repeats": merge.repeats_of(application.id) if len(candidates) > 1 else [],
        "merges": merge.merges_in(candidates),
        "suggestions": suggestions,
        "claims": agency_claims.claims_of(candidates),
        "applied": queries.applications_by_candidate(alike) if alike else {},
        "why_alike": why_alike,
        "title_of": title_of,
    }


def _stages(application: Application) -> list[dict[str, Any]]:
    order = list(Stage)
    at = order.index(application.stage)
    return [
        {"label": STAGES[stage], "done": rank < at, "current": rank == at}
        for rank, stage in enumerate(order)
    ]


def _next(application: Application) -> Stage | None:
    order = list(Stage)
    at = order.index(application.stage)
    return order[at + 1] if at + 1 < len(order) else None


def _cv_words(application: Application) -> dict[str, Any] | None:
    """Say what a CV is and how it can be looked at: pages drawn, text, or neither yet."""
    if application.cv is None:
        return None
    return {
        "name": application.cv.name,
        "size": file_size(application.cv.size),
        "pages": range(1, application.cv_pages_drawn + 1),
        "read": application.cv_read_at is not None,
        "is_pdf": format_of(application.cv.media_type) is CvFormat.PDF,
    }


def _bytes_of(file: StoredFile) -> bytes:
    try:
        return files.open_bytes(file)
    except NotFoundError as gone:
        raise NotFound from gone


def _stage(word: str | None) -> Stage:
    try:
        return Stage(word or "")
    except ValueError as wrong:
        raise NotFound from wrong


def _list_arguments() -> dict[str, Any]:
    """Return the list's filters, so that one comes back to where one was."""
    return dict(address_of(filters_of(request.args)))


def _list_address() -> str:
    return url_for("recruiting.applications", **_list_arguments())


def _address(application_id: UUID) -> str:
    return url_for("recruiting.application", application_id=application_id, **_list_arguments())
