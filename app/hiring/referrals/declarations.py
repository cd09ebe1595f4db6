"""A candidate says that an ambassador told them about us: the ambassador confirms, or does not."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.core import activity
from app.core.calendar import local_date
from app.core.database import db
from app.hiring import letters
from app.hiring.models import Application, DeclarationReminder, Touch
from app.hiring.referrals.colleagues import at_work
from app.people.models import Person
from app.policy.confirming import last_day_under
from app.policy.policy import TouchKind, TouchState

FIRST, LAST, OVER, BY_COLLEAGUE, MOOT = 1, 2, 3, 4, 5  # messages about one question, each once


def confirm(touch: Touch, *, by: Person, now: datetime) -> bool:
    """Let a declaration count; False when it was answered before."""
    return _settle(touch, TouchState.OK, by=by, now=now)


def deny(touch: Touch, *, by: Person, now: datetime) -> bool:
    """Say that one told this candidate nothing; False when it was answered before."""
    return _settle(touch, TouchState.REFUSED, by=by, now=now)


def tell_moot(application: Application, *, now: datetime) -> None:
    """Tell who was asked about an application, and has not answered, that it is over.

    The candidate has withdrawn, or names somebody else: a mail that asks would wait for ever.
    Who could not answer any more is not written to, but asked anew all the same if named again.
    """
    touches = db.session.scalars(
        select(Touch).where(
            Touch.candidate_id == application.candidate_id,
            Touch.publication_id == application.opening_id,
            Touch.ambassador_id == application.choice_ambassador_id,
            Touch.kind == TouchKind.DECLARATION,
            Touch.state == TouchState.PENDING,
        )
    )
    for touch in touches:
        if noted(touch, MOOT, now) and _can_answer(touch, now):
            letters.tell_moot(touch, application, now=now)


def is_over(touch: Touch) -> bool:
    """Say whether a question is asked no more: named again, the ambassador is asked anew."""
    moot = touch.state is TouchState.PENDING and sent_at(touch, MOOT) is not None
    return moot or touch.withdrawn_at is not None


def noted(touch: Touch, number: int, now: datetime) -> bool:
    """Note a message to the ambassador of a declaration; False when it was sent before."""
    written = db.session.execute(
        insert(DeclarationReminder)
        .values(touch_id=touch.id, number=number, at=now)
        .on_conflict_do_nothing()
        .returning(DeclarationReminder.touch_id)
    )
    return written.first() is not None


def sent_at(touch: Touch, number: int) -> datetime | None:
    """Return when a message to the ambassador of a declaration was sent; None if it was not."""
    sent = db.session.get(DeclarationReminder, (touch.id, number))
    return sent.at if sent else None


def _can_answer(touch: Touch, now: datetime) -> bool:
    today, person = local_date(now), touch.ambassador
    in_time = today <= last_day_under(touch.policy_version, touch.at)
    return in_time and at_work(person.disabled_at, person.left_on, today)


def _settle(touch: Touch, state: TouchState, *, by: Person, now: datetime) -> bool:
    assert touch.kind is TouchKind.DECLARATION
    db.session.refresh(touch, with_for_update={"of": Touch})
    if touch.state is not TouchState.PENDING:
        return False
    touch.state = state
    touch.settled_at = now
    activity.record("touch.settled", touch, by=by, data={"state": state}, now=now)
    return True
