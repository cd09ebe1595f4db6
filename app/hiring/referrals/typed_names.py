"""Names that candidates type: which colleague each stands for, found by Relais or by a person.

A match never credits: it puts the candidate's word before the colleague meant, who confirms.
"""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.core import activity
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.hiring import letters
from app.hiring.candidates.names import KnownName, likeness, only_match
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    ReferrerChoice,
    RepeatedForm,
    Touch,
    TypedName,
    TypedNameState,
)
from app.hiring.referrals import declarations
from app.hiring.referrals.colleagues import at_work, of_that_name
from app.hiring.referrals.touches import store_declaration
from app.people.models import Person
from app.policy.confirming import last_day_under
from app.policy.policy import TouchKind, TouchState
from app.policy.versions import version_at


class CannotMatch(Refusal):
    """A typed name cannot be taken for this person, or not any more."""

    code = "cannot_match"


class CannotAsk(Refusal):
    """A colleague cannot be asked once more whether a candidate's word is so."""

    code = "cannot_ask"


ANSWERED_MEANWHILE = _l(
    "The candidate has answered again in the meantime. Look at the application."
)
OTHER_NAME = "other_name"
MEANS_NOBODY = _l("This name is not matched. Reload the page.")


# ── what the candidate does ─────────────────────────────────────────────────────────────────


def colleague_named(typed: str, *, now: datetime, details: str = "") -> Person | None:
    """Return the one active person whom a typed name fits; None where it fits nobody or several."""
    key = only_match(typed, of_that_name(typed, today=local_date(now)), details)
    return db.session.get_one(Person, key) if key else None


def note(
    application: Application,
    *,
    source: str,
    details: str = "",
    sender: Person | None = None,
    now: datetime,
) -> TypedName:
    """Keep the name an application's candidate has just typed, and ask the colleague it means.

    The application holds the answer: `named_referrer`, and `choice_ambassador` if one is meant.

    source: the act, for its touch
    sender: who is signed in to the browser that sends it
    """
    meant = application.choice_ambassador
    typed_name = TypedName(
        application=application,
        at=now,
        typed=application.named_referrer,
        details=details,
        policy_version=version_at(now),
        sender_id=sender.id if sender else None,
    )
    db.session.add(typed_name)
    if meant:
        before = _declaration_of(application, meant)
        if before and declarations.is_over(before):
            source = f"{source}:{now.isoformat()}"  # named again: asked again
        touch = store_declaration(typed_name, meant, source=source, now=now)
        if touch:
            letters.ask_ambassador(touch, application, now=now)
        typed_name.state = TypedNameState.MATCHED
        typed_name.ambassador = meant
        typed_name.touch = touch or before
        typed_name.settled_at = now
    db.session.flush()
    return typed_name


def waits_already(application: Application, typed: str, details: str) -> bool:
    """Say whether this very name waits already for a person to match it."""
    found = current_typed_name(application)
    words = (application.named_referrer, found.details if found else "")
    return found is not None and found.state is TypedNameState.OPEN and words == (typed, details)


def replace(application: Application) -> None:
    """Let what was typed before count no more: the candidate has answered again."""
    db.session.execute(
        update(TypedName)
        .where(
            TypedName.application_id == application.id, TypedName.state != TypedNameState.REPLACED
        )
        .values(state=TypedNameState.REPLACED)
    )


def current_typed_name(application: Application) -> TypedName | None:
    """Return the name that an application's candidate gives now; None when they give none."""
    return db.session.scalar(
        select(TypedName)
        .where(
            TypedName.application_id == application.id, TypedName.state != TypedNameState.REPLACED
        )
        .options(joinedload(TypedName.ambassador), joinedload(TypedName.touch))
    )


def unconfirmed(application: Application | RepeatedForm) -> bool:
    """Say whether a candidate names somebody and nobody has confirmed it.

    Whether a colleague has that name makes no difference: the candidate reads the same.
    """
    if application.choice is not ReferrerChoice.NAMED:
        return False
    if isinstance(application, RepeatedForm):
        return True  # nobody is asked because of it
    meant = application.choice_ambassador
    touch = _declaration_of(application, meant) if meant else None
    return touch is None or touch.state is not TouchState.OK


# ── what a recruiter or a programme manager does ────────────────────────────────────────────


def last_day_of(typed_name: TypedName) -> date:
    """Return the last day on which a colleague can confirm a typed name."""
    return last_day_under(typed_name.policy_version, typed_name.at)


def match(
    typed_name: TypedName, person: Person, *, by: Person, now: datetime, sure: bool = True
) -> bool:
    """Take a typed name for a colleague, who is asked to confirm, as if it had matched at once.

    sure: that it is theirs even if they are called otherwise
    returns: False when it was matched to this person already
    raises: CannotMatch
    """
    application = _lock(typed_name)
    if typed_name.state is TypedNameState.MATCHED and typed_name.ambassador_id == person.id:
        return False
    _not_answered(typed_name)
    _may_be_meant(typed_name, person, by, now)
    if local_date(now) > last_day_of(typed_name):
        raise CannotMatch(
            _l("It is too late for a colleague to confirm it. Ask the candidate instead: what they "
               "answer can be confirmed anew."),
            code="too_late",
        )  # fmt: skip
    known = KnownName(person.id, person.first_name, person.last_name)
    if not sure and likeness(typed_name.typed, known) is None:
        raise CannotMatch(
            _l(
                "The name given is not that of %(name)s. Confirm that you mean them.",
                name=person.name,
            ),
            code=OTHER_NAME,
        )
    touch = _ask(typed_name, application, person, now=now)
    typed_name.state = TypedNameState.MATCHED
    typed_name.ambassador = person
    typed_name.touch = touch
    _settled(typed_name, by, now)
    application.choice_ambassador = person
    for each in [one for one in application.removed if one.ambassador_id == person.id]:
        application.removed.remove(each)
    data = {"ambassador": str(person.id)}
    activity.record("application.name_matched", application, by=by, data=data, now=now)
    return True


def correct(typed_name: TypedName, *, by: Person, now: datetime) -> bool:
    """Take back a match that was wrong, before it is confirmed; the name is to match again.

    A colleague asked by mistake is told so, and the touch enters no evidence. One who has
    answered that it was not so stays on record.

    returns: False when the name is to match already
    raises: CannotMatch once the colleague has confirmed
    """
    application = _lock(typed_name)
    if typed_name.state is TypedNameState.OPEN:
        return False
    touch, person = typed_name.touch, typed_name.ambassador
    if typed_name.state is not TypedNameState.MATCHED or person is None:
        raise CannotMatch(MEANS_NOBODY)
    if touch:  # as it is now: its ambassador may be answering
        db.session.refresh(touch, with_for_update={"of": Touch})
    if touch and touch.state is TouchState.OK:
        raise CannotMatch(_answered(touch, person), code="answered")
    if touch and touch.state is TouchState.PENDING:
        touch.state = TouchState.REFUSED
        touch.settled_at = touch.withdrawn_at = now
        letters.tell_mistake(touch, application, now=now)
    typed_name.state = TypedNameState.OPEN
    typed_name.ambassador = typed_name.touch = None
    typed_name.settled_at = typed_name.settled_by = None
    application.choice_ambassador = None
    data = {"ambassador": str(person.id)}
    activity.record("application.match_corrected", application, by=by, data=data, now=now)
    return True


def say_nobody(typed_name: TypedName, *, by: Person, now: datetime) -> bool:
    """Note that no colleague has a typed name; False when that was noted already.

    raises: CannotMatch
    """
    application = _lock(typed_name)
    if typed_name.state is TypedNameState.NOBODY:
        return False
    _not_answered(typed_name)
    typed_name.state = TypedNameState.NOBODY
    _settled(typed_name, by, now)
    activity.record("application.name_unknown", application, by=by, now=now)
    return True


def ask_candidate(typed_name: TypedName, *, by: Person, now: datetime) -> bool:
    """Ask a candidate which colleague they meant, by mail; False when they have been asked.

    raises: CannotMatch
    """
    application = _lock(typed_name)
    if typed_name.state is TypedNameState.ASKED:
        return False
    _not_answered(typed_name)
    typed_name.state = TypedNameState.ASKED
    _settled(typed_name, by, now)
    typed_name.asked_at = now
    letters.ask_who(application, typed_name.typed, now=now)
    activity.record("application.name_asked", application, by=by, now=now)
    return True


def ask_again(typed_name: TypedName, *, by: Person, now: datetime) -> bool:
    """Ask the colleague meant once more, in one's own name; False when somebody has done so.

    raises: CannotAsk
    """
    application = _lock(typed_name)
    if typed_name.touch:  # as it is now: its ambassador may be answering
        db.session.refresh(typed_name.touch, with_for_update={"of": Touch})
    touch = _touch_to_ask_about(typed_name, by=by, now=now)
    if not declarations.noted(touch, declarations.BY_COLLEAGUE, now):
        return False
    letters.ask_again(touch, application, by=by, last_day=last_day_of(typed_name), now=now)
    data = {"ambassador": str(touch.ambassador_id)}
    activity.record("application.ambassador_asked_again", application, by=by, data=data, now=now)
    return True


def may_ask_again(typed_name: TypedName, *, by: Person, now: datetime) -> bool:
    """Say whether the colleague meant can be asked once more, as far as nobody has done so."""
    try:
        _touch_to_ask_about(typed_name, by=by, now=now)
    except CannotAsk:
        return False
    return True


def _touch_to_ask_about(typed_name: TypedName, *, by: Person, now: datetime) -> Touch:
    """Return the touch that the colleague meant can be asked about once more.

    raises: CannotAsk that says why they cannot
    """
    person, touch = typed_name.ambassador, typed_name.touch
    if typed_name.state is TypedNameState.REPLACED:
        raise CannotAsk(ANSWERED_MEANWHILE, code="replaced")
    if typed_name.state is not TypedNameState.MATCHED or person is None or touch is None:
        raise CannotAsk(MEANS_NOBODY, code="nobody")
    if touch.state is not TouchState.PENDING:
        raise CannotAsk(_answered(touch, person), code="answered")
    if typed_name.application.state not in (ApplicationState.OPEN, ApplicationState.HIRED):
        raise CannotAsk(_l("This application is over."), code="over")
    if not at_work(person.disabled_at, person.left_on, local_date(now)):
        raise CannotAsk(_l("%(name)s no longer works here.", name=person.name), code="left")
    if local_date(now) > last_day_of(typed_name):
        raise CannotAsk(_l("%(name)s did not answer in time.", name=person.name), code="late")
    if person.id == by.id:
        raise CannotAsk(
            _l("The candidate names you. Answer on the page “Did you tell them about us?”."),
            code="self",
        )
    return touch


def _lock(typed_name: TypedName) -> Application:
    """Lock a candidate, their application and the name, as they are now."""
    candidate = typed_name.application.candidate_id
    db.session.scalars(select(Candidate.id).where(Candidate.id == candidate).with_for_update())
    application = typed_name.application
    db.session.refresh(application, with_for_update={"of": Application})
    db.session.refresh(typed_name, with_for_update={"of": TypedName})
    return application


def _not_answered(typed_name: TypedName) -> None:
    if typed_name.state is TypedNameState.REPLACED:
        raise CannotMatch(ANSWERED_MEANWHILE, code="replaced")
    if typed_name.state is TypedNameState.MATCHED:
        raise CannotMatch(
            _l(
                "Somebody has matched this name in the meantime. Correct that first if it is wrong."
            ),
            code="matched",
        )


def _may_be_meant(typed_name: TypedName, person: Person, by: Person, now: datetime) -> None:
    if person.id == by.id:
        raise CannotMatch(
            _l("You cannot match a candidate to yourself. A colleague has to do it."), code="self"
        )
    if person.id == typed_name.application.candidate.person_id:
        raise CannotMatch(_l("This is the candidate. Choose a colleague."), code="candidate")
    if not at_work(person.disabled_at, person.left_on, local_date(now)):
        raise CannotMatch(_l("%(name)s no longer works here.", name=person.name), code="left")


def _ask(
    typed_name: TypedName, application: Application, person: Person, *, now: datetime
) -> Touch:
    """Put the candidate's word before a colleague, once; a question taken back is put again."""
    source = f"naming:{typed_name.id}:{person.id}"
    before = _declaration_of(application, person)
    if before and before.withdrawn_at and before.source == source:
        before.state, before.settled_at, before.withdrawn_at = TouchState.PENDING, None, None
        before.created_at = now
        letters.ask_ambassador(before, application, now=now)
        return before
    if before and not declarations.is_over(before):
        if before.state is TouchState.REFUSED:
            raise CannotMatch(_answered(before, person), code="answered")
        return before
    touch = store_declaration(typed_name, person, source=source, now=now)
    if touch is None:  # this very act was put before them already
        raise CannotMatch(ANSWERED_MEANWHILE, code="replaced")
    letters.ask_ambassador(touch, application, now=now)
    return touch


def _declaration_of(application: Application, person: Person) -> Touch | None:
    """Return the latest declaration that names a person for the opening of an application."""
    return db.session.scalars(
        select(Touch)
        .where(
            Touch.candidate_id == application.candidate_id,
            Touch.ambassador_id == person.id,
            Touch.kind == TouchKind.DECLARATION,
            Touch.publication_id == application.opening_id,
        )
        .order_by(Touch.at.desc(), Touch.id.desc())
        .limit(1)
    ).first()


def _answered(touch: Touch, person: Person) -> str:
    if touch.state is TouchState.OK:
        return str(_l("%(name)s has confirmed it: this no longer changes here.", name=person.name))
    return str(_l("%(name)s has answered that it was not so.", name=person.name))


def _settled(typed_name: TypedName, by: Person, now: datetime) -> None:
    typed_name.settled_at = now
    typed_name.settled_by = by
