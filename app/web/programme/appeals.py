"""An appeal as the managers who answer it see it."""

from datetime import datetime
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

from app.attribution import queries
from app.attribution.deciding import appeals
from app.attribution.deciding.appeals import AppealVerdict
from app.attribution.models import Appeal, AppealState
from app.attribution.queries import DecisionOnRecord
from app.attribution.wording import explanation
from app.attribution.wording.names import person_name, with_shares
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.hiring.candidates.merge import is_oneself
from app.people.models import Person
from app.people.permissions import Permission
from app.publishing.wording import title_of
from app.web import navigation
from app.web.access import allowed
from app.web.programme import bp
from app.web.programme.appeal_states import state_to_managers
from app.web.programme.forms import AnswerForm
from app.web.recruiting.credit_panel import credit_panel, shown_touches


@navigation.counts("programme", "appeals")
def _to_answer(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    return queries.appeals_to_answer(person)


@bp.get("/programme/appeals/<uuid:appeal_id>")
@allowed(Permission.JUDGE_APPEALS)
def appeal(appeal_id: UUID) -> ResponseReturnValue:
    """Show the file of an appeal."""
    return _page(_appeal_or_404(appeal_id), AnswerForm())


@bp.post("/programme/appeals/<uuid:appeal_id>")
@allowed(Permission.JUDGE_APPEALS)
def answer(appeal_id: UUID) -> ResponseReturnValue:
    """Answer it, by a new row of the ledger, once the row was shown and agreed to."""
    contested = _appeal_or_404(appeal_id)
    form = AnswerForm()
    if form.again.data:
        return _page(contested, form)
    if form.validate_on_submit():
        if not form.confirmed.data:
            return _page(contested, form, asks=True)
        try:
            with transaction():
                row = appeals.judge(
                    contested,
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
    return _page(_appeal_or_404(appeal_id), form), 422


def _appeal_or_404(appeal_id: UUID) -> Appeal:
    """Return an appeal, but never to the candidate whose application it is about."""
    contested = queries.appeal_of(appeal_id)
    if contested is None or is_oneself(current_user, contested.application.candidate_id):
        abort(404)
    return contested


def _page(contested: Appeal, form: AnswerForm, *, asks: bool = False) -> str:
    record = queries.decision_at_stake(contested.application)
    if record is None:
        abort(404)
    now = clock.now()
    return render_template(
        "programme/appeal.html",
        appeal=contested,
        title=title_of(contested.application.opening),
        may_answer=appeals.may_judge(contested, record, current_user),
        panel=credit_panel(record, queries.latest_verification()),
        touches=shown_touches(explanation.reports(record)),
        form=form,
        asks=asks,
        will_credit=_will_credit(contested, record, form) if asks else None,
        is_open=contested.state is AppealState.OPEN,
        state=state_to_managers(contested, now),
    )


def _will_credit(contested: Appeal, record: DecisionOnRecord, form: AnswerForm) -> str:
    """Say who would be credited by what was chosen."""
    shares = appeals.credited_after(contested, record, AppealVerdict(form.verdict.data))
    named = [(person_name(person), share) for person, share in shares]
    return with_shares(named) if named else _("nobody")
