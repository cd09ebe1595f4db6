"""Applying: a form becomes an application, with its touches, once however often it is sent."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.core import activity
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.hiring import letters
from app.hiring.applying import cv_files
from app.hiring.applying.cv import BadCv
from app.hiring.candidates.by_mailbox import candidate_of
from app.hiring.candidates.merge import group_of
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    Recommendation,
    ReferrerChoice,
    ReferrerSees,
    RemovedReferrer,
    RepeatedForm,
    Touch,
)
from app.hiring.openings import hold_open
from app.hiring.referrals import typed_names
from app.hiring.referrals.recommended_person import lock
from app.hiring.referrals.touches import (
    Landing,
    store_recommendation,
    store_visit,
    touch_of,
)
from app.people.models import Person
from app.publishing.models import Opening
from app.publishing.questions.question import GivenAnswer
from app.sharing.models import TrackedLink


@dataclass(frozen=True)
class SentForm:
    """A candidate's form, as it was sent.

    form_id: drawn when the form was shown
    language: of the page
    cv: kept by cv_files.keep
    answers: to the opening's questions
    profile_url, cv_later: the address of a profile in place of it; or that it is to come
    came_by: the page that led to the form, if a signed token proves it, or the recommendation
        that was accepted; None straight from the career site
    choice, named: the answer about the referrer, and the name typed for "named"
    sender: who was signed in to the browser that sent it
    """

    form_id: UUID
    name: str
    email: str
    language: str
    cv: StoredFile | None = None
    profile_url: str = ""
    cv_later: bool = False
    message: str = ""
    answers: tuple[GivenAnswer, ...] = ()
    came_by: Landing | Recommendation | None = None
    choice: ReferrerChoice | None = None
    named: str = ""
    referrer_sees: ReferrerSees = ReferrerSees.APPLIED
    sender: Person | None = None

    @property
    def referrer(self) -> Person | None:
        """Who led the candidate here, to be kept, changed or removed."""
        return referrer_of(self.came_by)


@dataclass(frozen=True)
class ReferrerAnswer:
    """What a form comes to say about the referrer.

    ambassador: who was kept, or the one colleague whom the typed name means
    link: by which they were kept, if by one
    removed: who was shown, and is not who brought them
    touch: what was kept of how the form was reached
    """

    choice: ReferrerChoice | None = None
    ambassador: Person | None = None
    named: str = ""
    link: TrackedLink | None = None
    removed: Person | None = None
    touch: Touch | None = None


def referrer_of(came_by: Landing | Recommendation | None) -> Person | None:
    """Return the ambassador by whom a form was reached. Pure."""
    link_or_recommendation = came_by.link if isinstance(came_by, Landing) else came_by
    return link_or_recommendation.ambassador if link_or_recommendation else None


def missing_parts(form: SentForm) -> list[Refusal]:
    """Name what a form lacks that its candidate has to give, each with its field. Pure."""
    missing: list[Refusal] = []
    if form.referrer and form.choice is None:
        sentence = _l("Say who told you about it: keep, change or remove the person shown.")
        missing.append(Refusal(sentence, field="referrer", code="missing"))
    if form.cv is None and not form.profile_url and not form.cv_later:
        missing.append(
            BadCv(_l("Choose your CV, or say below that you have none at hand."), "missing")
        )
    return missing


def submit_application(
    opening: Opening, form: SentForm, *, now: datetime
) -> Application | RepeatedForm:
    """Receive an application, its touches and its acknowledgement, in the caller's transaction.

    The same form sent again by the same mailbox gives the same application. A mailbox whose
    application to this opening is still open gives a RepeatedForm instead: nothing changes
    there, and its answer looks the same. An application of the same person from another mailbox,
    which recruiters have merged, is received all the same, and repeats the one that is open.

    A form may lack what `missing_parts` names: surfaces where candidates write ask for it first.

    raises: OpeningClosed
    """
    if isinstance(form.came_by, Recommendation) and not _still_accepted(form.came_by):
        form = replace(form, came_by=None)
    candidate = candidate_of(form.email, name=form.name, language=form.language, now=now)
    if before := _received_before(candidate, form.form_id):
        _drop_cv(form)
        return before
    hold_open(opening, now=now)
    touch = _store_touch(candidate, form, now=now)
    answer = replace(_answer_about_referrer(form, now=now), touch=touch)
    if running := _running(candidate, opening):
        return _repeat(running, form, answer, now=now)
    return _receive(candidate, opening, form, answer, now=now)


def _still_accepted(recommendation: Recommendation) -> bool:
    """Hold a recommendation; False for one whose person changed their mind meanwhile."""
    return lock(recommendation) and recommendation.accepted_at is not None


def _received_before(candidate: Candidate, form_id: UUID) -> Application | RepeatedForm | None:
    return db.session.scalar(
        select(Application).where(
            Application.form_id == form_id, Application.candidate_id == candidate.id
        )
    ) or db.session.scalar(
        select(RepeatedForm)
        .join(RepeatedForm.application)
        .where(RepeatedForm.form_id == form_id, Application.candidate_id == candidate.id)
    )


def _running(candidate: Candidate, opening: Opening) -> Application | None:
    """Return the open application of a mailbox, or one that repeats an open application."""
    earlier = aliased(Application)
    return db.session.scalar(
        select(Application)
        .outerjoin(earlier, Application.repeats_id == earlier.id)
        .where(
            Application.candidate_id == candidate.id,
            Application.opening_id == opening.id,
            Application.state == ApplicationState.OPEN,
            or_(Application.repeats_id.is_(None), earlier.state == ApplicationState.OPEN),
        )
    )


def _running_elsewhere(candidate: Candidate, opening: Opening) -> UUID | None:
    """Return the open application of the same person from another mailbox."""
    return db.session.scalar(
        select(Application.id).where(
            Application.candidate_id.in_(group_of(candidate.id)),
            Application.candidate_id != candidate.id,
            Application.opening_id == opening.id,
            Application.state == ApplicationState.OPEN,
            Application.repeats_id.is_(None),
        )
    )


def _drop_cv(form: SentForm) -> None:
    if form.cv:
        cv_files.drop(form.cv)


def _store_touch(candidate: Candidate, form: SentForm, *, now: datetime) -> Touch | None:
    """Keep what led to a form. A recommendation counts for the mailbox typed here too."""
    came_by = form.came_by
    if came_by is None:
        return None
    if isinstance(came_by, Landing):
        new = store_visit(candidate, came_by, sender=form.sender, now=now)
    else:
        new = store_recommendation(candidate, came_by, sender=form.sender, now=now)
        came_by.touch = new or came_by.touch
    return new or touch_of(candidate, came_by)


def _answer_about_referrer(form: SentForm, *, now: datetime) -> ReferrerAnswer:
    """Read what a candidate answered about who brought them.

    "kept" where nobody was shown is no answer. A typed name that is the referrer's own keeps
    them; any other one removes them.
    """
    shown, choice, meant = form.referrer, form.choice, None
    if choice is ReferrerChoice.NAMED:
        meant = typed_names.colleague_named(form.named, now=now)
        if shown and meant and meant.id == shown.id:
            choice = ReferrerChoice.KEPT
    if choice is ReferrerChoice.KEPT:
        link = form.came_by.link if isinstance(form.came_by, Landing) else None
        return ReferrerAnswer(choice, shown, link=link) if shown else ReferrerAnswer()
    if choice is ReferrerChoice.NAMED:
        return ReferrerAnswer(choice, meant, named=form.named, removed=shown)
    return ReferrerAnswer(choice, removed=shown if choice else None)


def _said(form: SentForm, answer: ReferrerAnswer, *, now: datetime) -> dict[str, Any]:
    """Return what an application and a form that repeats one keep alike (models.FormColumns)."""
    return {
        "form_id": form.form_id,
        "at": now,
        "language": form.language,
        "name": form.name,
        "email": form.email,
        "message": form.message,
        "answers": form.answers,
        "profile_url": form.profile_url,
        "cv_later": form.cv_later and form.cv is None,
        "referrer_sees": form.referrer_sees,
        "choice": answer.choice,
        "named_referrer": answer.named,
        "link": answer.link,
        "touch": answer.touch,
    }


def _receive(
    candidate: Candidate, opening: Opening, form: SentForm, answer: ReferrerAnswer, *, now: datetime
) -> Application:
    """Make an application of a form, and acknowledge it."""
    application = Application(
        id=uuid7(),
        candidate=candidate,
        opening=opening,
        stage_since=now,
        cv=cv_files.claim(form.cv) if form.cv else None,
        choice_ambassador=answer.ambassador,
        removed=[RemovedReferrer(ambassador_id=answer.removed.id)] if answer.removed else [],
        repeats_id=_running_elsewhere(candidate, opening),
        **_said(form, answer, now=now),
    )
    db.session.add(application)
    db.session.flush()
    if application.choice is ReferrerChoice.NAMED:
        source = f"form:{form.form_id}"
        typed_names.note(application, source=source, sender=form.sender, now=now)
    activity.record("application.submitted", application, now=now)
    letters.acknowledge(application, now=now)
    return application


def _repeat(
    running: Application, form: SentForm, answer: ReferrerAnswer, *, now: datetime
) -> RepeatedForm:
    """Note a form that changes nothing, and tell the mailbox so.

    Its CV stays for as long as that of an unfinished form: the address may be a mistake, which its
    sender corrects (status_page.py).
    """
    repeated = RepeatedForm(
        application=running,
        cv_name=form.cv.name if form.cv else "",
        cv_size=form.cv.size if form.cv else 0,
        cv=form.cv,
        **_said(form, answer, now=now),
    )
    db.session.add(repeated)
    if form.cv:
        cv_files.set_apart(form.cv)
    db.session.flush()
    activity.record("application.repeated", running, now=now)
    letters.tell_repeated(running, now=now)
    return repeated
