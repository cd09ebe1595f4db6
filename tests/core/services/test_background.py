"""What /readyz says of the work behind the pages, which never takes a node away."""

from datetime import timedelta

import pytest
from rq import cron_scheduler_registry

from app.core import clock
from app.core.database import db
from app.core.jobs import enqueue_now, queue
from app.core.models import Message, MessageState
from app.core.services import background
from app.core.services.failures import QUEUES
from jobs.scheduler import LockedScheduler
from jobs.worker import SILENT_AT_MOST, ShowingWorker


@pytest.fixture
def a_worker(app):
    """A worker that has just begun."""
    made = ShowingWorker(list(QUEUES), connection=queue.redis, worker_ttl=SILENT_AT_MOST)
    made.register_birth()
    return made


def later(monkeypatch, **by):
    """Let time pass, in which nothing gave a sign of life."""
    now = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_without_a_worker_or_a_scheduler_it_is_degraded(app):
    assert background.worker() == {"state": "degraded", "heard_of": None, "workers": 0}
    assert background.scheduler() == {"state": "degraded", "heard_of": None}


def test_a_worker_that_was_frozen_a_minute_ago_is_told(a_worker, monkeypatch):
    assert background.worker()["state"] == "ok"

    later(monkeypatch, seconds=70)

    assert background.worker()["state"] == "degraded"
    assert background.worker()["workers"] == 0


def test_an_idle_worker_shows_that_it_lives_well_before_it_counts_as_silent(a_worker):
    assert a_worker.dequeue_timeout * 2 < background.SILENT_AFTER


def test_a_worker_that_lives_makes_up_for_one_that_does_not(a_worker, monkeypatch):
    later(monkeypatch, seconds=70)
    other = ShowingWorker(list(QUEUES), connection=queue.redis)
    other.register_birth()
    queue.redis.hset(other.key, "last_heartbeat", clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"))

    assert (background.worker()["state"], background.worker()["workers"]) == ("ok", 1)


def test_a_scheduler_that_was_frozen_a_minute_ago_is_told(app, monkeypatch):
    scheduler = LockedScheduler(queue.redis, lock=None)
    cron_scheduler_registry.register(scheduler)
    assert background.scheduler()["state"] == "ok"
    assert scheduler.calculate_sleep_interval() * 2 < background.SILENT_AFTER

    later(monkeypatch, seconds=70)

    assert background.scheduler()["state"] == "degraded"


def test_a_job_that_waits_for_long_is_told(app, monkeypatch):
    enqueue_now("jobs.core.sweep")
    enqueue_now("jobs.core.deliver_message", "x", queue_name="mail")
    assert background.waiting()["state"] == "ok"
    assert background.waiting()["waiting"] == 2

    later(monkeypatch, minutes=5)

    found = background.waiting()
    assert found["state"] == "degraded"
    assert 299 < found["oldest"] < 310


def unsent(**values):
    message = Message(
        to_address="zoe@example.org", subject="x", text="x", html="x", language="fr",
        template="test", state=MessageState.QUEUED, **values,
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()


def test_mail_that_no_server_takes_is_told_with_the_kind_of_error_and_no_address(app):
    unsent(at=clock.now())
    assert background.mail()["state"] == "ok"

    unsent(
        at=clock.now() - timedelta(minutes=10), attempts=3,
        last_error="SMTPRecipientsRefused: {'zoe@example.org': (450, b'later')}",
    )  # fmt: skip

    found = background.mail()
    assert (found["state"], found["waiting"], found["retrying"]) == ("degraded", 2, 1)
    assert found["error"] == "SMTPRecipientsRefused"
    assert "zoe" not in str(found)


def test_silence_behind_the_pages_takes_no_node_away(app, client):
    unsent(at=clock.now() - timedelta(hours=3), attempts=9, last_error="TimeoutError: ")
    db.session.commit()  # each part is asked in a transaction of its own

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    states = {name: answer.json["parts"][name]["state"] for name in ("scheduler", "worker", "mail")}
    assert set(states.values()) == {"degraded"}
    assert "zoe" not in answer.text
