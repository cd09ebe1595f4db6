"""An ambassador answers candidates who say that they told them about an opening."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

from app.attribution.deciding import confirmations
from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.i18n import gettext as _
from app.hiring import queries
from app.hiring.referrals import declarations as verbs
from app.people.models import Person
from app.people.permissions import Permission, may
from app.web import navigation
from app.web.access import allowed
from app.web.ambassador import bp

TOLD_FOR = timedelta(days=30)  # what came to nothing is still told


@navigation.counts("relays", "declarations")
def _unanswered(person: Person, now: datetime) -> ScalarSelect[int] | None:
    relays = may(person, Permission.RELAY)
    return confirmations.waiting_counted(person, now=now) if relays else None


@bp.get("/declarations")
@allowed(Permission.RELAY)
def declarations() -> ResponseReturnValue:
    """List the candidates who name one, and wait for an answer."""
    now = clock.now()
    today = local_date(now)
    waiting = confirmations.waiting_for(current_user)
    return render_template(
        "ambassador/declarations/waiting.html",
        waiting=[each for each in waiting if today <= each.last_day],
        late=[each for each in waiting if each.last_day < today <= each.last_day + TOLD_FOR],
        withdrawn=queries.questions_withdrawn(current_user, since=now - TOLD_FOR),
    )


@bp.get("/declarations/<uuid:touch_id>")
@allowed(Permission.RELAY)
def ask(touch_id: UUID) -> ResponseReturnValue:
    """Ask once more before an answer is recorded: it goes into the ledger and no longer changes."""
    queries.declaration_of(current_user, touch_id)
    waiting = confirmations.waiting_for(current_user)
    about = next((each for each in waiting if each.touch.id == touch_id), None)
    answer = request.args.get("answer")
    if about is None or answer not in ("yes", "no"):
        return redirect(url_for("ambassador.declarations"))
    return render_template("ambassador/declarations/answer.html", about=about, answer=answer)


@bp.post("/declarations/<uuid:touch_id>")
@allowed(Permission.RELAY)
def answer_declaration(touch_id: UUID) -> ResponseReturnValue:
    """Confirm, or not, that one told a candidate about us."""
    answered = False
    with transaction():
        touch = queries.declaration_of(current_user, touch_id)
        if request.form.get("answer") == "yes":
            answered = verbs.confirm(touch, by=current_user, now=clock.now())
        elif request.form.get("answer") == "no":
            answered = verbs.deny(touch, by=current_user, now=clock.now())
    if answered:
        flash(_("Your answer is recorded."))
    return redirect(url_for("ambassador.declarations"))
