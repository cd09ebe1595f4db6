"""Correcting the address on a form that has just been sent: it is sent anew, under the right one.

Whoever reads the page shown after a form may do it, for an hour. The form under the wrong address
is withdrawn, and that mailbox is told. A form that changed nothing, since its mailbox had an
application already, is corrected alike: so nobody learns by it which addresses have applied.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select

from app.core.database import db
from app.core.errors import Refusal
from app.hiring.applying import status_page
from app.hiring.applying.apply import SentForm, submit_application
from app.hiring.candidates.mailbox import fold
from app.hiring.models import Application, ApplicationState, Recommendation, RepeatedForm, Touch
from app.hiring.recruiting.pipeline import CannotMove
from app.hiring.referrals.touches import Landing
from app.people.models import Person
from app.policy.policy import TouchKind

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
        came_by=_came_by(subject),
        choice=subject.choice,
        named=subject.named_referrer,
        referrer_sees=subject.referrer_sees,
        sender=sender,
    )
    try:
        status_page.withdraw(subject, now=now)
    except CannotMove as decided:
        raise TooLateToCorrect from decided
    return submit_application(subject.opening, form, now=now)


def _sent_before(form_id: UUID) -> Subject | None:
    return db.session.scalar(
        select(Application).where(Application.form_id == form_id)
    ) or db.session.scalar(select(RepeatedForm).where(RepeatedForm.form_id == form_id))


def _came_by(subject: Subject) -> Landing | Recommendation | None:
    """Return what led to a form, from the touch that was kept of it."""
    application = subject if isinstance(subject, Application) else subject.application
    touch = db.session.scalars(
        select(Touch)
        .where(
            Touch.candidate_id == application.candidate_id,
            Touch.kind.in_([TouchKind.VISIT, TouchKind.RECOMMENDATION]),
            or_(
                Touch.created_at == subject.at,
                and_(Touch.link_id.is_not(None), Touch.link_id == subject.link_id),
            ),
        )
        .order_by(Touch.id.desc())
    ).first()
    if touch is None:
        return None
    _kind, _, key = touch.source.partition(":")
    if touch.kind is TouchKind.RECOMMENDATION:
        return db.session.get(Recommendation, UUID(key))
    assert touch.link is not None, "a visit has its link"
    return Landing(touch.link, UUID(key), touch.at)
