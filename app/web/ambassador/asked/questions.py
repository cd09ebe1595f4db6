"""The questions that people put to an ambassador: reading, answering, blocking, reporting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import ScalarSelect

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing.wording import title_of
from app.sharing.asking import answer as verbs
from app.sharing.asking import ask, follow, keeping, queries, reports
from app.sharing.asking.models import Closing, Question
from app.web import navigation
from app.web.access import allowed
from app.web.ambassador import bp
from app.web.ambassador.asked.forms import AnswerQuestionForm, ProposeForm, ReportAskerForm


@navigation.counts("relays", "questions")
def _unanswered(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    relays = may(person, Permission.RELAY)
    return queries.waiting_counted(person) if relays else None


@bp.get("/questions")
@allowed(Permission.RELAY)
def questions() -> ResponseReturnValue:
    """List the conversations, the latest first, and what stands on pages."""
    found = queries.questions_of(current_user, before=_place(request.args.get("before", "")))
    older = None
    if found.before:
        at, key = found.before
        older = url_for(".questions", before=f"{at.isoformat()}_{key.hex}")
    return render_template(
        "ambassador/asked/questions.html",
        questions=found.rows,
        kept=keeping.own_kept(current_user),
        first=url_for(".questions") if "before" in request.args else None,
        older=older,
        title_of=title_of,
    )


def _place(written: str) -> tuple[datetime, UUID] | None:
    """Read where a stretch begins; anything that we do not write is its start."""
    at, _sep, key = written.partition("_")
    try:
        when, found = datetime.fromisoformat(at), UUID(hex=key)
    except ValueError:
        return None
    return (when, found) if when.tzinfo else None


@bp.get("/questions/<uuid:question_id>")
@allowed(Permission.RELAY)
def question(question_id: UUID) -> ResponseReturnValue:
    """Show a conversation."""
    return _page(queries.question_of(current_user, question_id))


@bp.post("/questions/<uuid:question_id>")
@allowed(Permission.RELAY)
def answer_question(question_id: UUID) -> ResponseReturnValue:
    """Answer; whoever asked gets it by mail, from Relais."""
    form = AnswerQuestionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                verbs.answer(
                    queries.question_of(current_user, question_id, held=True),
                    form.text.data,
                    form_id=form.form_id.data,
                    by=current_user,
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your answer is on its way."))
            return redirect(url_for(".question", question_id=question_id))
    return _page(queries.question_of(current_user, question_id), form=form), 422


@bp.post("/questions/<uuid:question_id>/block")
@allowed(Permission.RELAY)
def block_asker(question_id: UUID) -> ResponseReturnValue:
    """Let nothing more of whoever asked come through, or take that back."""
    with transaction():
        held = queries.question_of(current_user, question_id, held=True)
        act = verbs.unblock if request.form.get("act") == "unblock" else verbs.block
        act(held, by=current_user, now=clock.now())
    return redirect(url_for(".question", question_id=question_id))


@bp.post("/questions/<uuid:question_id>/report")
@allowed(Permission.RELAY)
def report_asker(question_id: UUID) -> ResponseReturnValue:
    """Tell a programme manager what went wrong."""
    found, form = queries.question_of(current_user, question_id), ReportAskerForm()
    if form.validate_on_submit():
        with transaction():
            reports.report(
                found, form.reason.data, by_asker=False, by=current_user, now=clock.now()
            )
        flash(_("A programme manager reads it."))
        return redirect(url_for(".question", question_id=question_id))
    return _page(found, report=form), 422


@bp.post("/questions/<uuid:question_id>/keep")
@allowed(Permission.RELAY)
def propose_answer(question_id: UUID) -> ResponseReturnValue:
    """Propose words for the page; they stand there once whoever asked agrees."""
    form = ProposeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                keeping.propose(
                    queries.question_of(current_user, question_id, held=True),
                    form.question.data,
                    form.answer.data,
                    by=current_user,
                    now=clock.now(),
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Proposed: it stands on the page once they agree."))
            return redirect(url_for(".question", question_id=question_id))
    return _page(queries.question_of(current_user, question_id), propose=form), 422


@bp.post("/questions/kept/<uuid:kept_id>/take-off")
@allowed(Permission.RELAY)
def take_off_answer(kept_id: UUID) -> ResponseReturnValue:
    """Take an answer of one's own off its page, or a proposal back."""
    with transaction():
        keeping.take_off(kept_id, by=current_user, now=clock.now())
    flash(_("It does not stand on the page."))
    return redirect(url_for(".questions"))


def _page(found: Question, **forms: Any) -> str:
    kept = keeping.kept_of(found)
    given = {
        "form": AnswerQuestionForm(formdata=None),
        "report": ReportAskerForm(formdata=None),
        "propose": _proposal(found),
    }
    return render_template(
        "ambassador/asked/question.html",
        question=found,
        title=title_of(found.publication) if found.publication else "",
        kept=kept,
        may_answer=found.closing in (None, Closing.UNANSWERED),
        blocked=found.closing is Closing.BLOCKED,
        barred=ask.is_barred(found),
        Closing=Closing,
        kept_for=follow.KEPT_FOR.days,
        **given | forms,
    )


def _proposal(found: Question) -> ProposeForm | None:
    """Return the form that begins with what was written; None where nothing can be kept."""
    answers = [each.text for each in found.messages if not each.by_asker]
    if not answers or found.publication_id is None:
        return None
    first = found.messages[0].text
    return ProposeForm(formdata=None, question=first, answer=answers[0])
