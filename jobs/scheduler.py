"""The scheduler: RQ's own cron, behind a lock so that two of them enqueue once.

`python -m jobs.scheduler`
"""

import contextlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from redis import Redis
from redis.exceptions import RedisError
from rq.cron import CronJob, CronScheduler
from rq.job import Job

from app.core import clock, locks
from app.core.jobs import queue
from app.core.locks import Lock
from config import NOTICED_SOON
from jobs import application

TRY_AGAIN_AFTER = 1.0  # seconds
LOOK_EVERY = 10.0  # seconds: each look shows on /readyz that it lives


class RecurringJob(CronJob):
    """A job of the schedule, which goes into our own queue: RQ's would write it as pickle."""

    def enqueue(self, connection: Redis) -> Job:  # noqa: ARG002 - the queue's is the same
        """Hand it to the workers."""
        return queue.named(self.queue_name).enqueue(self.func_name, **self.job_options)


class LockedScheduler(CronScheduler):
    """RQ's cron while a PostgreSQL connection holds the lock, by a clock that may be set back."""

    def __init__(self, redis: Redis, lock: Connection[TupleRow]) -> None:
        super().__init__(connection=redis, logging_level="WARNING")
        self._lock = lock
        self._looked_at: datetime | None = None

    def register(  # type: ignore[override]
        self, func: Callable[..., None], queue_name: str, **options: Any
    ) -> CronJob:
        """Add a job to the schedule."""
        job = RecurringJob(queue_name, func, **options)
        self._cron_jobs.append(job)
        return job

    def enqueue_jobs(self) -> Any:
        """Enqueue what is due.

        raises: psycopg.Error when the connection is gone, and the lock with it
        """
        self._lock.execute("SELECT")
        now = clock.now()
        if self._looked_at and now < self._looked_at:
            self._begin_again()
        self._looked_at = now
        return super().enqueue_jobs()

    def calculate_sleep_interval(self) -> float:
        """Return how long to sleep: until the next job, or the next sign of life."""
        return min(float(super().calculate_sleep_interval()), LOOK_EVERY)

    def _begin_again(self) -> None:
        """Forget when jobs ran: once a clock has been set back, that lies in the future."""
        for job in self.get_jobs():
            job.latest_enqueue_time = None
            job.next_enqueue_time = job.get_next_enqueue_time()


def main() -> None:
    """Schedule while this process holds the lock; wait for it otherwise."""
    app = application()
    url = app.config["DATABASE_URL"]
    while True:
        with (
            contextlib.suppress(psycopg.Error, RedisError, OSError),
            psycopg.connect(url, autocommit=True, **NOTICED_SOON) as connection,
        ):
            if locks.try_to_hold(connection, Lock.SCHEDULER):
                scheduler = LockedScheduler(queue.redis, connection)
                scheduler.load_config_from_file(str(Path(__file__).with_name("schedule.py")))
                scheduler.start()  # type: ignore[no-untyped-call]
                return
        time.sleep(TRY_AGAIN_AFTER)


if __name__ == "__main__":
    main()
