"""Imports: the list, a new one, and one from its preview to its end."""

import csv
import io
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.people.permissions import Permission
from app.publishing.feeds.models import FeedRun, RunState
from app.publishing.feeds.result import Reading
from app.publishing.feeds.runs import apply, begin, queries, undo
from app.publishing.feeds.wording import sentence
from app.web.access import allowed
from app.web.imports import bp
from app.web.imports.forms import AddressForm, TableForm
from app.web.imports.words import STATES

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
IMPORT = allowed(Permission.IMPORT_OPENINGS)


@bp.get("/openings/imports")
@IMPORT
def imports() -> ResponseReturnValue:
    """List where openings come from, and the latest readings."""
    return render_template(
        "imports/list.html", feeds=queries.feeds(), runs=queries.latest_runs(), states=STATES
    )


@bp.route("/openings/imports/new", methods=["GET", "POST"])
@IMPORT
def new_import() -> ResponseReturnValue:
    """Send a table, or name an address to follow."""
    table, address = TableForm(prefix="table"), AddressForm(prefix="address")
    sent = address if "address-address" in request.form else table
    if request.method == "POST" and sent.validate_on_submit():
        try:
            with transaction():
                target = _begun(sent)
        except Refusal as refusal:
            sent.refuse(refusal)
        else:
            return redirect(target)
    status = 422 if request.method == "POST" else 200
    return render_template("imports/new.html", table=table, address=address), status


def _begun(form: TableForm | AddressForm) -> str:
    now = clock.now()
    if isinstance(form, TableForm):
        feed = apply.default_feed(current_user, name=form.name.data, language=language(), now=now)
        file = form.file.data
        run = begin.upload(
            feed, file.read(), name=file.filename or "", complete=form.complete.data,
            by=current_user, now=now,
        )  # fmt: skip
        return url_for(".import_run", run_id=run.id)
    begin.follow_address(
        form.address.data, form.format.data, name=form.name.data, language=language(),
        by=current_user, now=now,
    )  # fmt: skip
    flash(_("This source is being read. Its openings will wait here for you to look at them."))
    return url_for(".imports")


@bp.get("/openings/imports/<uuid:run_id>")
@IMPORT
def import_run(run_id: UUID) -> ResponseReturnValue:
    """Show one reading: what it would change, what is wrong, how far it is."""
    run = _run(run_id)
    reading = begin.reading_of(run) if run.reading else Reading()
    return render_template(
        "imports/run.html",
        run=run,
        reading=reading,
        first=queries.first_openings(reading),
        known=queries.known_ids(run.feed_id),
        sentence=sentence,
        state=STATES[run.state],
        RunState=RunState,
    )


@bp.post("/openings/imports/<uuid:run_id>/<any(apply, agree, keep, undo):act>")
@IMPORT
def act_on_import(run_id: UUID, act: str) -> ResponseReturnValue:
    """Apply a reading, agree to its closings or not, or take it back."""
    run, now = _run(run_id), clock.now()
    try:
        with transaction():
            if act == "apply":
                apply.begin_applying(run, by=current_user)
            elif act == "agree":
                apply.agree(run, by=current_user, now=now)
            elif act == "keep":
                apply.refuse_closing(run)
            else:
                undo.undo(run, by=current_user, now=now)
    except Refusal as refusal:
        flash(str(refusal.sentence), "error")
    return redirect(url_for(".import_run", run_id=run_id))


@bp.get("/openings/imports/<uuid:run_id>/problems.csv")
@IMPORT
def import_problems(run_id: UUID) -> ResponseReturnValue:
    """Give what is wrong as a table, to correct the source by."""
    run = _run(run_id)
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow([_("Row"), _("Column"), _("Value"), _("Reference"), _("What is wrong")])
    for each in begin.reading_of(run).problems if run.reading else ():
        cells = (str(each.row), each.column, each.value, each.external_id, sentence(each))
        table.writerow([_inert(cell) for cell in cells])
    named = {"Content-Disposition": "attachment; filename=problems.csv"}
    return Response("\ufeff" + written.getvalue(), mimetype="text/csv", headers=named)


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _run(run_id: UUID) -> FeedRun:
    return queries.run_of(run_id) or abort(404)
