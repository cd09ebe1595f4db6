"""Imports: the list, a new one, and one from its preview to its end."""

import csv
import io
from uuid import UUID

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.core.fetching.limits import MIB
from app.core.i18n import language
from app.core.services import bodies
from app.people.permissions import Permission
from app.publishing.feeds.formats import FORMATS
from app.publishing.feeds.models import FeedRun, RunState
from app.publishing.feeds.result import Reading
from app.publishing.feeds.runs import apply, begin, closings, queries, settings, undo
from app.publishing.feeds.tables.csv_file import LARGEST
from app.publishing.feeds.wording import failed, sentence
from app.web.access import allowed
from app.web.imports import bp
from app.web.imports.forms import AddressForm, TableForm
from app.web.imports.words import FEED_STATES, STATES, TONES, UNDER_WAY

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
ANSWERED_IN = (RunState.WAITING, RunState.DONE, RunState.ASKING)
IMPORT = allowed(Permission.IMPORT_OPENINGS)


@bp.url_value_preprocessor
def take_large_tables(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let a table in before anything of its form is read; more is told with all that was typed."""
    if request.endpoint == "imports.new_import":
        request.max_content_length = bodies.LARGEST_TABLE
        g.largest_file = LARGEST // MIB


@bp.get("/openings/imports")
@IMPORT
def imports() -> ResponseReturnValue:
    """List where openings come from, and the latest readings."""
    return render_template(
        "imports/list.html",
        feeds=queries.feeds(),
        runs=queries.latest_runs(),
        formats=FORMATS,
        states=STATES,
        tones=TONES,
        feed_states=FEED_STATES,
        failed=failed,
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
            refusal.field = refusal.field or ("address" if sent is address else "file")
            sent.refuse(refusal)
        else:
            return redirect(target)
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "imports/new.html",
        table=table,
        address=address,
        heaviest=LARGEST,
        name=request.args.get("name"),
    )
    return page, status


def _begun(form: TableForm | AddressForm) -> str:
    now = clock.now()
    if isinstance(form, TableForm):
        feed = begin.feed_of_tables(current_user, name=form.name.data, language=language(), now=now)
        file = form.file.data
        run = begin.upload(
            feed, file.read(), name=file.filename or "", complete=form.complete.data,
            by=current_user, now=now,
        )  # fmt: skip
        page = ".import_columns" if run.state is RunState.MATCHING else ".import_run"
        return url_for(page, run_id=run.id)
    feed = begin.follow_address(
        form.address.data, form.format.data, name=form.name.data, language=language(),
        by=current_user, now=now,
    )  # fmt: skip
    run = settings.follow_now(feed, by=current_user, now=now)
    return url_for(".import_run", run_id=run.id)


@bp.get("/openings/imports/<uuid:run_id>")
@IMPORT
def import_run(run_id: UUID) -> ResponseReturnValue:
    """Show one reading: what it would change, what is wrong, how far it is."""
    run = _run(run_id)
    if run.state is RunState.MATCHING:
        return redirect(url_for(".import_columns", run_id=run_id))
    return _run_page(run)


def _run_page(run: FeedRun, *, wrong: str = "") -> str:
    shown = run.reading is not None and run.state not in UNDER_WAY
    reading = begin.reading_of(run) if shown else Reading()
    same = queries.likenesses(run, reading, language())
    return render_template(
        "imports/run.html",
        run=run,
        wrong=wrong,
        reading=reading,
        first=queries.first_openings(reading),
        known=queries.known_ids(run.feed_id) if shown else set(),
        same=same,
        unanswered=sum(not each["answer"] for each in run.same.values()),
        can_answer=run.state in ANSWERED_IN,
        sentence=sentence,
        why=failed(run.sentence) if run.state is RunState.FAILED else "",
        state=STATES[run.state],
        tone=TONES.get(run.state),
        is_under_way=run.state in UNDER_WAY,
        RunState=RunState,
    )


@bp.post("/openings/imports/<uuid:run_id>/<any(apply, agree, keep, undo, same):act>")
@IMPORT
def act_on_import(run_id: UUID, act: str) -> ResponseReturnValue:
    """Apply a reading, answer what it asks, agree to its closings or not, or take it back."""
    run, now = _run(run_id), clock.now()
    try:
        with transaction():
            if act in ("apply", "same"):
                apply.answer(run, _answers(run), by=current_user, now=now)
            if act == "apply":
                apply.begin_applying(run, by=current_user)
            elif act == "agree":
                closings.agree(run, by=current_user, now=now)
            elif act == "keep":
                closings.refuse_closing(run)
            elif act == "undo":
                undo.begin_undoing(run, by=current_user, now=now)
    except Refusal as refusal:
        db.session.refresh(run)
        return _run_page(run, wrong=str(refusal.sentence)), 422
    return redirect(url_for(".import_run", run_id=run_id), 303)


def _answers(run: FeedRun) -> dict[str, str]:
    """Return what was answered, by identifier: one by one, and for all that are left."""
    rest = request.form.get("rest", "")
    left = {key: rest for key, asked in run.same.items() if rest and not asked["answer"]}
    given = {key: request.form.get(f"same.{key}", "") for key in run.same}
    return left | {key: each for key, each in given.items() if each}


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
