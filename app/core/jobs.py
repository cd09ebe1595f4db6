"""Enqueue work by dotted name: app/ never imports jobs/.

Enqueueing is a nudge, not a promise: what must happen is a row (an activity, a message) that a
sweep finds again when Redis was away.
"""

from datetime import timedelta
from typing import Any

import structlog
from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as Reconnect
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from app.core.database import after_commit

log = structlog.get_logger(__name__)

RETRY_AFTER = [10, 60, 300, 1800]  # seconds
DEFAULT_TIMEOUT = 300  # seconds
KEEP_FAILURES = 30 * 24 * 3600  # seconds
# Of every job, wherever one is read: RQ's own choice, pickle, runs what it is given.
SERIALIZER = JSONSerializer


class Queues:
    """The connection to Redis and the queues on it."""

    redis: Redis

    def init_app(self, app: Flask) -> None:
        """Bind to the Redis of the configuration; connects on first use."""
        self.redis = Redis.from_url(
            app.config["REDIS_URL"],
            socket_connect_timeout=2,
            socket_timeout=3,  # workers set a longer one themselves, to wait for jobs
            retry=Reconnect(NoBackoff(), 1),  # a request must not wait for an absent Redis
        )
        app.extensions["queue"] = self

    def named(self, name: str = "default") -> Queue:
        """Return the RQ queue of a name."""
        return Queue(
            name,
            connection=self.redis,
            default_timeout=DEFAULT_TIMEOUT,
            serializer=SERIALIZER,
        )


queue = Queues()


def enqueue_now(
    job: str,
    *args: Any,
    queue_name: str = "default",
    after: timedelta | None = None,
    once: str | None = None,
    lasts: int | None = None,
) -> bool:
    """Hand a job to the workers at once; False when Redis cannot be reached.

    once: the name of this very job: while it waits, runs or has failed, it is not handed on again
    lasts: seconds that it may take; None: as long as others
    """
    options: dict[str, Any] = {
        "job_timeout": lasts or DEFAULT_TIMEOUT,
        "retry": Retry(max=len(RETRY_AFTER), interval=RETRY_AFTER),
        "result_ttl": 0,
        "failure_ttl": KEEP_FAILURES,
    }
    if once:
        options |= {"job_id": once, "unique": True}
    try:
        if after:
            queue.named(queue_name).enqueue_in(after, job, *args, **options)
        else:
            queue.named(queue_name).enqueue(job, *args, **options)
    except DuplicateJobError:
        return True
    except (RedisError, OSError) as away:
        log.warning("job_not_enqueued", job=job, error=str(away))
        return False
    return True


def enqueue(
    job: str,
    *args: Any,
    queue_name: str = "default",
    after: timedelta | None = None,
    once: str | None = None,
    lasts: int | None = None,
) -> None:
    """Hand a job to the workers once the current transaction has been committed.

    job: dotted name, such as "jobs.core.deliver_message"
    args: ids and plain values only; they are read again by the job
    after: how long to wait first; None: not at all
    once, lasts: as `enqueue_now` takes them
    """
    after_commit(
        lambda: enqueue_now(job, *args, queue_name=queue_name, after=after, once=once, lasts=lasts)
    )
