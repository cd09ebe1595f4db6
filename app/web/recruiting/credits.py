"""Why an application is credited as it is: for staff."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import queries
from app.attribution.wording import explanation, sentences
from app.hiring import queries as hiring
from app.hiring.candidates.merge import is_oneself
from app.hiring.models import Application
from app.people.permissions import Permission, may
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.recruiting import bp
from app.web.recruiting.credit_panel import credit_panel, shown_touches


@bp.get("/credits/<uuid:application_id>")
@allowed(Permission.EXPLAIN_CREDIT)
def explain(application_id: UUID) -> ResponseReturnValue:
    """Explain a decision in full, with its evidence, its tests and its rows in the ledger."""
    application = _application_for_staff(application_id)
    record = queries.decision_of(application_id)
    if record is None:
        return undecided(application)
    return render_template(
        "recruiting/explain.html",
        application=application,
        title=title_of(application.opening),
        named=hiring.sees_application(current_user, application_id),
        panel=credit_panel(record, queries.latest_verification()),
        answer=sentences.answer_words(record),
        waits=record.rests_on_name is not None and record.rests_on_name.waits,
        touches=shown_touches(explanation.reports(record)),
        rows=queries.rows_of(application_id),
        row_words=sentences.row_words,
    )


def _application_for_staff(application_id: UUID) -> Application:
    """Return an application of one's openings, or any for whoever runs the programme."""
    if may(current_user, Permission.MANAGE_POLICY) or may(current_user, Permission.JUDGE_APPEALS):
        application = queries.application_of(application_id)
        if application is None or is_oneself(current_user, application.candidate_id):
            abort(404)
        return application
    return hiring.application_of(current_user, application_id)


def undecided(application: Application) -> str:
    """Return the page of an application whose credit is not decided yet."""
    return render_template(
        "recruiting/undecided.html",
        application=application,
        title=title_of(application.opening),
    )
