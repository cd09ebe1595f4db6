"""The worker: takes jobs from the queues, mail first. `python -m jobs.worker`"""

import contextlib
import time

from redis.exceptions import RedisError
from rq import Worker

from app.core.jobs import queue
from app.core.services.failures import QUEUES
from jobs import application

WAIT_FOR_REDIS = 2.0  # seconds
# An idle worker shows that it lives each time it stops waiting for a job: 15 s before this ends.
SILENT_AT_MOST = 30  # seconds


class ShowingWorker(Worker):
    """RQ's worker, which comes back as soon as Redis does."""

    max_connection_wait_time = WAIT_FOR_REDIS


def main() -> None:
    """Work until told to stop; wait for a Redis that is away."""
    application()  # imported once: each job's process is a copy of this one
    while True:
        with contextlib.suppress(RedisError, OSError):
            ShowingWorker(
                list(QUEUES),
                connection=queue.redis,
                worker_ttl=SILENT_AT_MOST,
                job_monitoring_interval=SILENT_AT_MOST // 2,
            ).work(with_scheduler=True, logging_level="WARNING")
            return
        time.sleep(WAIT_FOR_REDIS)


if __name__ == "__main__":
    main()
