"""Workers run what is listed, whatever stands in Redis."""

import os
import pickle
import re
from pathlib import Path

import pytest
from rq import Queue, SimpleWorker
from rq.exceptions import DeserializationError
from rq.job import Callback, Job, JobStatus
from rq.serializers import JSONSerializer, PickleSerializer
from rq.webhook import Webhook

import jobs
from app.core.jobs import queue
from app.core.services import failures
from config import ROOT
from jobs import core, worker
from jobs.scheduler import LockedScheduler

ran: list[str] = []


class Trap:
    """What pickle runs on loading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def work() -> None:
    """Run what is in the queues, in this process, as the worker does."""
    SimpleWorker(
        list(failures.QUEUES),
        connection=queue.redis,
        job_class=worker.ListedJob,
        serializer=JSONSerializer,
    ).work(burst=True, logging_level="CRITICAL")


def called_back(*_: object) -> None:
    ran.append("called back")


@pytest.fixture(autouse=True)
def _listed(app, monkeypatch):
    ran.clear()
    monkeypatch.setitem(worker.LISTED, "jobs.core.deliver_message", ran.append)


def test_a_listed_job_runs(app):
    queue.named("mail").enqueue("jobs.core.deliver_message", "an id")

    work()

    assert ran == ["an id"]


@pytest.mark.parametrize(
    "name",
    ["os.mkdir", "builtins.exec", "jobs.core.worker_context", "jobs.worker.main", "jobs.core.UUID"],
)
def test_a_function_that_is_not_listed_is_never_called(app, tmp_path, name):
    folder = tmp_path / "made"
    job = queue.named().enqueue(name, str(folder))

    work()

    assert not folder.exists()
    assert job.get_status(refresh=True) == "failed"
    assert "NotListed" in failures.state().failed[0].last_line


def test_a_method_of_what_was_sent_is_never_called(app):
    job = Job.create(
        ran.append, connection=queue.redis, serializer=JSONSerializer, origin="default"
    )
    job._instance, job._func_name, job._args = "an id", "upper", ()
    queue.named().enqueue_job(job)

    work()

    assert job.get_status(refresh=True) == "failed"


def test_what_pickle_would_run_on_loading_is_not_loaded(app, tmp_path):
    folder = tmp_path / "made"
    theirs = Queue("default", connection=queue.redis, serializer=PickleSerializer)
    job = theirs.enqueue("jobs.core.deliver_message", Trap(folder))

    work()

    assert not folder.exists()
    assert failures.state().failed[0].id == job.id
    assert not folder.exists()
    with pytest.raises(DeserializationError):
        _ = Job.fetch(job.id, connection=queue.redis, serializer=JSONSerializer).args
    assert b"mkdir" in pickle.dumps(Trap(folder))


def test_a_job_calls_nobody_back_and_sends_nothing_out(app, monkeypatch):
    monkeypatch.setattr(Webhook, "send", lambda *_a, **_k: ran.append("sent"))
    queue.named("mail").enqueue(
        "jobs.core.deliver_message",
        "an id",
        on_success=Callback(called_back),
        webhooks=[Webhook("https://evil.example/", JobStatus.FINISHED)],
    )

    work()

    assert ran == ["an id"]


def test_all_that_we_enqueue_is_listed(app):
    sources = [*ROOT.glob("app/**/*.py"), *ROOT.glob("bench/**/*.py")]
    named = {
        name
        for path in sources
        for name in re.findall(r'"(jobs\.\w+\.\w+)"', path.read_text(encoding="utf-8"))
    }
    scheduler = LockedScheduler(queue.redis, None)
    scheduler.load_config_from_file(str(Path(jobs.__file__).with_name("schedule.py")))
    recurring = {job.func_name for job in scheduler.get_jobs()}

    assert len(named) >= 4
    assert named | recurring <= set(worker.LISTED)


def test_the_scheduler_writes_what_workers_read(app):
    scheduler = LockedScheduler(queue.redis, None)
    job = scheduler.register(core.sweep, queue_name="default", cron="* * * * *").enqueue(
        queue.redis
    )

    assert (
        worker.ListedJob.fetch(job.id, queue.redis, JSONSerializer).func_name == "jobs.core.sweep"
    )
    assert worker.listening().serializer is JSONSerializer
    assert worker.listening().job_class is worker.ListedJob
