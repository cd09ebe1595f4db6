"""Applying: a form becomes an application, with its touches, once however often it is sent."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.core import activity
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.core.models import StoredFile
from app.hiring import letters
from app.hiring.applying import cv_files
from app.hiring.candidates.mailbox import domains_that_fold, fold
from app.hiring.candidates.merge import group_of, hold_groups, lock_group
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    Recommendation,
    ReferrerChoice,
    ReferrerSees,
    RemovedReferrer,
    RepeatedForm,
    Stage,
)
from app.hiring.referrals import typed_names
from app.hiring.referrals.recommended_person import lock
from app.hiring.referrals.touches import Landing, Sending, store_recommendation, store_visit
from app.people.models import Person
from app.publishing.kinds import is_online
from app.publishing.models import Opening, Publication
from app.sharing.models import ReferralLink


class OpeningClosed(Refusal):
    """The opening takes no application any more."""

    code = "closed"


def takes_applications(opening: Opening, today: date) -> bool:
    """Say whether an opening may be applied for. Pure."""
    return is_online(opening, today)


def submit_application(
    opening: Opening,
    *,
    form_id: UUID,
    name: str,
    email: str,
    language: str,
    now: datetime,
    policy_version: int,
    cv: StoredFile | None = None,
    message: str = "",
    choice: ReferrerChoice | None = None,
    named: str = "",
    landing: Landing | None = None,
    landed_under: int | None = None,
    recommendation: Recommendation | None = None,
    referrer_sees: ReferrerSees = ReferrerSees.APPLIED,
    sender: Person | None = None,
) -> Application | RepeatedForm:
    """Receive an application, its touches and its acknowledgement, in the caller's transaction.

    The same form sent again by the same mailbox gives the same application. A mailbox whose
    application to this opening is still open gives a RepeatedForm instead: nothing changes
    there, and its answer looks the same. An application of the same person from another mailbox,
    which recruiters have merged, is received all the same, and repeats the one that is open.

    form_id: drawn when the form was shown
    cv: kept by cv_files.keep
    choice, named: the answer about the referrer, and the name typed for "named"
    landing: the page that led to the form, if a signed token proves it
    landed_under: the version in force then, which the visit keeps; None is that of now
    recommendation: the accepted one that led to the form; it counts for the mailbox typed here too
    sender: who was signed in to the browser that sent the form
    policy_version: in force now
    raises: OpeningClosed
    """
    if recommendation:
        found = lock(recommendation)
        if not found or recommendation.accepted_at is None:
            recommendation = None  # they changed their mind meanwhile: the application passes
    candidate = candidate_of(email, name=name, language=language, now=now)
    if known := _received_before(candidate, form_id):
        if cv:
            cv_files.drop(cv)
        return known
    # closing waits for us, or we for it: nothing comes in after an opening has closed
    db.session.refresh(
        opening, ["state", "closes_on"], with_for_update={"read": True, "of": Publication}
    )
    if not takes_applications(opening, local_date(now)):
        raise OpeningClosed(_l("This opening takes no more applications."))
    sending = Sending(sender, policy_version, now)
    if landing:
        under = policy_version if landed_under is None else landed_under
        store_visit(candidate, landing, replace(sending, policy_version=under))
    if recommendation:
        touch = store_recommendation(candidate, recommendation, sender=sender, now=now)
        recommendation.touch = touch or recommendation.touch
    if running := _running(candidate, opening):
        return _repeated(
            running,
            RepeatedForm(
                form_id=form_id,
                at=now,
                language=language,
                name=name,
                email=email,
                cv_name=cv.name if cv else "",
                cv_size=cv.size if cv else 0,
                message=message,
                referrer_sees=referrer_sees,
                choice=choice,
                named_referrer=named,
                link_id=_link_kept(choice, landing),
            ),
            cv,
        )
    application = Application(
        id=uuid7(),
        candidate=candidate,
        opening=opening,
        form_id=form_id,
        at=now,
        stage=Stage.RECEIVED,
        stage_since=now,
        language=language,
        name=name,
        email=email,
        message=message,
        cv=cv_files.claim(cv) if cv else None,
        referrer_sees=referrer_sees,
        repeats_id=_running_elsewhere(candidate, opening),
    )
    db.session.add(application)
    shown = landing.link if landing else recommendation
    _answer(application, choice, named, shown, now=now)
    db.session.flush()
    if application.choice is ReferrerChoice.NAMED:
        typed_names.note(application, sending, source=f"form:{form_id}")
    activity.record("application.submitted", application, now=now)
    letters.acknowledge(application, now=now)
    return application


def candidate_of(email: str, *, name: str, language: str, now: datetime) -> Candidate:
    """Return the candidate of a mailbox, made if new, locked with all who are the same person.

    So one form of one person comes at a time. The name of one who is known stays: a stranger may
    have typed this address.
    """
    hold_groups()
    folded = fold(email)
    values = {"name": name, "email": email, "language": language, "phone": "", "created_at": now}
    candidate = None
    while candidate is None:  # erased between two statements: made anew
        db.session.execute(
            insert(Candidate)
            .values(id=uuid7(), email_folded=folded, **values)
            .on_conflict_do_nothing(index_elements=["email_folded"])
        )
        known = db.session.scalar(select(Candidate.id).where(Candidate.email_folded == folded))
        if known and lock_group(known):
            candidate = db.session.get(Candidate, known, populate_existing=True)
    if candidate.person_id is None:
        candidate.person_id = _person_at(folded, email)
    return candidate


def _person_at(folded: str, email: str) -> UUID | None:
    """Return who of the company has a mailbox, however their address is written."""
    written = [
        Person.email.endswith(f"@{domain}", autoescape=True) for domain in domains_that_fold(folded)
    ]
    known = db.session.execute(
        select(Person.id, Person.email).where(
            or_(Person.email.in_({folded, email.lower()}), *written)
        )
    )
    return next((key for key, address in known if fold(address) == folded), None)


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
    """Return the application of a mailbox that is open, be it by another one that it repeats."""
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


def _repeated(running: Application, form: RepeatedForm, cv: StoredFile | None) -> RepeatedForm:
    """Note a form that changes nothing, and tell the mailbox so."""
    form.application = running
    db.session.add(form)
    if cv:
        cv_files.drop(cv)
    db.session.flush()
    activity.record("application.repeated", running, now=form.at)
    letters.tell_repeated(running, now=form.at)
    return form


def _link_kept(choice: ReferrerChoice | None, landing: Landing | None) -> UUID | None:
    return landing.link.id if landing and choice is ReferrerChoice.KEPT else None


def _answer(
    application: Application,
    choice: ReferrerChoice | None,
    named: str,
    by: ReferralLink | Recommendation | None,
    *,
    now: datetime,
) -> None:
    """Write what the candidate answered about who brought them.

    "kept" without a proven landing, or a recommendation, is no answer: there was nobody to keep.
    A typed name that is the referrer's own keeps them; any other one removes them.

    by: what led to the form
    """
    shown = by.ambassador if by else None
    if choice is ReferrerChoice.NAMED:
        found = typed_names.colleague_named(named, now=now)
        if shown and found and found.id == shown.id:
            choice = ReferrerChoice.KEPT
        else:
            application.choice_ambassador = found
            application.named_referrer = named
    if choice is ReferrerChoice.KEPT:
        if shown is None:
            return
        application.choice_ambassador = shown
        application.link = by if isinstance(by, ReferralLink) else None
    elif choice and shown:
        application.removed.append(RemovedReferrer(ambassador_id=shown.id))
    application.choice = choice
