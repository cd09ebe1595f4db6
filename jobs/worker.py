"""The worker: takes jobs from the queues, mail first. `python -m jobs.worker`"""

import contextlib
import time

from redis.exceptions import RedisError
from rq import Worker

from app.core.jobs import queue
from app.core.services.failures import QUEUES
from jobs import application

WAIT_FOR_REDIS = 2.0  # seconds


def main() -> None:
    """Work until told to stop; wait for a Redis that is away."""
    application()  # imported once: each job's process is a copy of this one
    while True:
        with contextlib.suppress(RedisError, OSError):
            Worker(list(QUEUES), connection=queue.redis).work(
                with_scheduler=True, logging_level="WARNING"
            )
            return
        time.sleep(WAIT_FOR_REDIS)


if __name__ == "__main__":
    main()
