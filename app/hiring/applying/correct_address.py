"""Correcting the address on a form that has just been sent: it is sent anew, under the right one.

Whoever reads the page shown after a form may do it, for an hour. The form under the wrong address
is withdrawn, and that mailbox is told. A form that changed nothing, since its mailbox had an
application already, is corrected alike: so nobody learns by it which addresses have applied.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core.database import db
from app.core.errors import Refusal
from app.hiring.applying import status_page
from app.hiring.applying.apply import SentForm, submit_application
from app.hiring.candidates.mailbox import fold
from app.hiring.candidates.merge import hold_groups, lock_group
from app.hiring.models import (
    Application,
    ApplicationState,
    Recommendation,
    RemovedReferrer,
    RepeatedForm,
)
from app.hiring.recruiting.pipeline import CannotMove
from app.hiring.referrals.recommended_person import lock
from app.hiring.referrals.touches import Landing, came_by
from app.people.models import Person

WITHIN = timedelta(hours=1)

Subject = Application | RepeatedForm


class TooLateToCorrect(Refusal):
    """The form was sent too long ago, or somebody has read it: apply again, or write to us."""

    code = "too_late"

    def __init__(self) -> None:
        super().__init__(
            _l("This address is no longer corrected here. Apply again with the right one."),
            field="email",
        )


def can_correct(subject: Subject, *, now: datetime) -> bool:
    """Say whether the address of a form can still be corrected. Pure."""
    fresh = now - subject.at < WITHIN and subject.seen_at is None
    return fresh and subject.state is ApplicationState.OPEN


def correct_address(
    subject: Subject, email: str, *, sender: Person | None, now: datetime
) -> Subject:
    """Send a form anew under another address, in the caller's transaction.

    The same correction sent again gives the same application; the address as it was, nothing new.

    raises: TooLateToCorrect; OpeningClosed
    """
    if fold(email) == fold(subject.email):
        return subject
    form_id = uuid5(subject.form_id, fold(email))
    led_by = came_by(subject.touch) if subject.touch else None
    _hold(subject, led_by)
    if before := _sent_before(form_id):
        return before
    if not can_correct(subject, now=now):
        raise TooLateToCorrect
    form = SentForm(
        form_id=form_id,
        name=subject.name,
        email=email,
        language=subject.language,
        cv=subject.cv,
        profile_url=subject.profile_url,
        cv_later=subject.cv_later,
        message=subject.message,
        answers=subject.answers,
        came_by=led_by,
        choice=subject.choice,
        named=subject.named_referrer,
        referrer_sees=subject.referrer_sees,
        sender=sender,
    )
    try:
        status_page.withdraw(subject, now=now)
    except CannotMove as decided:
        raise TooLateToCorrect from decided
    sent = submit_application(subject.opening, form, now=now)
    _remove_alike(subject, sent)
    return sent


def _sent_before(form_id: UUID) -> Subject | None:
    return db.session.scalar(
        select(Application).where(Application.form_id == form_id)
    ) or db.session.scalar(select(RepeatedForm).where(RepeatedForm.form_id == form_id))


def _hold(subject: Subject, came_by: Landing | Recommendation | None) -> None:
    """Take a form as it is now: of two corrections at once, the second finds what the first did.

    A recommendation's mailbox, the candidate, the application: as `submit_application` does.
    """
    if isinstance(came_by, Recommendation):
        lock(came_by)
    if isinstance(subject, Application):
        lock_group(subject.candidate_id)
        db.session.refresh(subject, with_for_update={"of": Application})
    else:
        hold_groups()
        db.session.refresh(subject, with_for_update={"of": RepeatedForm})


def _remove_alike(subject: Subject, sent: Subject) -> None:
    """Take off whom the candidate had taken off, before their address was corrected."""
    if isinstance(subject, RepeatedForm) or isinstance(sent, RepeatedForm):
        return
    known = {each.ambassador_id for each in sent.removed} | {sent.choice_ambassador_id}
    sent.removed.extend(
        RemovedReferrer(ambassador_id=each.ambassador_id)
        for each in subject.removed
        if each.ambassador_id not in known
    )
