"""The candidate's status page: what was received, where it stands, and what may be changed."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.attribution import policies
from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import language
from app.core.media import picture_url
from app.core.public_forms import public_form
from app.hiring import following, status_links
from app.hiring.apply import takes_applications
from app.hiring.forms import SEES_HELP, AskLinkForm, RecommenderForm, SeesForm
from app.hiring.letters import title_of
from app.hiring.models import Application
from app.hiring.status_links import StatusLink
from app.hiring.touches import Sending
from app.hiring.views import languages
from app.hiring.views.blueprint import bp
from app.hiring.views.counters import of_mailbox
from app.hiring.views.dead_links import opens_link
from app.hiring.views.sender import sender
from app.hiring.words import (
    SEES_LINE,
    headline,
    stages_for_candidate,
    steps_ahead,
    what_was_received,
)
from app.people import limits
from app.people.permissions import public
from app.publishing.facts import local_date
from app.publishing.queries import process_steps
from app.site.addresses import publication_path

CHANGES_OF_ADDRESS = "120 per hour"
# What a page says was just done; anything else in the address says nothing.
DONE = {
    "sees": _l("What they may see is changed."),
    "recommender": _l("Your answer about who told you is changed."),
}


@bp.get("/s/<token>/received")
@public
@opens_link
def received(token: str) -> ResponseReturnValue:
    """Confirm that an application has arrived; the same for a form that changed nothing."""
    link = _open(token)
    shown = following.as_shown(link.subject, now=clock.now())
    return render_template(
        "hiring/received.html",
        token=token,
        shown=shown,
        steps=steps_ahead(shown, process_steps()),
        sees_line=SEES_LINE[shown.sees],
        form=RecommenderForm(formdata=None),
        picture_url=picture_url,
        alternates=languages.others("hiring.received", token=token),
    )


@bp.get("/s/<token>")
@public
@opens_link
def status(token: str) -> ResponseReturnValue:
    """Show where an application stands."""
    link = _open(token)
    return _page(link, token)


@bp.post("/s/<token>/sees")
@public
@limits.limited(CHANGES_OF_ADDRESS)
@public_form
@opens_link
def let_see(token: str) -> ResponseReturnValue:
    """Change what the referrer may see."""
    link = _open(token)
    form = SeesForm()
    if not form.validate():
        return _page(link, token), 422
    with transaction():
        following.let_see(link.subject, form.referrer_sees.data, now=clock.now())
    return _back(token, "sees")


@bp.post("/s/<token>/recommender")
@public
@limits.limited(CHANGES_OF_ADDRESS)
@public_form
@opens_link
def change_recommender(token: str) -> ResponseReturnValue:
    """Remove the recommender, or name another, before the decision."""
    link = _open(token)
    form = RecommenderForm()
    if not form.validate():
        return _page(link, token, form), 422
    now = clock.now()
    try:
        with transaction():
            if form.recommender.data == "none":
                following.remove_recommender(link.subject, now=now)
            else:
                sending = Sending(sender(), policies.version_at(now), now)
                following.name_recommender(
                    link.subject, form.named.data, sending, details=form.details.data
                )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(link, token, form), 422
    return _back(token, "recommender")


@bp.route("/s/<token>/withdraw", methods=["GET", "POST"])
@public
@limits.limited(CHANGES_OF_ADDRESS)
@public_form
@opens_link
def withdraw(token: str) -> ResponseReturnValue:
    """Ask before an application is taken back, then take it back."""
    link = _open(token)
    now = clock.now()
    shown = following.as_shown(link.subject, now=now)
    problem = None
    if request.method == "POST":
        try:
            with transaction():
                following.withdraw(link.subject, now=now)
        except Refusal as refusal:
            problem = refusal.sentence
    if problem is None and (request.method == "POST" or not shown.open):
        return redirect(url_for("hiring.status", token=token), 303)
    page = render_template(
        "hiring/withdraw.html",
        token=token,
        shown=shown,
        title=title_of(shown.opening, language()),
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.post("/s/<token>/renew")
@public
@limits.limited(CHANGES_OF_ADDRESS)
@public_form
@opens_link
def renew_link(token: str) -> ResponseReturnValue:
    """End every address of this page that was sent, and send a new one to the mailbox."""
    link = _open(token)
    if not link.mailed or not isinstance(link.subject, Application):
        abort(404)
    with transaction():
        following.renew_link(link.subject, now=clock.now())
    return render_template(
        "hiring/link_sent.html",
        email=link.subject.candidate.email,
        alternates=languages.others("hiring.ask_link"),
    )


@bp.route("/s", methods=["GET", "POST"])
@public
@limits.limited(limits.MAILS_OF_ADDRESS, limits.MAILS_OF_ACCOUNT, account_key=of_mailbox)
@public_form
def ask_link() -> ResponseReturnValue:
    """Send the addresses of a mailbox's status pages; the same answer for an unknown one."""
    form = AskLinkForm()
    around = {"alternates": languages.others("hiring.ask_link")}
    if request.method != "POST":
        return render_template("hiring/ask_link.html", form=form, **around)
    if not form.validate():
        return render_template("hiring/ask_link.html", form=form, **around), 422
    try:
        with transaction():
            following.ask_links(form.email.data, language=language(), now=clock.now())
    except following.NobodyThere:
        pass  # the answer tells nobody which addresses are known
    return render_template("hiring/link_sent.html", email=form.email.data, **around)


def _open(token: str) -> StatusLink:
    """Open a link, and speak the language of its form unless another one was chosen."""
    link = status_links.open_link(token)
    languages.speak(link.subject.language)
    return link


def _page(link: StatusLink, token: str, form: RecommenderForm | None = None) -> str:
    now = clock.now()
    shown = following.as_shown(link.subject, now=now)
    readable = takes_applications(shown.opening, local_date(now))
    return render_template(
        "hiring/status.html",
        token=token,
        link=link,
        shown=shown,
        headline=headline(shown),
        steps=stages_for_candidate(shown),
        sees=SeesForm(referrer_sees=shown.sees),
        sees_help=SEES_HELP,
        form=form or RecommenderForm(formdata=None),
        title=title_of(shown.opening, language()),
        opening_href=publication_path(shown.opening, language()) if readable else "",
        received=what_was_received(shown),
        done=DONE.get(request.args.get("done", "")),
        picture_url=picture_url,
        alternates=languages.others("hiring.status", token=token),
    )


def _back(token: str, done: str) -> ResponseReturnValue:
    return redirect(url_for("hiring.status", token=token, done=done, _anchor="recommender"), 303)
