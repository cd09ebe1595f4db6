"""Jobs that failed for good, as RQ's own registries list them."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from redis.exceptions import RedisError
from rq.exceptions import DeserializationError, InvalidJobOperation, NoSuchJobError
from rq.job import Job

from app.core.errors import Refusal
from app.core.jobs import SERIALIZER, queue

QUEUES = ("mail", "default")
SHOWN = 100


@dataclass(frozen=True)
class FailedJob:
    """One job that failed at every attempt."""

    id: str
    name: str
    arguments: str
    failed_at: datetime | None
    last_line: str


@dataclass(frozen=True)
class QueueState:
    """What waits and what failed; `reachable` is False while Redis is away.

    later: what is to be done at its time, or tried again
    """

    reachable: bool
    waiting: dict[str, int]
    later: int
    failed: list[FailedJob]


def state() -> QueueState:
    """Read the queues; an absent Redis is a state, not an error."""
    try:
        waiting = {name: queue.named(name).count for name in QUEUES}
        later = sum(queue.named(name).scheduled_job_registry.count for name in QUEUES)
        failed = [
            shown
            for name in QUEUES
            for job_id in queue.named(name).failed_job_registry.get_job_ids()[:SHOWN]
            if (shown := _shown(job_id))
        ]
    except (RedisError, OSError):
        return QueueState(reachable=False, waiting={}, later=0, failed=[])
    return QueueState(reachable=True, waiting=waiting, later=later, failed=failed)


def _shown(job_id: str) -> FailedJob | None:
    try:
        job = Job.fetch(job_id, connection=queue.redis, serializer=SERIALIZER)
    except NoSuchJobError:
        return None
    result = job.latest_result()
    lines = (result.exc_string if result and result.exc_string else "").strip().splitlines()
    try:
        name, arguments = job.func_name or "", ", ".join(str(each) for each in job.args)
    except DeserializationError:  # of a version that wrote them otherwise, or of somebody else
        name = arguments = ""
    return FailedJob(
        id=job.id,
        name=name,
        arguments=arguments,
        failed_at=job.ended_at,
        last_line=lines[-1] if lines else "",
    )


def retry(job_id: str) -> None:
    """Put a failed job back in its queue. raises: Refusal when it is gone or Redis is away"""
    try:
        Job.fetch(job_id, connection=queue.redis, serializer=SERIALIZER).requeue()
    except (NoSuchJobError, InvalidJobOperation, ValueError) as gone:  # ValueError: no id of RQ's
        raise Refusal(_l("This job is gone: it has already been retried, or is too old.")) from gone
    except (RedisError, OSError) as away:
        raise Refusal(_l("The queue cannot be reached. Try again in a minute.")) from away
