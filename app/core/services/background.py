"""What /readyz says of the work behind the pages: scheduler, workers, their queues, mail.

None of it takes a node away from its load balancer: links are answered without.
"""

from datetime import UTC, datetime
from typing import Any

from flask import current_app
from rq import cron_scheduler_registry, worker_registration
from rq.job import Job
from rq.utils import as_text, utcparse

from app.core import clock
from app.core.jobs import queue
from app.core.mail import outbox
from app.core.services.failures import QUEUES

SILENT_AFTER = 60.0  # seconds without a sign of life: worker and scheduler give one each 15 s
LATE_AFTER = 120.0  # seconds that a job may wait
UNSENT_AFTER = 120.0  # seconds that a message may wait, which is two sweeps


def _age(then: datetime | None) -> float | None:
    """Return how many seconds ago something was; a clock may have been set back since."""
    return None if then is None else round(max(0.0, (clock.now() - then).total_seconds()), 1)


def _alive(heard: datetime | None) -> dict[str, Any]:
    age = _age(heard)
    fine = age is not None and age < SILENT_AFTER
    return {"state": "ok" if fine else "degraded", "heard_of": age}


def scheduler() -> dict[str, Any]:
    """When a scheduler last looked at what is due, in seconds; None: none runs."""
    key = cron_scheduler_registry.get_registry_key()
    newest = queue.redis.zrange(key, -1, -1, withscores=True)
    return _alive(datetime.fromtimestamp(float(newest[0][1]), UTC) if newest else None)


def worker() -> dict[str, Any]:
    """When a worker last gave a sign of life, in seconds, and how many do; None: none runs."""
    with queue.redis.pipeline(transaction=False) as pipeline:
        for key in worker_registration.get_keys(connection=queue.redis):
            pipeline.hget(key, "last_heartbeat")
        seen = [utcparse(as_text(each)) for each in pipeline.execute() if each]
    found = _alive(max(seen, default=None))
    living = [each for each in seen if (_age(each) or 0.0) < SILENT_AFTER]
    return {**found, "workers": len(living)}


def waiting() -> dict[str, Any]:
    """How many jobs wait, and for how many seconds the oldest of them has."""
    count, oldest = 0, None
    for name in QUEUES:
        jobs = queue.named(name)
        count += jobs.count
        for job_id in jobs.get_job_ids(0, 1):
            since = queue.redis.hget(Job.key_for(job_id), "enqueued_at")
            at = utcparse(as_text(since)) if since else None
            oldest = min(filter(None, (oldest, at)), default=None)
    age = _age(oldest)
    late = age is not None and age > LATE_AFTER
    return {"state": "degraded" if late else "ok", "waiting": count, "oldest": age}


def mail() -> dict[str, Any]:
    """How many messages have yet to leave, since when, and what kind of error keeps them."""
    unsent = outbox.unsent()
    age = _age(unsent.oldest_at)
    late = age is not None and age > UNSENT_AFTER
    return {
        "state": "degraded" if late else "ok",
        "server": bool(current_app.config["SMTP_URL"]),
        "waiting": unsent.waiting,
        "retrying": unsent.retrying,
        "oldest": age,
        "error": unsent.error_class,
    }
