"""Every recurring job exists, runs, and runs again without harm."""

from pathlib import Path

import pytest
from rq.cron import CronScheduler

import jobs
from app.extensions import queue


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
