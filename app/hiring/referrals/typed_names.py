"""Names that candidates type: whom each means, found by Relais or, where it cannot, by a person.

A match never credits: it puts the candidate's word before the colleague meant, who confirms.
"""

from datetime import date, datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.core import activity
from app.core.calendar import local_date
from app.core.database import db
from app.core.errors import Refusal
from app.hiring import letters
from app.hiring.candidates.names import Known, only_match
from app.hiring.models import (
    Application,
    ApplicationState,
    Candidate,
    Naming,
    NamingState,
    RecommenderChoice,
    Touch,
    TouchKind,
    TouchState,
)
from app.hiring.referrals import declarations
from app.hiring.referrals.touches import Sending, store_declaration
from app.people.models import Person, Place, Team
from app.people.queries import roles_at


class CannotMatch(Refusal):
    """A typed name cannot be taken for this person, or not any more."""

    code = "cannot_match"


class CannotAsk(Refusal):
    """A colleague cannot be asked once more whether a candidate's word is so."""

    code = "cannot_ask"


ANSWERED_MEANWHILE = _l("The candidate has answered again meanwhile. Look at the application.")
MEANS_NOBODY = _l("This name is matched to nobody. Look at the page again.")


# ── what the candidate does ─────────────────────────────────────────────────────────────────


def colleague_named(typed: str, *, now: datetime, details: str = "") -> Person | None:
    """Return the one active person whom a typed name means; None for nobody, or several."""
    key = only_match(typed, everybody(local_date(now)), details)
    return db.session.get_one(Person, key) if key else None


def everybody(today: date) -> list[Known[UUID]]:
    """Return all people as names are compared, those who left too. One statement."""
    rows = db.session.execute(
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            Person.disabled_at,
            Person.left_on,
            Team.name_fr,
            Team.name_en,
            Place.name,
        )
        .outerjoin(Person.team)
        .outerjoin(Person.place)
    )
    return [
        Known(key, first, last, at_work(disabled, left, today), tuple(filter(None, where)))
        for key, first, last, disabled, left, *where in rows
    ]


def at_work(disabled_at: datetime | None, left_on: date | None, today: date) -> bool:
    """Say whether somebody can be meant: their account is open and they have not left. Pure."""
    return disabled_at is None and (left_on is None or left_on >= today)


def note(application: Application, sending: Sending, *, source: str, details: str = "") -> Naming:
    """Keep the name an application's candidate has just typed, and ask whom it means.

    The application holds the answer: `named_recommender`, and `choice_ambassador` if found.

    source: the act, for its touch
    """
    meant = application.choice_ambassador
    naming = Naming(
        application=application,
        at=sending.now,
        typed=application.named_recommender,
        details=details,
        policy_version=sending.policy_version,
        sender_id=sending.sender.id if sending.sender else None,
    )
    db.session.add(naming)
    if meant:
        before = _declaration_of(application, meant)
        if before and before.withdrawn_at:
            source = f"{source}:{sending.now.isoformat()}"  # named again: that was no mistake
        touch = store_declaration(
            application.candidate, meant, sending, source=source, opening_id=application.opening_id
        )
        if touch:
            letters.ask_ambassador(touch, application, now=sending.now)
        naming.state = NamingState.MATCHED
        naming.ambassador = meant
        naming.touch = touch or before
        naming.settled_at = sending.now
    db.session.flush()
    return naming


def waits_already(application: Application, typed: str, details: str) -> bool:
    """Say whether this very name waits already for a person to match it."""
    found = current_naming(application)
    words = (application.named_recommender, found.details if found else "")
    return found is not None and found.state is NamingState.OPEN and words == (typed, details)


def replace(application: Application) -> None:
    """Let what was typed before count no more: the candidate has answered again."""
    db.session.execute(
        update(Naming)
        .where(Naming.application_id == application.id, Naming.state != NamingState.REPLACED)
        .values(state=NamingState.REPLACED)
    )


def current_naming(application: Application) -> Naming | None:
    """Return the name that an application's candidate gives now; None when they give none."""
    return db.session.scalar(
        select(Naming)
        .where(Naming.application_id == application.id, Naming.state != NamingState.REPLACED)
        .options(joinedload(Naming.ambassador), joinedload(Naming.touch))
    )


def unconfirmed(application: Application) -> bool:
    """Say whether an application's candidate names somebody and nobody has confirmed it.

    Whether a colleague is called so makes no difference: the candidate reads the same.
    """
    if application.choice is not RecommenderChoice.NAMED:
        return False
    meant = application.choice_ambassador
    touch = _declaration_of(application, meant) if meant else None
    return touch is None or touch.state is not TouchState.OK


# ── what a recruiter or a programme manager does ────────────────────────────────────────────


def match(naming: Naming, person: Person, *, by: Person, last_day: date, now: datetime) -> bool:
    """Take a typed name for a colleague, who is asked to confirm, as if it had matched at once.

    last_day: on which they can still confirm, by the policy of the candidate's act
    returns: False when it was matched to this person already
    raises: CannotMatch
    """
    application = _lock(naming)
    if naming.state is NamingState.MATCHED and naming.ambassador_id == person.id:
        return False
    _not_answered(naming)
    _may_be_meant(naming, person, by, now)
    if local_date(now) > last_day:
        raise CannotMatch(
            _l("It is too late for a colleague to confirm it. Ask the candidate instead: what they "
               "answer can be confirmed anew."),
            code="too_late",
        )  # fmt: skip
    touch = _ask(naming, application, person, now=now)
    naming.state = NamingState.MATCHED
    naming.ambassador = person
    naming.touch = touch
    _settled(naming, by, now)
    application.choice_ambassador = person
    for each in [one for one in application.removed if one.ambassador_id == person.id]:
        application.removed.remove(each)
    data = {"ambassador": str(person.id)}
    activity.record("application.name_matched", application, by=by, data=data, now=now)
    return True


def correct(naming: Naming, *, by: Person, now: datetime) -> bool:
    """Take back a match that was wrong, before it is confirmed; the name is to match again.

    Whoever was asked by mistake is told so, and the touch enters no evidence. Whoever answered
    that it was not so stays on record.

    returns: False when the name is to match already
    raises: CannotMatch once the colleague has confirmed
    """
    application = _lock(naming)
    if naming.state is NamingState.OPEN:
        return False
    touch, person = naming.touch, naming.ambassador
    if naming.state is not NamingState.MATCHED or person is None:
        raise CannotMatch(MEANS_NOBODY)
    if touch:  # as it is now: its ambassador may be answering
        db.session.refresh(touch, with_for_update={"of": Touch})
    if touch and touch.state is TouchState.OK:
        raise CannotMatch(_answered(touch, person), code="answered")
    if touch and touch.state is TouchState.PENDING:
        touch.state = TouchState.REFUSED
        touch.settled_at = touch.withdrawn_at = now
        letters.tell_mistake(touch, application, now=now)
    naming.state = NamingState.OPEN
    naming.ambassador = naming.touch = None
    naming.settled_at = naming.settled_by = None
    application.choice_ambassador = None
    data = {"ambassador": str(person.id)}
    activity.record("application.match_corrected", application, by=by, data=data, now=now)
    return True


def say_nobody(naming: Naming, *, by: Person, now: datetime) -> bool:
    """Note that a typed name is no colleague's; False when that was noted already.

    raises: CannotMatch
    """
    application = _lock(naming)
    if naming.state is NamingState.NOBODY:
        return False
    _not_answered(naming)
    naming.state = NamingState.NOBODY
    _settled(naming, by, now)
    activity.record("application.name_unknown", application, by=by, now=now)
    return True


def ask_candidate(naming: Naming, *, by: Person, now: datetime) -> bool:
    """Ask a candidate whom they meant, by a message with their status link; False when asked.

    raises: CannotMatch
    """
    application = _lock(naming)
    if naming.state is NamingState.ASKED:
        return False
    _not_answered(naming)
    naming.state = NamingState.ASKED
    _settled(naming, by, now)
    naming.asked_at = now
    letters.ask_who(application, naming.typed, now=now)
    activity.record("application.name_asked", application, by=by, now=now)
    return True


def ask_again(naming: Naming, *, by: Person, last_day: date, now: datetime) -> bool:
    """Ask the colleague meant once more, in one's own name; False when somebody has done so.

    last_day: on which they can still confirm, by the policy of the candidate's act
    raises: CannotAsk
    """
    application = _lock(naming)
    touch = naming.touch
    if touch:  # as it is now: its ambassador may be answering
        db.session.refresh(touch, with_for_update={"of": Touch})
    refusal = refusal_to_ask_again(naming, by=by, last_day=last_day, now=now)
    if refusal:
        raise refusal
    assert touch is not None, "somebody is asked"
    if not declarations.noted(touch, declarations.BY_COLLEAGUE, now):
        return False
    letters.ask_again(touch, application, by=by, last_day=last_day, now=now)
    data = {"ambassador": str(touch.ambassador_id)}
    activity.record("application.ambassador_asked_again", application, by=by, data=data, now=now)
    return True


def refusal_to_ask_again(
    naming: Naming, *, by: Person, last_day: date, now: datetime
) -> CannotAsk | None:
    """Return why the colleague meant cannot be asked once more; None if they can. Pure.

    last_day: on which they can still confirm
    """
    person, touch = naming.ambassador, naming.touch
    if naming.state is NamingState.REPLACED:
        return CannotAsk(ANSWERED_MEANWHILE, code="replaced")
    if naming.state is not NamingState.MATCHED or person is None or touch is None:
        return CannotAsk(MEANS_NOBODY, code="nobody")
    if touch.state is not TouchState.PENDING:
        return CannotAsk(_answered(touch, person), code="answered")
    if naming.application.state not in (ApplicationState.OPEN, ApplicationState.HIRED):
        return CannotAsk(_l("This application is over."), code="over")
    if not at_work(person.disabled_at, person.left_on, local_date(now)):
        return CannotAsk(_l("%(name)s no longer works here.", name=person.name), code="left")
    if local_date(now) > last_day:
        return CannotAsk(_l("%(name)s did not answer in time.", name=person.name), code="late")
    if person.id == by.id:
        return CannotAsk(
            _l("The candidate names you. Answer on the page of those who wait for you."),
            code="self",
        )
    return None


def _lock(naming: Naming) -> Application:
    """Lock a candidate, their application and the name, as they are now."""
    candidate = naming.application.candidate_id
    db.session.scalars(select(Candidate.id).where(Candidate.id == candidate).with_for_update())
    application = naming.application
    db.session.refresh(application, with_for_update={"of": Application})
    db.session.refresh(naming, with_for_update={"of": Naming})
    return application


def _not_answered(naming: Naming) -> None:
    if naming.state is NamingState.REPLACED:
        raise CannotMatch(ANSWERED_MEANWHILE, code="replaced")
    if naming.state is NamingState.MATCHED:
        raise CannotMatch(
            _l("Somebody has matched this name meanwhile. Correct that first if it is wrong."),
            code="matched",
        )


def _may_be_meant(naming: Naming, person: Person, by: Person, now: datetime) -> None:
    if person.id == by.id:
        raise CannotMatch(
            _l("You cannot match a candidate to yourself. A colleague has to do it."), code="self"
        )
    if person.id == naming.application.candidate.person_id:
        raise CannotMatch(_l("This is the candidate. Choose a colleague."), code="candidate")
    if not at_work(person.disabled_at, person.left_on, local_date(now)):
        raise CannotMatch(_l("%(name)s no longer works here.", name=person.name), code="left")


def _ask(naming: Naming, application: Application, person: Person, *, now: datetime) -> Touch:
    """Put the candidate's word before a colleague, once; a question taken back is put again."""
    source = f"naming:{naming.id}:{person.id}"
    before = _declaration_of(application, person)
    if before and before.withdrawn_at and before.source == source:
        before.state, before.settled_at, before.withdrawn_at = TouchState.PENDING, None, None
        before.created_at = now
        letters.ask_ambassador(before, application, now=now)
        return before
    if before and not before.withdrawn_at:
        if before.state is TouchState.REFUSED:
            raise CannotMatch(_answered(before, person), code="answered")
        return before
    sending = Sending(
        db.session.get(Person, naming.sender_id) if naming.sender_id else None,
        naming.policy_version,
        naming.at,
    )
    touch = store_declaration(
        application.candidate,
        person,
        sending,
        source=source,
        opening_id=application.opening_id,
        roles=roles_at(person, naming.at),
        asked_at=now,
    )
    assert touch is not None, "this act named nobody before"
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


def _settled(naming: Naming, by: Person, now: datetime) -> None:
    naming.settled_at = now
    naming.settled_by = by
