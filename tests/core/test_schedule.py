"""Every recurring job exists, runs, and runs again without harm."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from rq.cron import CronScheduler

import jobs
from app.core import clock
from app.core.jobs import queue
from jobs.scheduler import LockedScheduler


@pytest.fixture
def scheduled(app, monkeypatch):
    """The jobs of the schedule, as functions that use the test's application."""
    monkeypatch.setattr(jobs, "application", lambda: app)
    scheduler = CronScheduler(connection=queue.redis)
    scheduler.load_config_from_file(str(Path(jobs.__file__).with_name("schedule.py")))
    return scheduler.get_jobs()


@pytest.mark.own_database
def test_every_recurring_job_runs_on_an_empty_installation_and_again(app, scheduled):
    for job in scheduled:
        job.func()
        job.func()

    assert len(scheduled) >= 9


@pytest.fixture
def scheduler(app):
    """A scheduler with the whole schedule and a lock of its own."""
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as lock:
        made = LockedScheduler(queue.redis, lock)
        made.load_config_from_file(str(Path(jobs.__file__).with_name("schedule.py")))
        yield made


def test_a_scheduler_that_has_lost_its_lock_enqueues_nothing(scheduler, app):
    with psycopg.connect(app.config["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (scheduler._lock.info.backend_pid,))

    for job in scheduler.get_jobs():
        job.next_enqueue_time = datetime(2000, 1, 1, tzinfo=UTC)
    with pytest.raises(psycopg.Error):
        scheduler.enqueue_jobs()

    assert queue.named().count == 0


def test_after_the_clock_is_set_back_jobs_do_not_wait_for_a_time_that_has_been(scheduler):
    ahead = clock.now() + timedelta(days=30)
    scheduler._looked_at = ahead
    for job in scheduler.get_jobs():
        job.set_enqueue_time(ahead)

    scheduler.enqueue_jobs()

    soon = clock.now() + timedelta(days=1, minutes=1)
    assert all(job.next_enqueue_time < soon for job in scheduler.get_jobs())
