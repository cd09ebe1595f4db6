"""What candidates do from their status page, and what it shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import activity, files
from app.core.calendar import local_date, working_days_after
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.core.models import AskedMail
from app.hiring import letters, queries
from app.hiring.applying import cv_files
from app.hiring.applying.cv import CheckedCv
from app.hiring.candidates.mailbox import fold
from app.hiring.candidates.names import completed, is_one_word
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    ReferrerChoice,
    ReferrerSees,
    RefusalReason,
    RemovedReferrer,
    RepeatedForm,
    Stage,
)
from app.hiring.recruiting import pipeline
from app.hiring.referrals import declarations, typed_names
from app.people.models import Person
from app.publishing.models import Opening
from app.publishing.queries import process_steps

Subject = Application | RepeatedForm


class TooLate(Refusal):
    """A decision has been taken: who brought the application no longer changes from here."""

    code = "too_late"


@dataclass(frozen=True)
class Shown:
    """What a status page says of an application, or alike of a form that changed nothing."""

    name: str
    email: str
    opening: Opening
    at: datetime
    cv_name: str
    cv_size: int  # bytes
    message: str
    stage: Stage
    state: ApplicationState
    since: datetime
    reached: Mapping[Stage, datetime]  # when each later stage was reached
    refusal: RefusalReason | None
    refusal_note: str
    referrer: Person | None  # whom they kept
    named: str  # the name they gave, as typed
    unconfirmed: bool  # they named somebody who has not confirmed it
    sees: ReferrerSees
    seen: bool  # somebody who recruits has opened it
    answer_by: date | None  # the last day of the first answer, where the company gives one
    late: bool  # that day is over
    profile_url: str
    cv_later: bool  # they said that it is to come
    takes_cv: bool  # a CV can be sent, or sent in place of the one that is there

    @property
    def open(self) -> bool:
        """Whether nothing is decided yet."""
        return self.state is ApplicationState.OPEN

    @property
    def withdrawn(self) -> bool:
        """Whether the candidate took it back: nobody follows it any more."""
        return self.state is ApplicationState.WITHDRAWN

    @property
    def asks_rest(self) -> bool:
        """Whether to ask for the rest of a name: one word was typed, whoever it may fit."""
        return self.open and self.unconfirmed and is_one_word(self.named)


def as_shown(subject: Subject, *, now: datetime) -> Shown:
    """Return what a candidate sees; what staff may still undo is not told yet."""
    standing = pipeline.settled(subject, now=now)
    refused = standing.state is ApplicationState.REFUSED
    answer_by = _answer_by(subject)
    return Shown(
        name=subject.name,
        email=subject.email,
        opening=subject.opening,
        at=subject.at,
        cv_name=subject.cv_name,
        cv_size=subject.cv_size,
        message=subject.message,
        stage=standing.stage,
        state=standing.state,
        since=standing.since,
        reached=pipeline.reached(subject, now=now),
        refusal=subject.refusal if refused else None,
        refusal_note=subject.refusal_note if refused else "",
        referrer=subject.kept,
        named=subject.named_referrer,
        unconfirmed=typed_names.unconfirmed(subject),
        sees=subject.referrer_sees,
        seen=subject.seen_at is not None,
        answer_by=answer_by,
        late=answer_by is not None and local_date(now) > answer_by,
        profile_url=subject.profile_url,
        cv_later=subject.cv_later,
        takes_cv=standing.state is ApplicationState.OPEN and _takes_cv(subject),
    )


def _answer_by(subject: Subject) -> date | None:
    """Return the last day of the first answer: what the first step of the recruitment promises."""
    days = next((step.answer_days for step in process_steps()), None)
    return working_days_after(local_date(subject.at), days) if days else None


def _takes_cv(subject: Subject) -> bool:
    """Say whether a CV may come, or another one: nobody may have read the one that is replaced."""
    return subject.seen_at is None or not subject.cv_name


def send_cv(subject: Subject, cv: CheckedCv, *, now: datetime) -> None:
    """Keep a CV that comes after the form, or in place of the one that came with it.

    raises: TooLate once the application is decided, or once somebody has opened the CV
    """
    if isinstance(subject, RepeatedForm):
        _keep_on_form(subject, cv)
        return
    _lock_open(subject)
    if not _takes_cv(subject):
        raise TooLate(
            _l("Your application has been opened: this CV stays with it. Write to us instead.")
        )
    replaced = [page.file for page in subject.cv_pages] + ([subject.cv] if subject.cv else [])
    subject.cv, subject.cv_later = cv_files.claim(cv_files.keep(cv)), False
    subject.cv_text, subject.cv_read_at, subject.cv_pages_drawn = "", None, 0
    subject.cv_pages.clear()
    db.session.flush()
    for file in replaced:
        files.remove(file)
    activity.record("application.cv_sent", subject, now=now)


def _keep_on_form(form: RepeatedForm, cv: CheckedCv) -> None:
    """Keep another CV with a form that changed nothing: its address may be corrected yet."""
    replaced, form.cv = form.cv, cv_files.keep(cv)
    cv_files.set_apart(form.cv)
    form.cv_name, form.cv_size, form.cv_later = cv.name, len(cv.data), False
    db.session.flush()
    if replaced:
        cv_files.drop(replaced)


def let_see(subject: Subject, sees: ReferrerSees, *, now: datetime) -> None:
    """Change what the referrer may see, at any time."""
    if subject.referrer_sees is sees:
        return
    subject.referrer_sees = sees
    if isinstance(subject, Application):
        activity.record("application.visibility_changed", subject, data={"to": sees}, now=now)


def remove_referrer(subject: Subject, *, now: datetime) -> None:
    """Attach an application to no one. raises: TooLate once it is decided"""
    if isinstance(subject, RepeatedForm):
        _answer_on_form(subject, ReferrerChoice.NONE, "")
    else:
        _lock_open(subject)
        _answer(subject, ReferrerChoice.NONE, "", None, now=now)


def name_referrer(
    subject: Subject,
    named: str,
    *,
    details: str = "",
    sender: Person | None = None,
    now: datetime,
) -> None:
    """Name who told the candidate about the opening, in place of the person shown.

    The one active person whom the name fits is asked to confirm; a name that fits nobody, or
    several, is kept for a recruiter. Either way the candidate reads the same.

    details: the person's team or place, as typed; the rest of a name that is one word alone
    sender: who is signed in to the browser that sends this
    raises: TooLate once the application is decided
    """
    named, details = completed(named, details)
    if isinstance(subject, RepeatedForm):
        _answer_on_form(subject, ReferrerChoice.NAMED, named)
        return
    _lock_open(subject)
    meant = typed_names.colleague_named(named, now=now, details=details)
    if meant and meant.id == subject.choice_ambassador_id:
        if subject.choice is ReferrerChoice.NAMED:
            subject.named_referrer = named  # what they read next is what they wrote
        return
    if meant is None and typed_names.waits_already(subject, named, details):
        return
    _answer(subject, ReferrerChoice.NAMED, named, meant, now=now)
    source = f"status:{subject.id}:{meant.id if meant else uuid7()}"
    typed_names.note(subject, source=source, details=details, sender=sender, now=now)


def withdraw(subject: Subject, *, now: datetime) -> None:
    """Take an application back. raises: pipeline.CannotMove once it is decided"""
    if isinstance(subject, Application):
        if pipeline.withdraw(subject, now=now):
            declarations.tell_moot(subject, now=now)
    elif subject.withdrawn_at is None:
        subject.withdrawn_at = now


def renew_link(application: Application, *, now: datetime) -> None:
    """End every status link of an application that was sent, and send a new one."""
    application.status_generation += 1
    letters.send_status_links(
        application.candidate.email, application.language, [application], now=now
    )


def send_links(asked: AskedMail, now: datetime) -> None:
    """Send the addresses of every status page of the mailbox that asks, if it has any."""
    applications = queries.applications_of_mailbox(fold(asked.address))
    if applications:
        to = applications[0].candidate.email
        letters.send_status_links(to, asked.language, applications, now=now)


def _lock_open(application: Application) -> Candidate:
    """Lock a candidate, then their application as it is now. raises: TooLate"""
    candidate = db.session.scalars(
        select(Candidate).where(Candidate.id == application.candidate_id).with_for_update()
    ).one()
    db.session.refresh(application, with_for_update={"of": Application})
    if application.state is not ApplicationState.OPEN:
        raise TooLate(_l("A decision has been taken: this no longer changes. Write to us instead."))
    return candidate


def _answer(
    application: Application,
    choice: ReferrerChoice,
    named: str,
    meant: Person | None,
    *,
    now: datetime,
) -> None:
    """Replace the answer about the referrer, and remove the one who was there."""
    declarations.tell_moot(application, now=now)
    removed = {row.ambassador_id: row for row in application.removed}
    before = application.choice_ambassador_id
    if before and before not in removed:
        application.removed.append(RemovedReferrer(ambassador_id=before))
    if meant and meant.id in removed:
        application.removed.remove(removed[meant.id])
    application.choice = choice
    application.choice_ambassador = meant
    application.named_referrer = named
    application.link = None
    typed_names.replace(application)
    activity.record("application.referrer_changed", application, data={"choice": choice}, now=now)


def _answer_on_form(form: RepeatedForm, choice: ReferrerChoice, named: str) -> None:
    form.choice = choice
    form.named_referrer = named
    form.link = None
