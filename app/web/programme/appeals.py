"""An appeal as the managers who answer it see it."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import queries
from app.attribution.deciding import appeals
from app.attribution.deciding.appeals import AppealVerdict
from app.attribution.models import Appeal
from app.attribution.queries import DecisionOnRecord
from app.attribution.wording import explanation
from app.attribution.wording.people import credited_names
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.hiring.candidates.merge import is_oneself
from app.people.permissions import Permission
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.programme import bp
from app.web.programme.forms import AnswerForm
from app.web.recruiting.credit_panel import credit_panel


@bp.get("/programme/appeals/<uuid:appeal_id>")
@allowed(Permission.JUDGE_APPEALS)
def appeal(appeal_id: UUID) -> ResponseReturnValue:
    """Show the file of an appeal."""
    return _page(_appeal_or_404(appeal_id), AnswerForm())


@bp.post("/programme/appeals/<uuid:appeal_id>")
@allowed(Permission.JUDGE_APPEALS)
def answer(appeal_id: UUID) -> ResponseReturnValue:
    """Answer it, by a new row of the ledger, once the row was shown and agreed to."""
    found = _appeal_or_404(appeal_id)
    form = AnswerForm()
    if form.again.data:
        return _page(found, form)
    if form.validate_on_submit():
        if not form.confirmed.data:
            return _page(found, form, asks=True)
        try:
            with transaction():
                row = appeals.judge(
                    found,
                    AppealVerdict(form.verdict.data),
                    answer=form.answer.data,
                    by=current_user,
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Answered: it is row %(number)d of the ledger.", number=row.seq))
            return redirect(url_for(".programme"))
    return _page(found, form), 422


def _appeal_or_404(appeal_id: UUID) -> Appeal:
    """Return an appeal, but never to the candidate whose application it is about."""
    found = queries.appeal_of(appeal_id)
    if found is None or is_oneself(current_user, found.application.candidate_id):
        abort(404)
    return found


def _page(found: Appeal, form: AnswerForm, *, asks: bool = False) -> str:
    known = queries.decision_at_stake(found.application)
    if known is None:
        abort(404)
    return render_template(
        "programme/appeal.html",
        appeal=found,
        title=title_of(found.application.opening),
        may_answer=appeals.may_judge(found, known, current_user),
        panel=credit_panel(known, queries.latest_verification()),
        reports=explanation.reports(known),
        form=form,
        asks=asks,
        will_credit=_will_credit(found, known, form) if asks else None,
        now=clock.now(),
    )


def _will_credit(found: Appeal, known: DecisionOnRecord, form: AnswerForm) -> str:
    """Say who would be credited by what was chosen."""
    shares = appeals.credited_after(found, known, AppealVerdict(form.verdict.data))
    return credited_names(shares) if shares else _("nobody")
