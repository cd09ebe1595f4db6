"""The candidate's status page: what was received, where it stands, and what may be changed."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.core.mail import asked
from app.hiring import status_links
from app.hiring.applying import status_page
from app.hiring.applying.correct_address import can_correct, correct_address
from app.hiring.applying.cv import BadCv
from app.hiring.models import Application
from app.hiring.openings import takes_applications
from app.hiring.status_links import StatusLink
from app.people.entrance import limits
from app.publishing.queries import process_steps
from app.publishing.wording import place, title_of
from app.web.access import public
from app.web.candidate import bp, languages
from app.web.candidate.chosen_cv import chosen_cv
from app.web.candidate.dead_links import opens_link
from app.web.candidate.forms import (
    SEES_HELP,
    AskLinkForm,
    CorrectAddressForm,
    ReferrerForm,
    SeesForm,
    SendCvForm,
)
from app.web.candidate.sender import mailbox, sender
from app.web.candidate.wording import (
    SEES_LINE,
    answer_line,
    day_in_words,
    headline,
    stages_for_candidate,
    steps_ahead,
    what_was_received,
)
from app.web.media import picture_url
from app.web.public_forms import public_form
from app.web.site.addresses import publication_path

CHANGES = "120 per hour"
# What a page says was just done; anything else in the address says nothing.
DONE = {
    "sees": _l("What they may see is changed."),
    "referrer": _l("Your answer about who told you is changed."),
    "cv": _l("Your CV has arrived."),
}


@bp.get("/s/<token>/received")
@public
@opens_link
def received(token: str) -> ResponseReturnValue:
    """Confirm that an application has arrived; the same for a form that changed nothing."""
    return _received(_open(token), token, CorrectAddressForm(formdata=None))


def _received(link: StatusLink, token: str, correction: CorrectAddressForm) -> str:
    now = clock.now()
    shown = status_page.as_shown(link.subject, now=now)
    corrects = not link.mailed and can_correct(link.subject, now=now)
    return render_template(
        "candidate/received.html",
        token=token,
        shown=shown,
        steps=steps_ahead(shown, process_steps()),
        answer_by=day_in_words(shown.answer_by) if shown.answer_by else "",
        sees_line=SEES_LINE[shown.sees],
        form=ReferrerForm(formdata=None),
        correction=correction if corrects or correction.errors else None,
        picture_url=picture_url,
        alternates=languages.others("candidate.received", token=token),
    )


@bp.post("/s/<token>/address")
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT, account=mailbox)
@public_form
@opens_link
def correct_address_of(token: str) -> ResponseReturnValue:
    """Send a form that has just been sent anew, under the right address."""
    link = _open(token)
    if link.mailed:
        abort(404)
    form, now = CorrectAddressForm(), clock.now()
    if not form.validate():
        return _received(link, token, form), 422
    try:
        with transaction():
            corrected = correct_address(link.subject, form.email.data, sender=sender(), now=now)
            shown = status_links.shown_token(corrected, now=now)
    except Refusal as refusal:
        form.refuse(refusal)
        return _received(link, token, form), 422
    return redirect(url_for("candidate.received", token=shown), 303)


@bp.get("/s/<token>")
@public
@opens_link
def status(token: str) -> ResponseReturnValue:
    """Show where an application stands."""
    link = _open(token)
    return _page(link, token)


@bp.post("/s/<token>/sees")
@public
@limits.by_link(CHANGES, status_links.is_ours)
@public_form
@opens_link
def let_see(token: str) -> ResponseReturnValue:
    """Change what the referrer may see."""
    link = _open(token)
    form = SeesForm()
    if not form.validate():
        return _page(link, token), 422
    with transaction():
        status_page.let_see(link.subject, form.referrer_sees.data, now=clock.now())
    return _back(token, "sees")


@bp.post("/s/<token>/recommender")
@public
@limits.by_link(CHANGES, status_links.is_ours)
@public_form
@opens_link
def change_referrer(token: str) -> ResponseReturnValue:
    """Remove the referrer, or name another, before the decision."""
    link = _open(token)
    form = ReferrerForm()
    if not form.validate():
        return _page(link, token, form), 422
    now = clock.now()
    try:
        with transaction():
            if form.referrer.data == "none":
                status_page.remove_referrer(link.subject, now=now)
            else:
                status_page.name_referrer(
                    link.subject,
                    form.named.data,
                    details=form.details.data,
                    sender=sender(),
                    now=now,
                )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(link, token, form), 422
    return _back(token, "referrer")


@bp.post("/s/<token>/cv")
@public
@limits.by_link(CHANGES, status_links.is_ours)
@public_form
@opens_link
def send_cv(token: str) -> ResponseReturnValue:
    """Take a CV that comes after the form, or in place of the one that came with it."""
    link = _open(token)
    form = SendCvForm()
    try:
        chosen = chosen_cv()
        if chosen is None:
            form.refuse(BadCv(_l("Choose your CV."), "missing"))
        else:
            with transaction():
                status_page.send_cv(link.subject, chosen, now=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
    if form.errors:
        return _page(link, token, cv=form), 422
    return _back(token, "cv", anchor="received")


@bp.route("/s/<token>/withdraw", methods=["GET", "POST"])
@public
@limits.by_link(CHANGES, status_links.is_ours)
@public_form
@opens_link
def withdraw(token: str) -> ResponseReturnValue:
    """Ask before an application is taken back, then take it back."""
    link = _open(token)
    now = clock.now()
    shown = status_page.as_shown(link.subject, now=now)
    problem = None
    if request.method == "POST":
        try:
            with transaction():
                status_page.withdraw(link.subject, now=now)
        except Refusal as refusal:
            problem = refusal.sentence
    if problem is None and (request.method == "POST" or not shown.open):
        return redirect(url_for("candidate.status", token=token), 303)
    page = render_template(
        "candidate/withdraw.html",
        token=token,
        shown=shown,
        title=title_of(shown.opening),
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.post("/s/<token>/renew")
@public
@limits.by_link(CHANGES, status_links.is_ours)
@public_form
@opens_link
def renew_link(token: str) -> ResponseReturnValue:
    """End every address of this page that was sent, and send a new one to the mailbox."""
    link = _open(token)
    if not link.mailed or not isinstance(link.subject, Application):
        abort(404)
    with transaction():
        status_page.renew_link(link.subject, now=clock.now())
    return render_template(
        "candidate/link_sent.html",
        email=link.subject.candidate.email,
        alternates=languages.others("candidate.ask_link"),
    )


@bp.route("/s", methods=["GET", "POST"])
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT, account=mailbox)
@public_form
def ask_link() -> ResponseReturnValue:
    """Send the addresses of a mailbox's status pages; the same answer for an unknown one."""
    form = AskLinkForm()
    around = {"alternates": languages.others("candidate.ask_link")}
    if request.method != "POST":
        return render_template("candidate/ask_link.html", form=form, **around)
    if not form.validate():
        return render_template("candidate/ask_link.html", form=form, **around), 422
    with transaction():
        asked.ask("status", form.email.data, language=language(), now=clock.now())
    return render_template("candidate/link_sent.html", email=form.email.data, **around)


def _open(token: str) -> StatusLink:
    """Open a link, and speak the language of its form unless another one was chosen."""
    link = status_links.open_link(token)
    languages.speak(link.subject.language)
    return link


def _page(
    link: StatusLink,
    token: str,
    form: ReferrerForm | None = None,
    *,
    cv: SendCvForm | None = None,
) -> str:
    now = clock.now()
    shown = status_page.as_shown(link.subject, now=now)
    readable = takes_applications(shown.opening, now)
    return render_template(
        "candidate/status.html",
        token=token,
        link=link,
        shown=shown,
        where=place(shown.opening),
        headline=headline(shown),
        answer_line=answer_line(shown),
        steps=stages_for_candidate(shown),
        sees=SeesForm(referrer_sees=shown.sees),
        sees_help=SEES_HELP,
        form=form or ReferrerForm(formdata=None),
        cv=cv or SendCvForm(formdata=None),
        title=title_of(shown.opening),
        opening_href=publication_path(shown.opening, language()) if readable else "",
        received=what_was_received(shown),
        done=DONE.get(request.args.get("done", "")),
        picture_url=picture_url,
        alternates=languages.others("candidate.status", token=token),
    )


def _back(token: str, done: str, *, anchor: str = "referrer") -> ResponseReturnValue:
    return redirect(url_for("candidate.status", token=token, done=done, _anchor=anchor), 303)
