"""What happened is told to who subscribed, at least once, and their effects happen once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import activity, clock
from app.core.database import db, transaction
from app.core.ids import uuid7
from app.core.models import Activity, ActivityDelivery, Version

KIND = "test.happened"


@pytest.fixture
def subscribers():
    """Subscriptions of one test, forgotten behind it."""
    yield lambda function: activity.subscribe(function, KIND)
    activity._subscribers.pop(KIND, None)


class Thing:
    """Something that acts happen to."""

    __tablename__ = "things"

    def __init__(self) -> None:
        self.id = uuid7()


def happen() -> Activity:
    """Record one act."""
    with transaction():
        return activity.record(KIND, Thing())


def bump(_: Activity) -> None:
    """Leave a trace in the database, in the delivery's transaction."""
    db.session.add(
        Version(kind=f"trace-{clock.now().timestamp()}", number=1, changed_at=clock.now())
    )


def traces() -> int:
    return db.session.scalar(
        select(func.count()).select_from(Version).where(Version.kind.like("trace-%"))
    )


def test_an_act_without_subscribers_waits_for_nobody(app):
    assert happen().delivered_at is not None


def test_a_subscriber_has_its_effect_once_however_often_it_is_told(app, subscribers):
    subscribers(bump)
    act = happen()

    activity.deliver(act.id)
    activity.deliver(act.id)

    assert traces() == 1
    assert db.session.get(Activity, act.id).delivered_at is not None


def test_a_subscriber_that_fails_is_told_again_and_the_others_are_not(app, subscribers):
    fail = [True]

    def fragile(_: Activity) -> None:
        if fail:
            raise RuntimeError("not now")

    subscribers(bump)
    subscribers(fragile)
    act = happen()

    with pytest.raises(activity.DeliveryFailed):
        activity.deliver(act.id)
    fail.clear()
    activity.deliver(act.id)

    assert traces() == 1
    assert db.session.scalar(select(func.count()).select_from(ActivityDelivery)) == 2


def test_the_effect_of_a_subscriber_that_fails_half_way_is_undone(app, subscribers):
    def half(act: Activity) -> None:
        bump(act)
        raise RuntimeError("half-way")

    subscribers(half)
    act = happen()

    with pytest.raises(activity.DeliveryFailed):
        activity.deliver(act.id)

    assert traces() == 0


def test_the_sweep_finds_what_was_never_delivered(app, subscribers):
    subscribers(bump)
    happen()

    activity.sweep(now=clock.now() + timedelta(minutes=1))

    assert traces() == 1


def test_the_sweep_leaves_what_is_being_delivered_alone(app, subscribers):
    subscribers(bump)
    happen()

    activity.sweep(now=clock.now() + timedelta(seconds=5))

    assert traces() == 0


def test_the_sweep_finds_what_was_written_before_the_clock_was_set_back(app, subscribers):
    subscribers(bump)
    happen()

    activity.sweep(now=clock.now() - timedelta(days=1))

    assert traces() == 1


def test_an_act_of_a_transaction_that_failed_never_happened(app, subscribers):
    subscribers(bump)

    with pytest.raises(ZeroDivisionError), transaction():
        activity.record(KIND, Thing())
        raise ZeroDivisionError

    assert db.session.scalar(select(func.count()).select_from(Activity)) == 0
