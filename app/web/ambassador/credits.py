"""Why an application is credited as it is, for an ambassador, who may contest it."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.attribution import queries
from app.attribution.deciding import appeals
from app.attribution.ledger import entries
from app.attribution.ledger.pseudonyms import known_pseudonym
from app.attribution.models import Appeal, AppealState, SubjectKind
from app.attribution.queries import DecisionOnRecord
from app.attribution.wording import explanation
from app.attribution.wording.sentences import explain_to_ambassador
from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.hiring.models import Application
from app.people.permissions import Permission
from app.publishing.wording import title_of
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.forms import AppealForm
from app.web.programme.appeal_states import state_to_ambassador
from app.web.recruiting.credit_panel import shown_touches
from app.web.recruiting.credits import undecided


@bp.get("/my-credits/<uuid:application_id>")
@allowed(Permission.RELAY)
def my_credit(application_id: UUID) -> ResponseReturnValue:
    """Explain to an ambassador what was decided for them."""
    application = queries.application_of(application_id)
    if application and _chosen_and_undecided(application):
        return undecided(application)
    return _my_page(*_mine(application_id), AppealForm())


@bp.post("/my-credits/<uuid:application_id>/appeal")
@allowed(Permission.RELAY)
def contest(application_id: UUID) -> ResponseReturnValue:
    """Contest a decision."""
    application, _record, _pseudonym = _mine(application_id)
    form = AppealForm()
    if form.validate_on_submit():
        try:
            with transaction():
                appeals.open_appeal(
                    application, current_user, reason=form.reason.data, now=clock.now()
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your appeal is open: a manager answers it."))
            return redirect(url_for(".my_credit", application_id=application_id))
    return _my_page(*_mine(application_id), form), 422


@bp.post("/my-credits/<uuid:application_id>/appeal/<uuid:appeal_id>/withdraw")
@allowed(Permission.RELAY)
def withdraw(application_id: UUID, appeal_id: UUID) -> ResponseReturnValue:
    """Take back one's appeal."""
    appeal = queries.appeal_of(appeal_id)
    if appeal is None or appeal.ambassador_id != current_user.id:
        abort(404)
    with transaction():
        appeals.withdraw(appeal, now=clock.now())
    flash(_("Your appeal is withdrawn."))
    return redirect(url_for(".my_credit", application_id=application_id))


def _my_page(
    application: Application, record: DecisionOnRecord, pseudonym: str, form: AppealForm
) -> str:
    theirs = appeals.appeals_of(application.id, current_user.id)
    refusal = appeals.refusal_to_contest(record.row, pseudonym, theirs, local_date(clock.now()))
    return render_template(
        "ambassador/my_credit.html",
        application=application,
        # whose row of My relays it is: there the candidate is named
        name=application.name if application.choice_ambassador_id == current_user.id else "",
        title=title_of(application.opening),
        record=record,
        sentence=explain_to_ambassador(record, pseudonym),
        touches=shown_touches(explanation.own_reports(record, pseudonym), to_the_minute=False),
        appeals=theirs,
        state_of=state_to_ambassador,
        open_appeal=_open(theirs),
        refusal=refusal,
        contest_until=appeals.contest_until(record.row),
        form=form,
    )


def _mine(application_id: UUID) -> tuple[Application, DecisionOnRecord, str]:
    """Return a decision that is the reader's to read; anything else does not exist."""
    application = queries.application_of(application_id)
    record = queries.decision_of(application_id)
    pseudonym = known_pseudonym(SubjectKind.PERSON, current_user.id)
    if application is None or record is None or pseudonym is None:
        abort(404)
    if not appeals.is_concerned(application, record, pseudonym):
        abort(404)
    return application, record, pseudonym


def _chosen_and_undecided(application: Application) -> bool:
    chosen = application.choice_ambassador_id == current_user.id
    return chosen and not entries.in_force([application.id])


def _open(theirs: Sequence[Appeal]) -> Appeal | None:
    return next((each for each in theirs if each.state is AppealState.OPEN), None)
