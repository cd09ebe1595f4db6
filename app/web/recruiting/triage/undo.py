"""The offer to take a move back: it follows whoever moved something to their next pages."""

from typing import Any
from uuid import UUID

from flask import flash, request, session, url_for
from flask_login import current_user

from app.core import clock
from app.core.database import db
from app.hiring.models import Application, Move
from app.hiring.recruiting import pipeline
from app.web.recruiting.filters import address_of, filters_of
from app.web.recruiting.wording import move_in_words

_KEPT = "undoable_move"


def offer_undo(application: Application, made: Move | None) -> None:
    """Say what was done, with a button that takes it back while that can be."""
    if made is None:
        return
    said: dict[str, Any] = {"text": move_in_words(made, application.candidate.name)}
    if made.by_id == current_user.id and pipeline.can_undo(made, now=clock.now()):
        arguments = address_of(filters_of(request.args))
        if "place" in request.args:
            arguments["place"] = request.args["place"]
        undo = url_for("recruiting.undo_move", application_id=application.id, **arguments)
        said |= {"undo_action": undo, "undo_fields": {"move": str(made.id)}}
        session[_KEPT] = {"move": str(made.id), "said": said}
    flash(said, "success")  # type: ignore[arg-type]  # toasts take mappings


def offer_undo_again() -> None:
    """Say it on the next page too, once it was read, while it can still be taken back."""
    kept = session.get(_KEPT)
    if not kept or any(_is_of(kept, message) for _, message in session.get("_flashes", [])):
        return
    made = db.session.get(Move, UUID(kept["move"]))
    if made and not made.undone_at and pipeline.can_undo(made, now=clock.now()):
        flash(kept["said"], "success")
    else:
        forget_undo()


def forget_undo() -> None:
    """Offer no longer to take a move back."""
    session.pop(_KEPT, None)


def _is_of(kept: dict[str, Any], message: Any) -> bool:
    return isinstance(message, dict) and message.get("undo_fields") == {"move": kept["move"]}
