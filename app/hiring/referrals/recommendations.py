"""Recommending somebody, who is asked first, reminded once, and answers or is forgotten.

Until they accept, nobody but their ambassador knows that somebody was recommended, and not even
that ambassador learns whether they refused, had refused before, or never answered: the row then
says the same, word for word and day for day. See
docs/decisions/0012-a-refusal-reads-like-silence.md.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity, mail, signing
from app.core.database import db
from app.core.errors import Refusal
from app.core.ids import uuid7
from app.hiring import letters
from app.hiring.candidates.by_mailbox import candidate_of
from app.hiring.candidates.mailbox import fold
from app.hiring.models import (
    Application,
    Candidate,
    Recommendation,
    RecommendationRefusal,
    RecommendedPerson,
    Touch,
)
from app.hiring.openings import OpeningClosed, hold_open, takes_applications
from app.hiring.queries.recommendations import has_applied
from app.hiring.referrals.recommended_person import (
    erase,
    lock,
    name,
    one_at_a_time,
)
from app.hiring.referrals.touches import store_recommendation
from app.people.models import Person
from app.policy.versions import version_at
from app.publishing.kinds import OPENINGS, state_read_on
from app.publishing.models import Opening, PublicationState
from app.sharing.audience import is_invited
from app.sharing.links import NotInvited, accepted_charter

ANSWER_WITHIN = timedelta(days=14)
REMINDED_AFTER = ANSWER_WITHIN / 2
NOTHING_LEFT = _l("Nothing is left of this recommendation")
MESSAGES_LEAVE_WITHIN = timedelta(days=2)  # one about nobody that waits for longer is dropped


class OwnAddress(Refusal):
    """Ambassadors do not recommend themselves."""

    code = "own_address"


class NothingLeft(Refusal):
    """The recommendation was answered, taken back or ran out: nothing is known of anybody."""

    code = "nothing_left"


class AcceptedAlready(Refusal):
    """The person has accepted: what was to happen before their answer no longer can."""

    code = "accepted_already"


class HasApplied(Refusal):
    """The person has applied since: their application has a page of its own."""

    code = "has_applied"


def recommend(
    opening: Opening,
    person: RecommendedPerson,
    *,
    by: Person,
    form_id: UUID,
    language: str,
    called: str = "",
    now: datetime,
) -> Recommendation:
    """Ask somebody whether they agree to be recommended, in the caller's transaction.

    Nobody is written to who asked not to be, or whom the same ambassador is already asking: the
    row is made all the same, by as many statements, and says nothing of them. The same form for
    the same mailbox gives the same recommendation.

    form_id: drawn when the form was shown
    language: that the person reads
    called: the ambassador's own word for it, which does not name the person
    raises: OpeningClosed, NotInvited, sharing.links.CharterNotAccepted, OwnAddress
    """
    if not takes_applications(opening, now):
        raise OpeningClosed(_l("This opening takes no more applications. Choose another one."))
    if not is_invited(by, opening):
        raise NotInvited(_l("This publication is meant for other teams or places than yours."))
    accepted_charter(by)
    folded = fold(person.email)
    if folded == fold(by.email):
        raise OwnAddress(
            _l("This is your own address. To apply yourself, use the opening’s page."),
            field="email",
        )
    one_at_a_time(folded)
    act = uuid5(form_id, f"{opening.id} {folded}")
    if known := _sent_before(by, act):
        return known
    asked = not _left_alone(folded, opening, by)
    recommendation = Recommendation(
        id=uuid7(),
        ambassador=by,
        opening=opening,
        form_id=act,
        language=language,
        called=called,
        sent_at=now,
        roles=sorted(by.roles),
        policy_version=version_at(now),
        ends_at=now + ANSWER_WITHIN,
    )
    db.session.add(recommendation)
    db.session.flush()
    letters.ask_consent(recommendation, person, now=now)
    if asked:
        name(recommendation, person, folded=folded)
        db.session.flush()
    else:
        mail.forget([recommendation.id])
    data = {"opening": str(opening.id)}
    activity.record("recommendation.sent", recommendation, by=by, data=data, now=now)
    return recommendation


def accept(recommendation: Recommendation, *, sender: Person | None, now: datetime) -> None:
    """Let the company contact the person, and the recommendation count. Twice changes nothing.

    sender: who was signed in to the browser that accepted
    raises: NothingLeft, OpeningClosed
    """
    _hold(recommendation)
    if recommendation.accepted_at:
        return
    person = _still_asked(recommendation, now=now)
    # the candidate before the opening, as submit_application locks them
    candidate = candidate_of(
        person.email, name=person.name, language=recommendation.language, now=now
    )
    hold_open(recommendation.opening, now=now)
    recommendation.accepted_at = now
    touch = store_recommendation(candidate, recommendation, sender=sender, now=now)
    if touch is None:
        raise NothingLeft(NOTHING_LEFT)
    recommendation.touch = touch
    db.session.flush()
    activity.record("touch.settled", touch, data={"state": "ok"}, now=now)
    letters.confirm_consent(recommendation, person, now=now)


def refuse(recommendation: Recommendation, *, forever: bool, now: datetime) -> None:
    """Erase all that is known of the person, and have nobody ask again, for this opening or ever.

    What others asked them about is erased too, in the same reach.

    raises: NothingLeft, AcceptedAlready
    """
    _hold(recommendation)
    if recommendation.accepted_at:
        raise AcceptedAlready(_l("You have accepted already. You can still change your mind."))
    folded = fold(_still_asked(recommendation, now=now).email)
    _leave_alone(folded, None if forever else recommendation.opening)
    others = select(Recommendation).where(
        Recommendation.email_folded == folded, Recommendation.accepted_at.is_(None)
    )
    if not forever:
        others = others.where(Recommendation.opening_id == recommendation.opening_id)
    for each in db.session.scalars(others.with_for_update(of=Recommendation)):
        _forget(each)


def withdraw_consent(recommendation: Recommendation, *, now: datetime) -> None:
    """Take back what was accepted: erase the person, and have nobody ask again for this opening.

    raises: NothingLeft, HasApplied
    """
    _hold(recommendation)
    folded = recommendation.email_folded
    if recommendation.accepted_at is None or folded is None:
        raise NothingLeft(NOTHING_LEFT)
    touch = recommendation.touch
    candidate = _candidate_behind(touch) if touch else None
    if candidate and has_applied(recommendation):
        raise HasApplied(
            _l("You have applied since: withdraw from the page of your application instead.")
        )
    _leave_alone(folded, recommendation.opening)
    recommendation.ends_at = min(recommendation.ends_at, now)
    _forget(recommendation)
    if touch and candidate:
        db.session.delete(touch)
        db.session.flush()
        if not _has_history(candidate):
            db.session.delete(candidate)


def take_back(recommendation: Recommendation, *, by: Person, now: datetime) -> None:
    """Take a recommendation back before its answer: nothing of it is left. Ambassadors' own.

    One that was refused is taken back like any other, so that nobody learns of it here. Twice
    changes nothing.

    raises: AcceptedAlready
    """
    if not lock(recommendation):
        return
    if recommendation.accepted_at:
        raise AcceptedAlready(
            _l("This person has accepted: you can no longer withdraw the recommendation.")
        )
    mail.forget([recommendation.id])
    activity.record("recommendation.taken_back", recommendation, by=by, now=now)
    db.session.delete(recommendation)
    db.session.flush()


def forget_unanswered(*, now: datetime) -> int:
    """Erase the people who have not answered in time; returns how many."""
    over = _waiting(Recommendation.ends_at <= now, Recommendation.name.is_not(None))
    for each in over:
        _forget(each)
    return len(over)


def tell_closed(*, now: datetime) -> int:
    """Tell those who were being asked about an opening that has closed, and erase them.

    returns: how many recommendations ended so
    """
    ended = (PublicationState.CLOSED, PublicationState.ARCHIVED)  # not what is paused
    shut = select(Opening.id).where(state_read_on(OPENINGS, now).in_(ended))
    closed = _waiting(
        Recommendation.ends_at > now,
        Recommendation.closed_at.is_(None),
        Recommendation.opening_id.in_(shut),
    )
    for each in closed:
        each.closed_at = now
        person = each.person
        _forget(each)
        if person:
            letters.tell_closed(each, person, now=now)
    return len(closed)


def remind(*, now: datetime) -> int:
    """Remind once, at half time, those who have not answered; returns how many were due."""
    due = _waiting(
        Recommendation.sent_at <= now - REMINDED_AFTER,
        Recommendation.ends_at > now,
        Recommendation.reminded_at.is_(None),
        Recommendation.closed_at.is_(None),
    )
    for each in due:
        each.reminded_at = now
        if person := each.person:
            letters.remind_consent(each, person, now=now)
    return len(due)


def forget_messages(*, now: datetime) -> None:
    """Delete the messages to people of whom nothing else is known any more, once they have left."""
    erased = select(Recommendation.id).where(Recommendation.name.is_(None))
    mail.forget(erased, but_waiting_since=now - MESSAGES_LEAVE_WITHIN)


def _hold(recommendation: Recommendation) -> None:
    """Take a recommendation as it is now. raises: NothingLeft when it was taken back meanwhile"""
    if not lock(recommendation):
        raise NothingLeft(NOTHING_LEFT)


def _still_asked(recommendation: Recommendation, *, now: datetime) -> RecommendedPerson:
    """Return whom a recommendation names, while it waits for an answer. raises: NothingLeft"""
    person = recommendation.person
    if person is None or now >= recommendation.ends_at:
        raise NothingLeft(NOTHING_LEFT)
    return person


def _sent_before(by: Person, act: UUID) -> Recommendation | None:
    return db.session.scalar(
        select(Recommendation).where(
            Recommendation.ambassador_id == by.id, Recommendation.form_id == act
        )
    )


def _candidate_behind(touch: Touch) -> Candidate:
    """Return the candidate of a touch, locked: no form of theirs comes in meanwhile."""
    return db.session.scalars(
        select(Candidate).where(Candidate.id == touch.candidate_id).with_for_update()
    ).one()


def _has_history(candidate: Candidate) -> bool:
    """Tell whether anything else than what was just erased made somebody a candidate."""
    applied = select(Application.id).where(Application.candidate_id == candidate.id)
    touched = select(Touch.id).where(Touch.candidate_id == candidate.id)
    return db.session.scalar(select(or_(applied.exists(), touched.exists()))) or False


def _left_alone(folded: str, opening: Opening, by: Person) -> bool:
    """Tell whether a mailbox is not to be asked: it refused, or this ambassador has asked."""
    keys = [_refusal_key(folded, opening), _refusal_key(folded, None)]
    refused = select(RecommendationRefusal.key).where(RecommendationRefusal.key.in_(keys))
    known = select(Recommendation.id).where(
        Recommendation.ambassador_id == by.id,
        Recommendation.opening_id == opening.id,
        Recommendation.email_folded == folded,
    )
    return db.session.scalar(select(or_(refused.exists(), known.exists()))) or False


def _leave_alone(folded: str, opening: Opening | None) -> None:
    """Note that a mailbox is not to be asked again, for an opening or, without one, for any."""
    db.session.execute(
        insert(RecommendationRefusal)
        .values(key=_refusal_key(folded, opening))
        .on_conflict_do_nothing()
    )


def _refusal_key(folded: str, opening: Opening | None) -> bytes:
    about = f"{opening.id if opening else 'any'} {folded}"
    return hmac.new(signing.key("recommendation.refused"), about.encode(), hashlib.sha256).digest()


def _forget(recommendation: Recommendation) -> None:
    """Erase the person, and the messages to them: those that wait never leave."""
    erase(recommendation)
    mail.forget([recommendation.id])
    db.session.flush()


def _waiting(*conditions: ColumnElement[bool]) -> Sequence[Recommendation]:
    """Return recommendations that are not accepted, locked; one being answered waits its turn."""
    return db.session.scalars(
        select(Recommendation)
        .where(Recommendation.accepted_at.is_(None), *conditions)
        .order_by(Recommendation.id)
        .with_for_update(of=Recommendation, skip_locked=True)
    ).all()
