"""Reports on conversations between ambassadors and whoever asked them, and judging them."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import ScalarSelect
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.core import clock
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.people.models import Person
from app.people.permissions import Permission, may
from app.sharing.asking import reports as verbs
from app.sharing.asking.models import QuestionReport, ReportVerdict
from app.web import navigation
from app.web.access import allowed
from app.web.forms import Form
from app.web.programme import bp

VERDICTS = {
    ReportVerdict.NOTHING: _l("Nothing to do: the conversation goes on"),
    ReportVerdict.CLOSED: _l("Close the conversation"),
    ReportVerdict.BARRED: _l("Close it, and pass nothing more of this mailbox on to anybody"),
}


class VerdictForm(Form):
    """What is made of a report."""

    verdict = RadioField(_l("Your decision"), choices=[])


@navigation.counts("programme", "reports")
def _to_judge(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    judges = may(person, Permission.JUDGE_REPORTS)
    return verbs.waiting_counted(person) if judges else None


@bp.get("/programme/reports")
@allowed(Permission.JUDGE_REPORTS)
def reports() -> ResponseReturnValue:
    """List what waits for a judgement, the oldest first."""
    return render_template(
        "programme/reports/reports.html", reports=verbs.open_reports(current_user)
    )


@bp.get("/programme/reports/<uuid:report_id>")
@allowed(Permission.JUDGE_REPORTS)
def report(report_id: UUID) -> ResponseReturnValue:
    """Show a report with the conversation, without addresses."""
    found = verbs.report_of(current_user, report_id)
    return _page(found, _form(found))


@bp.post("/programme/reports/<uuid:report_id>")
@allowed(Permission.JUDGE_REPORTS)
def judge_report(report_id: UUID) -> ResponseReturnValue:
    """Judge it."""
    with transaction():
        found = verbs.report_of(current_user, report_id)
        form = _form(found)
        valid = form.validate_on_submit()
        if valid:
            verdict = ReportVerdict(form.verdict.data)
            verbs.judge(found, verdict, by=current_user, now=clock.now())
    if valid:
        flash(_("Judged. Both are told nothing but what they see."))
        return redirect(url_for(".reports"))
    return _page(verbs.report_of(current_user, report_id), form), 422


def _form(found: QuestionReport) -> VerdictForm:
    form = VerdictForm()
    form.verdict.choices = [
        SelectChoice(each.value, words)
        for each, words in VERDICTS.items()
        if not (found.by_asker and each is ReportVerdict.BARRED)
    ]
    return form


def _page(found: QuestionReport, form: VerdictForm) -> str:
    return render_template(
        "programme/reports/report.html", report=found, question=found.question, form=form
    )
