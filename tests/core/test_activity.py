"""What happened is told to its subscribers, at least once, and their effects happen once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from app.core import activity, clock
from app.core.database import db, transaction
from app.core.ids import uuid7
from app.core.jobs import queue
from app.core.models import Activity, ActivityDelivery, Version

KIND = "test.happened"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
CERTAIN = NOON + timedelta(seconds=12)
JUST_BEFORE = CERTAIN - timedelta(microseconds=1)


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


def happen(**values) -> Activity:
    """Record one act."""
    with transaction():
        return activity.record(KIND, Thing(), **values)


def happen_uncertain() -> Activity:
    """Record one act that can be undone for twelve seconds."""
    return happen(now=NOON, certain_at=CERTAIN)


def call_off(act: Activity, *, now: datetime) -> None:
    with transaction():
        activity.call_off(act, now=now)


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


def test_nobody_hears_of_an_act_before_it_is_certain(app, subscribers):
    subscribers(bump)
    act = happen_uncertain()

    activity.deliver(act.id, now=JUST_BEFORE)
    assert traces() == 0

    activity.deliver(act.id, now=CERTAIN)
    assert traces() == 1


def test_the_job_that_tells_an_act_waits_until_it_is_certain(app, subscribers):
    subscribers(bump)
    before = clock.now()
    act = happen_uncertain()

    (key,) = queue.named().scheduled_job_registry.get_job_ids()

    assert queue.named().fetch_job(key).args == [str(act.id)]
    assert queue.named().count == 0
    due = queue.named().scheduled_job_registry.get_scheduled_time(key)
    assert due >= before + timedelta(seconds=11)  # whole seconds are kept


def test_an_act_called_off_in_time_is_told_to_nobody_and_stays_in_the_log(app, subscribers):
    subscribers(bump)
    act = happen_uncertain()

    call_off(act, now=JUST_BEFORE)
    activity.deliver(act.id, now=CERTAIN)
    activity.sweep(now=CERTAIN + timedelta(days=1))

    assert traces() == 0
    assert db.session.get(Activity, act.id).kind == KIND


def test_an_act_that_is_certain_cannot_be_called_off(app, subscribers):
    subscribers(bump)

    with pytest.raises(activity.AlreadyCertain):
        call_off(happen_uncertain(), now=CERTAIN)
    with pytest.raises(activity.AlreadyCertain):
        call_off(happen(now=NOON), now=NOON)


def test_an_act_that_one_subscriber_has_heard_of_cannot_be_called_off(app, subscribers):
    def deaf(_: Activity) -> None:
        raise RuntimeError("not now")

    subscribers(bump)
    subscribers(deaf)
    act = happen_uncertain()
    with pytest.raises(activity.DeliveryFailed):
        activity.deliver(act.id, now=CERTAIN)

    with pytest.raises(activity.AlreadyCertain):  # its request had begun in time
        call_off(act, now=JUST_BEFORE)


def test_the_sweep_tells_what_became_certain_while_no_job_ran(app, subscribers):
    subscribers(bump)
    happen_uncertain()
    queue.redis.flushdb()  # its job is lost, as when Redis or a worker dies

    activity.sweep(now=JUST_BEFORE, older_than=timedelta(0))
    assert traces() == 0

    activity.sweep(now=CERTAIN + timedelta(minutes=1))
    activity.sweep(now=CERTAIN + timedelta(minutes=2))
    assert traces() == 1


@pytest.mark.own_database
def test_calling_off_while_a_subscriber_is_being_told_is_too_late_and_waits_for_nobody(
    app, subscribers
):
    telling, finish = Event(), Event()

    def slow(act: Activity) -> None:
        bump(act)
        telling.set()
        assert finish.wait(30)

    subscribers(slow)
    act_id = happen_uncertain().id

    with ThreadPoolExecutor(1) as other:
        delivery = other.submit(in_context, app, lambda: activity.deliver(act_id, now=CERTAIN))
        assert telling.wait(30)
        with pytest.raises(activity.AlreadyCertain):
            call_off(db.session.get_one(Activity, act_id), now=JUST_BEFORE)
        finish.set()
        delivery.result(30)

    assert traces() == 1


@pytest.mark.own_database
def test_a_delivery_that_comes_while_an_act_is_being_called_off_tells_nobody(app, subscribers):
    subscribers(bump)
    act = happen_uncertain()
    act_id = act.id

    with ThreadPoolExecutor(1) as other:
        with transaction():
            activity.call_off(act, now=JUST_BEFORE)
            delivery = other.submit(in_context, app, lambda: activity.deliver(act_id, now=CERTAIN))
            wait_until_one_waits_for_a_lock()
        delivery.result(30)

    assert traces() == 0


def in_context(app, act) -> None:
    with app.app_context():
        try:
            act()
        finally:
            db.session.remove()


def wait_until_one_waits_for_a_lock() -> None:
    """Return once another connection waits for a row that this one holds."""
    waiting = text(
        "SELECT count(*) FROM pg_locks"
        " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    while not db.session.scalar(waiting):
        pass


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE activities SET kind = 'nothing.happened'",
        "UPDATE activities SET actor_id = NULL",
        "UPDATE activities SET at = now(), delivered_at = now()",
        "DELETE FROM activities",
        "TRUNCATE activities CASCADE",
        "UPDATE activity_deliveries SET at = now()",
        "DELETE FROM activity_deliveries",
    ],
)
def test_the_program_cannot_rewrite_what_happened(app, change):
    happen()

    with pytest.raises(ProgrammingError, match="permission denied"), db.session.begin_nested():
        db.session.execute(text(change))


def test_the_program_notes_what_was_told(app):
    happen()

    db.session.execute(text("UPDATE activities SET delivered_at = now()"))
    db.session.execute(text("SELECT 1 FROM activities FOR UPDATE"))
