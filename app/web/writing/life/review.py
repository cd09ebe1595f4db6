"""Between an author and those who publish: what was changed since, the answer and its reason."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect
from wtforms import TextAreaField
from wtforms.validators import Length

from app.core import clock
from app.core.database import transaction
from app.core.errors import Refusal
from app.core.i18n import gettext as _
from app.core.text.clean import tidy
from app.people.models import Person
from app.people.permissions import Permission, may
from app.publishing import wording
from app.publishing.content import content_of
from app.publishing.history.differences import WordFate
from app.publishing.history.snapshots import content_from
from app.publishing.history.versions import version_at
from app.publishing.models import Publication, PublicationState
from app.publishing.stories.models import ReviewStep
from app.publishing.stories.review import (
    LONGEST_NOTE,
    approve,
    decline,
    reviews_of,
    send_back,
    to_approve,
)
from app.web import navigation
from app.web.fields import TOO_LONG
from app.web.forms import Form
from app.web.writing.desk import TONES, Desk, me
from app.web.writing.life.versions import differences_between

STEPS = {
    ReviewStep.SUBMITTED: _l("Proposed"),
    ReviewStep.TAKEN_BACK: _l("Taken back"),
    ReviewStep.SENT_BACK: _l("Sent back"),
    ReviewStep.APPROVED: _l("Approved"),
    ReviewStep.DECLINED: _l("Declined"),
}
PROPOSED = (PublicationState.SUBMITTED, PublicationState.APPROVED)


class ReviewForm(Form):
    """What is answered to an author."""

    note = TextAreaField(
        _l("Word to the author"),
        [Length(max=LONGEST_NOTE, message=TOO_LONG)],
        filters=[tidy],
        description=_l("Needed to send it back or to decline it."),
    )


@navigation.counts("stories", "stories")
def stories_to_approve(person: Person, _now: datetime) -> ScalarSelect[int] | None:
    """Count the stories that wait for an answer of those who publish."""
    return to_approve() if may(person, Permission.WRITE_STORIES) else None


def review(desk: Desk, publication: Publication) -> ResponseReturnValue:
    """Show what became of a proposal, to its author and to those who answer; take the answer."""
    form = ReviewForm()
    if request.method == "GET":
        return _page(desk, publication, form)
    if not may(me(), desk.family.writes):
        abort(404)
    if not form.validate():
        return _page(desk, publication, form, status=422)
    try:
        with transaction():
            said = _answer(publication, request.form.get("act", ""), form.note.data or "")
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(desk, publication, form, status=422)
    flash(said, "success")
    return redirect(desk.address("" if said != _("Declined.") else "review", publication), 303)


def _answer(story: Publication, act: str, note: str) -> str:
    by, now = me(), clock.now()
    if act == "send_back":
        send_back(story, note, by=by, now=now)
        return _("Sent back to its author, with your word.")
    if act == "decline":
        decline(story, note, by=by, now=now)
        return _("Declined.")
    approve(story, by=by, now=now, note=note)
    return _("Approved. Publish it, or plan when.")


def _page(
    desk: Desk, publication: Publication, form: ReviewForm, status: int = 200
) -> ResponseReturnValue:
    steps = reviews_of(publication)
    proposed = next((each for each in steps if each.step is ReviewStep.SUBMITTED), None)
    then = version_at(publication, proposed.version) if proposed else None
    before = content_from(then.content) if then else content_of(publication)
    now = content_of(publication)
    page = render_template(
        "writing/life/review.html",
        desk=desk,
        publication=publication,
        title=wording.title_of(publication) or desk.editor_of(publication).untitled,
        state=(wording.STATES[publication.state], *TONES[publication.state]),
        form=form,
        steps=steps,
        words=STEPS,
        found=differences_between(publication, before, now, desk.editor_of(publication)),
        answers=may(me(), desk.family.writes) and publication.state in PROPOSED,
        writes=may(me(), desk.family.writes),
        acts=desk.acts_on(publication),
        WordFate=WordFate,
    )
    return page, status
