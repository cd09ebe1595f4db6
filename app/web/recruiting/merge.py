"""Candidates who are perhaps one person: looked for, merged after a preview, undone, told apart."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import NotFound

from app.attribution.deciding import merging
from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.text.clean import tidy_line
from app.hiring import queries
from app.hiring.candidates import duplicates, merge
from app.hiring.models import Application, Candidate, CandidatePair
from app.people.permissions import Permission
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.recruiting import bp, merge_effects
from app.web.recruiting.wording import why_alike


@bp.get("/applications/<uuid:application_id>/same-person")
@allowed(Permission.MOVE_APPLICATIONS)
def find_same_person(application_id: UUID) -> ResponseReturnValue:
    """Look for another candidate, to merge by hand."""
    found = queries.application_of(current_user, application_id)
    words = tidy_line(request.args.get("q"))
    others = duplicates.find_others(found, words, current_user)
    return render_template(
        "recruiting/find_same_person.html",
        application=found,
        title=title_of(found.opening),
        words=words,
        others=others,
        applied=queries.applications_by_candidate(others),
    )


@bp.route("/applications/<uuid:application_id>/merge/<uuid:candidate_id>", methods=["GET", "POST"])
@allowed(Permission.MOVE_APPLICATIONS)
def merge_candidates(application_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Say what merging two candidates would do, then do it."""
    found = queries.application_of(current_user, application_id)
    other = _other(found, candidate_id)
    if other.id in merge.group_of(found.candidate_id):
        return redirect(_address(application_id))
    problem = None
    if request.method == "POST":
        try:
            with transaction():
                merging.merge(found.candidate, other, by=current_user, now=clock.now())
        except Refusal as refusal:
            problem = refusal.sentence
        else:
            flash(_("Merged: they are the same person. This can be undone here."))
            return redirect(_address(application_id))
    page = render_template(
        "recruiting/merge.html",
        application=found,
        title=title_of(found.opening),
        other=other,
        sides=merge_effects.side_by_side(found.candidate, other),
        why=why_alike(duplicates.why_alike(found.candidate, other)),
        becomes=merge_effects.becomes(merging.preview(found.candidate, other, now=clock.now())),
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.post("/applications/<uuid:application_id>/unmerge/<uuid:pair_id>")
@allowed(Permission.MOVE_APPLICATIONS)
def undo_merge(application_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    """End a merge of the application's candidate."""
    found = queries.application_of(current_user, application_id)
    pair = db.session.get(CandidatePair, pair_id)
    if pair is None or not merge.is_about(pair, found.candidate_id):
        raise NotFound
    with transaction():
        merging.undo(pair, by=current_user, now=clock.now())
    flash(_("The merge is undone: they are two candidates again."))
    return redirect(_address(application_id))


@bp.post("/applications/<uuid:application_id>/not-same/<uuid:candidate_id>")
@allowed(Permission.MOVE_APPLICATIONS)
def tell_apart(application_id: UUID, candidate_id: UUID) -> ResponseReturnValue:
    """Say that two candidates are not one person: the suggestion goes."""
    found = queries.application_of(current_user, application_id)
    other = _other(found, candidate_id)
    with transaction():
        merge.say_different(found.candidate, other, by=current_user, now=clock.now())
    flash(_("Noted: they are two different people. This will no longer be suggested."))
    return redirect(_address(application_id))


def _other(application: Application, candidate_id: UUID) -> Candidate:
    other = duplicates.candidate_seen_by(current_user, candidate_id)
    if other is None or other.id == application.candidate_id:
        raise NotFound
    return other


def _address(application_id: UUID) -> str:
    return url_for("recruiting.application", application_id=application_id, _anchor="same-person")
