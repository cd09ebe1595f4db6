"""What the letters to whoever asked lead to. Opening any of it changes nothing: robots open links.

An erased conversation answers like one that never was.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import refresh

from app.core import clock
from app.core.database import db, transaction
from app.core.errors import Refusal
from app.extensions import csrf
from app.people.entrance import limits
from app.publishing.wording import title_of
from app.sharing.asking import ask, follow, keeping, links, reports
from app.sharing.asking.links import ASKER, CONFIRM, KEPT, DeadQuestionLink
from app.sharing.asking.models import Closing, KeptAnswer, Question
from app.sharing.asking.profile import takes_questions
from app.web.access import public
from app.web.public_forms import public_form
from app.web.site import bp
from app.web.site.asking.forms import KeepForm, ReportForm, WrittenForm

P = ParamSpec("P")
OPENINGS_OF_ADDRESS, CHANGES = "240 per hour", "60 per hour"


def opens_link(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let a view open a signed link; one that leads nowhere gets a page that says why."""

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except DeadQuestionLink as dead:
            page = render_template("site/asking/over.html", sentence=dead.sentence)
            return page, 410 if dead.code == "expired_link" else 404

    return opened


@bp.route("/asked/<token>/confirm", methods=["GET", "POST"])
@public
@limits.limited(OPENINGS_OF_ADDRESS)
@public_form
@opens_link
def confirm_question(token: str) -> ResponseReturnValue:
    """Confirm from the mailbox that the question is one's own."""
    key = links.key_of(CONFIRM, token)
    if request.method == "GET":
        question = _speaking(db.session.get(Question, key))
        if question is None:
            return _over()
        return render_template("site/asking/confirm.html", token=token, question=question)
    with transaction():
        question = _speaking(ask.confirm(key, now=clock.now()))
    return (
        redirect(url_for("site.asked", token=links.asker_token(question)), 303)
        if question
        else _over()
    )


@bp.get("/asked/<token>")
@public
@opens_link
def asked(token: str) -> ResponseReturnValue:
    """Show a conversation to whoever began it."""
    question = _question(token)
    return _over() if question is None else _page(question, token)


@bp.post("/asked/<token>")
@public
@limits.by_link(CHANGES, links.is_asker)
@public_form
@opens_link
def ask_more(token: str) -> ResponseReturnValue:
    """Write once more."""
    question, form = _question(token), WrittenForm()
    if question is None:
        return _over()
    if form.validate():
        try:
            with transaction():
                ask.ask_more(
                    question.id, form.text.data, form_id=form.form_id.data, now=clock.now()
                )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("site.asked", token=token, done="sent"), 303)
    return _page(question, token, form=form), 422


@bp.post("/asked/<token>/report")
@public
@limits.by_link(CHANGES, links.is_asker)
@public_form
@opens_link
def report_ambassador(token: str) -> ResponseReturnValue:
    """Tell a programme manager what went wrong."""
    question, form = _question(token), ReportForm()
    if question is None:
        return _over()
    if form.validate():
        with transaction():
            reports.report(question, form.reason.data, by_asker=True, by=None, now=clock.now())
        return redirect(url_for("site.asked", token=token, done="reported"), 303)
    return _page(question, token, report=form), 422


@bp.post("/asked/<token>/keep")
@public
@limits.by_link(CHANGES, links.is_asker)
@public_form
@opens_link
def keep_answer(token: str) -> ResponseReturnValue:
    """Agree or not to the words that were read standing on the page."""
    question, form = _question(token), KeepForm()
    if question is None:
        return _over()
    done = "changed"
    if form.validate():
        with transaction():
            done = _keep(question, form.kept.data, agrees=form.answer.data == "yes")
    return redirect(url_for("site.asked", token=token, done=done), 303)


def _keep(question: Question, kept_id: UUID, *, agrees: bool) -> str:
    now = clock.now()
    if agrees:
        return "kept" if keeping.agree(question, kept_id, now=now) else "changed"
    kept = keeping.kept_of(question)
    if kept and kept.id == kept_id:
        keeping.take_off(kept_id, by=None, now=now)
    return "not_kept"


@bp.route("/asked/<token>/stop", methods=["GET", "POST"])
@public
@limits.limited(OPENINGS_OF_ADDRESS)
@opens_link
def stop_asked(token: str) -> ResponseReturnValue:
    """Erase a conversation and stop its letters. Mail programs send this form, from anywhere.

    source: RFC 8058
    """
    key = links.key_of(ASKER, token)
    _speaking(db.session.get(Question, key))
    if request.method == "GET":
        return render_template("site/asking/stop.html", token=token)
    with transaction():
        ask.forget(key)
    return render_template("site/asking/stopped.html")


csrf.exempt(stop_asked)


@bp.route("/asked/<token>/take-off", methods=["GET", "POST"])
@public
@limits.limited(OPENINGS_OF_ADDRESS)
@public_form
@opens_link
def withdraw_answer(token: str) -> ResponseReturnValue:
    """Take an answer off its page again, as whoever asked."""
    key = links.key_of(KEPT, token)
    kept = db.session.get(KeptAnswer, key)
    if kept:
        _speak(kept.language)
    if request.method == "POST":
        with transaction():
            keeping.take_off(key, by=None, now=clock.now())
        kept = None
    done = request.method == "POST"
    status = 200 if kept or done else 410
    return render_template("site/asking/take_off.html", token=token, kept=kept, done=done), status


def _question(token: str) -> Question | None:
    """Return the conversation of a link. raises: DeadQuestionLink"""
    return _speaking(db.session.get(Question, links.key_of(ASKER, token)))


def _speaking(question: Question | None) -> Question | None:
    """Speak the language in which the question was asked, whoever is signed in."""
    if question is not None:
        _speak(question.language)
    return question


def _speak(language: str) -> None:
    g.language = language
    refresh()


def _over() -> tuple[str, int]:
    return render_template("site/asking/over.html", sentence=None), 410


def _page(question: Question, token: str, **forms: Any) -> str:
    now = clock.now()
    kept = keeping.kept_of(question)
    person = question.ambassador
    may_write = (
        question.confirmed_at is not None
        and question.closed_at is None
        and takes_questions(person, now=now)
    )
    given = {"form": WrittenForm(formdata=None), "report": ReportForm(formdata=None)} | forms
    done = request.args.get("done", "") if request.method == "GET" else ""
    return render_template(
        "site/asking/asked.html",
        question=question,
        token=token,
        name=person.first_name,
        title=title_of(question.publication) if question.publication else "",
        kept=kept,
        keep=KeepForm(formdata=None, kept=kept.id) if kept else None,
        may_write=may_write,
        closing=question.closing,
        Closing=Closing,
        done=done,
        told_after=follow.TOLD_AFTER.days,
        kept_for=follow.KEPT_FOR.days,
        **given,
    )
