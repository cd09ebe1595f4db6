"""Launching a campaign after reading its mail and whom it reaches; pausing, stopping, copying."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import clock
from app.core.calendar import local_date
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import LANGUAGES
from app.publishing.campaigns import queries, run
from app.publishing.campaigns.models import Campaign
from app.publishing.kinds import is_online
from app.publishing.models import Publication
from app.sharing.invitations import letter, send
from app.sharing.invitations.forecast import TOO_FEW, forecast
from app.web.campaigns import RUN, bp, words
from app.web.campaigns.forms import LaunchForm
from app.web.campaigns.views import me

SAID = {
    "pause": _l("Paused: nobody is invited until you resume it."),
    "resume": _l("The campaign goes on."),
    "stop": _l("Stopped: nobody more is invited, and mails that had not left are called back."),
}


@bp.get("/campaigns/<uuid:campaign_id>/launch")
@RUN
def ask_to_launch(campaign_id: UUID) -> ResponseReturnValue:
    """Show the mail, whom it reaches and when, before anything leaves."""
    found = queries.campaign_of(campaign_id)
    return _launch_page(found, LaunchForm(formdata=None, version=found.version))


@bp.post("/campaigns/<uuid:campaign_id>/launch")
@RUN
def launch_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Launch a campaign as it was shown."""
    found, form = queries.campaign_of(campaign_id), LaunchForm()
    if form.validate_on_submit():
        try:
            with transaction():
                run.launch(found, version=_number(form.version.data), by=me(), now=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The campaign is launched."))
            return redirect(url_for(".campaign", campaign_id=found.id))
    return _launch_page(found, form, status=422)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _launch_page(found: Campaign, form: LaunchForm, *, status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    today = local_date(now)
    if found.launched_at or run.missing_in(found, today=today):
        return redirect(url_for(".campaign", campaign_id=found.id))
    form.version.data = str(found.version) if status == 200 else form.version.data
    reached = forecast(found, now=now)
    drafts = {each: letter.preview(found, me(), _read(found), each)[0] for each in LANGUAGES}
    page = render_template(
        "campaigns/launch.html",
        campaign=found,
        form=form,
        forecast=reached,
        waves=words.waves_in_words(reached.waves, today),
        TOO_FEW=TOO_FEW,
        drafts=drafts,
        words=words,
        to_come=[each for each in found.publications if not is_online(each, now)],
    )
    return page, status


def _read(found: Campaign) -> list[Publication]:
    """Return the publications whose words the reader may see: the others are not online yet."""
    return [
        each for each in found.publications if each.published_at or queries.may_read(me(), each)
    ]


@bp.get("/campaigns/<uuid:campaign_id>/mail/<language>")
@RUN
def campaign_mail(campaign_id: UUID, language: str) -> ResponseReturnValue:
    """Show the page of the mail alone, for the frame that holds it."""
    if language not in LANGUAGES:
        abort(404)
    found = queries.campaign_of(campaign_id)
    _draft, page = letter.preview(found, me(), _read(found), language)
    response = current_app.make_response(page)
    # a mail carries its style in itself, which our own pages may not
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'self'; sandbox allow-popups"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/campaigns/<uuid:campaign_id>/stop")
@RUN
def ask_to_stop(campaign_id: UUID) -> ResponseReturnValue:
    """Ask before stopping a campaign, which cannot be undone."""
    return render_template("campaigns/stop.html", campaign=queries.campaign_of(campaign_id))


@bp.post("/campaigns/<uuid:campaign_id>/<any(pause, resume, stop):act>")
@RUN
def act_on_campaign(campaign_id: UUID, act: str) -> ResponseReturnValue:
    """Pause, resume or stop a campaign. What was written and has not left is called back."""
    found = queries.campaign_of(campaign_id)
    verbs: dict[str, Callable[..., None]] = {
        "pause": run.pause, "resume": run.resume, "stop": run.stop
    }  # fmt: skip
    try:
        with transaction():
            verbs[act](found, by=me(), now=clock.now())
            if act == "stop":
                send.call_back(found)
    except Refusal as refusal:
        flash(str(refusal.sentence))
    else:
        flash(str(SAID[act]))
    return redirect(url_for(".campaign", campaign_id=found.id))


@bp.post("/campaigns/<uuid:campaign_id>/duplicate")
@RUN
def duplicate_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Begin a draft like a campaign."""
    found = queries.campaign_of(campaign_id)
    with transaction():
        copy = run.duplicate(found, by=me(), now=clock.now())
    flash(_("A draft like it. Choose its days."))
    return redirect(url_for(".edit_campaign", campaign_id=copy.id))


@bp.post("/campaigns/<uuid:campaign_id>/delete")
@RUN
def delete_campaign(campaign_id: UUID) -> ResponseReturnValue:
    """Delete a draft."""
    found = queries.campaign_of(campaign_id)
    try:
        with transaction():
            run.delete(found, by=me(), now=clock.now())
    except Refusal as refusal:
        flash(str(refusal.sentence))
        return redirect(url_for(".campaign", campaign_id=campaign_id))
    flash(_("The draft is deleted."))
    return redirect(url_for(".campaigns"))
