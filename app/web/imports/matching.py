"""Matching the columns of a table: what each means, as it is guessed and as one chooses."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.database import transaction
from app.core.errors import Refusal
from app.publishing.feeds.models import FeedRun
from app.publishing.feeds.runs import begin, queries
from app.publishing.feeds.tables.matching import MatchedColumn, matched
from app.web.imports import bp
from app.web.imports.views import IMPORT
from app.web.imports.words import FIELDS


@bp.get("/openings/imports/<uuid:run_id>/columns")
@IMPORT
def import_columns(run_id: UUID) -> ResponseReturnValue:
    """Show what each column of a table is taken for, with some of its values."""
    run = _run(run_id)
    return _page(run, matched(run.headings, run.feed.columns), {})


@bp.post("/openings/imports/<uuid:run_id>/columns")
@IMPORT
def match_columns(run_id: UUID) -> ResponseReturnValue:
    """Remember what the columns mean, for this table and the next ones of its name."""
    run = _run(run_id)
    columns = matched(run.headings, run.feed.columns)
    chosen = {
        each.key: meaning if meaning in FIELDS else ""
        for number, each in enumerate(columns)
        for meaning in [request.form.get(f"column-{number}", each.meaning)]
    }
    try:
        with transaction():
            begin.choose_columns(run, chosen)
    except Refusal as refusal:
        return _page(run, columns, chosen, [str(refusal.sentence)]), 422
    return redirect(url_for(".import_run", run_id=run_id), 303)


def _page(
    run: FeedRun,
    columns: list[MatchedColumn],
    chosen: dict[str, str],
    errors: list[str] | None = None,
) -> str:
    return render_template(
        "imports/columns.html",
        run=run,
        columns=columns,
        chosen={each.key: chosen.get(each.key, each.meaning) for each in columns},
        unread=sum(not header for header in run.headings["headers"]),
        fields=FIELDS,
        errors=errors or [],
    )


def _run(run_id: UUID) -> FeedRun:
    run = queries.run_of(run_id)
    if run is None or not run.headings:
        abort(404)
    return run
