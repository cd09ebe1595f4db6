"""The activity log: each change writes down what happened, and subscribers hear of it afterwards.

At least once: a crash between commit and delivery loses nothing, since the row waits to be
delivered and a sweep finds it. Each subscriber's effects are committed together with the note
that it has had the activity, so that a second delivery is a no-op.

An act that can still be undone says until when. Subscribers hear of it from then on, and never of
one that was undone before; the log keeps both (docs/decisions/0023-told-once-certain.md).
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from flask import g, has_request_context
from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock, jobs
from app.core.database import db, transaction
from app.core.models import Activity, ActivityDelivery

log = structlog.get_logger(__name__)

Subscriber = Callable[[Activity], None]
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


class Subject(Protocol):
    """A row with a key, which an activity can be about."""

    __tablename__: str
    id: Any


class AlreadyCertain(Exception):
    """An act can no longer be undone: its time is over, or a subscriber has heard of it."""


class DeliveryFailed(Exception):
    """A subscriber raised: the others have had the activity, this one will be tried again."""


def subscribe(function: Subscriber, *kinds: str) -> None:
    """Call a function, after the commit, with each activity of these kinds.

    It runs in a transaction of its own, which it does not commit, and may run again after a
    crash: it must be idempotent in what it does outside the database.
    """
    for kind in kinds:
        _subscribers[kind][f"{function.__module__}.{function.__qualname__}"] = function


def record(
    kind: str,
    subject: Subject,
    *,
    by: Subject | None = None,
    data: dict[str, Any] | None = None,
    now: datetime | None = None,
    certain_at: datetime | None = None,
) -> Activity:
    """Write one act in the current transaction, to be told to its subscribers after it.

    kind: "<thing>.<what happened>", listed in docs/activity.md
    by: the person who acted; None for a candidate or for Relais itself
    data: ids and codes only
    certain_at: until when `call_off` can take it back, and nobody is told; None: it is certain
    """
    at = now or clock.now()
    activity = Activity(
        at=at,
        kind=kind,
        actor_id=by.id if by else None,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        data=data or {},
        request_id=g.get("request_id", "") if has_request_context() else "",
        certain_at=certain_at,
        delivered_at=None if _subscribers[kind] else at,
    )
    db.session.add(activity)
    db.session.flush()
    if _subscribers[kind]:
        wait = certain_at - at if certain_at else None
        jobs.enqueue("jobs.core.deliver_activity", str(activity.id), after=wait)
    return activity


def call_off(activity: Activity, *, now: datetime) -> None:
    """Let an act that is being undone be told to nobody, in the caller's transaction.

    It does not wait for a delivery under way, which may itself wait for what the caller holds:
    delivering begins when the act is certain, so that the caller is too late in any case.

    raises: AlreadyCertain
    """
    held = db.session.scalar(
        select(Activity)
        .where(Activity.id == activity.id, Activity.certain_at > now)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    told = select(ActivityDelivery.activity_id).where(ActivityDelivery.activity_id == activity.id)
    if held is None or db.session.scalar(select(told.exists())):
        raise AlreadyCertain
    held.delivered_at = held.delivered_at or now
    db.session.flush()


def deliver(activity_id: UUID, *, now: datetime | None = None) -> None:
    """Call each subscriber that has not had this activity yet. Commits after each one.

    One that is not certain yet is left alone: the sweep finds it when it is.

    raises: DeliveryFailed when one of them raised, so that the job is tried again
    """
    activity = db.session.get(Activity, activity_id)
    if activity is None or activity.delivered_at:
        return
    if activity.certain_at and (now or clock.now()) < activity.certain_at:
        return
    failures = [
        name
        for name, function in _subscribers[activity.kind].items()
        if not _deliver_to(activity_id, name, function)
    ]
    if failures:
        raise DeliveryFailed(", ".join(failures))
    with transaction():
        done = db.session.get(Activity, activity_id, with_for_update=True)
        if done and done.delivered_at is None:
            done.delivered_at = clock.now()


def _deliver_to(activity_id: UUID, name: str, function: Subscriber) -> bool:
    try:
        with transaction():
            # Held, so that nobody calls it off meanwhile; one called off before is told to nobody.
            activity = db.session.get(
                Activity, activity_id, with_for_update={"read": True}, populate_existing=True
            )
            if activity is None or activity.delivered_at:
                return True
            # The note first: a second worker with the same activity waits here for the first.
            noted = db.session.execute(
                insert(ActivityDelivery)
                .values(activity_id=activity_id, subscriber=name, at=clock.now())
                .on_conflict_do_nothing()
                .returning(ActivityDelivery.activity_id)
            )
            if noted.first() is not None:
                function(activity)
    except Exception:
        log.exception("subscriber_failed", subscriber=name, activity=str(activity_id))
        return False
    return True


def sweep(*, now: datetime, older_than: timedelta = timedelta(seconds=30)) -> int:
    """Deliver what a crash or an absent Redis left behind; returns how many were tried.

    An act dated in the future was written before the clock was set back: it does not wait.
    """
    due = func.coalesce(Activity.certain_at, Activity.at)
    from_the_future = Activity.certain_at.is_(None) & (Activity.at > now)
    waiting = db.session.scalars(
        select(Activity.id)
        .where(Activity.delivered_at.is_(None))
        .where(or_(due < now - older_than, from_the_future))
        .order_by(Activity.id)
        .limit(500)
    ).all()
    db.session.rollback()
    for activity_id in waiting:
        try:
            deliver(activity_id, now=now)
        except DeliveryFailed:
            continue  # logged; the next sweep tries again
    return len(waiting)
