"""A candidate says that an ambassador told them about us: the ambassador confirms, or does not."""

from datetime import datetime

from app.core import activity
from app.extensions import db
from app.hiring.models import Touch, TouchKind, TouchState
from app.people.models import Person


def confirm(touch: Touch, *, by: Person, now: datetime) -> bool:
    """Let a declaration count; False when it was answered before."""
    return _settle(touch, TouchState.OK, by=by, now=now)


def deny(touch: Touch, *, by: Person, now: datetime) -> bool:
    """Say that one told this candidate nothing; False when it was answered before."""
    return _settle(touch, TouchState.REFUSED, by=by, now=now)


def _settle(touch: Touch, state: TouchState, *, by: Person, now: datetime) -> bool:
    assert touch.kind is TouchKind.DECLARATION
    db.session.refresh(touch, with_for_update={"of": Touch})
    if touch.state is not TouchState.PENDING:
        return False
    touch.state = state
    touch.settled_at = now
    activity.record("touch.settled", touch, by=by, data={"state": state}, now=now)
    return True
