"""The worker: takes jobs from the queues, mail first. `python -m jobs.worker`

It runs what is listed here and nothing else, whatever stands in Redis: who can write there must not
be able to choose what this machine does.
"""

import contextlib
import time
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError
from rq import Worker
from rq.job import Job

from app.core.jobs import SERIALIZER, queue
from app.core.services.failures import QUEUES
from jobs import (
    application,
    attribution,
    core,
    hiring,
    measures,
    people,
    publishing,
    sharing,
    tracking,
)

WAIT_FOR_REDIS = 2.0  # seconds
# An idle worker shows that it lives each time it stops waiting for a job: 15 s before this ends.
SILENT_AT_MOST = 30  # seconds


class ShowingWorker(Worker):
    """RQ's worker, which comes back as soon as Redis does."""

    max_connection_wait_time = WAIT_FOR_REDIS


LISTED: dict[str, Callable[..., None]] = {
    f"{function.__module__}.{function.__name__}": function
    for function in (
        attribution.decide_waiting,
        attribution.remind_ambassadors,
        attribution.remind_judges,
        attribution.send_checkpoint,
        attribution.try_policy,
        attribution.verify_ledger,
        core.answer_asked_mail,
        core.deliver_activity,
        core.deliver_message,
        core.sweep,
        hiring.follow_recommendations,
        hiring.remind_cvs,
        hiring.sweep,
        hiring.tell_refusals,
        measures.forget_digests,
        measures.send_digests,
        people.forget_ended_sessions,
        publishing.apply_import,
        publishing.follow_due,
        publishing.follow_feed,
        publishing.forget_alerts,
        publishing.forget_guests,
        publishing.keep_hours,
        publishing.read_import,
        publishing.read_page,
        publishing.send_alerts,
        publishing.undo_import,
        sharing.draw_cards,
        sharing.forget_hub_days,
        sharing.follow_questions,
        sharing.forget_questions,
        sharing.post_to_chats,
        sharing.send_reminders,
        sharing.receive_answers,
        sharing.read_mastodon_server,
        sharing.post_campaigns,
        sharing.send_invitations,
        tracking.keep_partitions,
    )
}


class NotListed(Exception):
    """A job names a function that workers do not run."""


class ListedJob(Job):
    """A job of ours. It imports nothing that Redis names, calls nobody back, sends nothing out."""

    @property
    def func(self) -> Callable[..., None]:
        """Return the function that it names. raises: NotListed"""
        name = "" if self.instance else self.func_name
        if name not in LISTED:
            raise NotListed(name)
        return LISTED[name]

    def restore(self, raw_data: Any) -> None:
        """Read what Redis holds of it, but for what it could make us do besides."""
        super().restore(raw_data)
        self._success_callback_name = None
        self._failure_callback_name = None
        self._stopped_callback_name = None
        self.webhooks = []


def listening() -> Worker:
    """Return a worker on all queues."""
    return ShowingWorker(
        list(QUEUES),
        connection=queue.redis,
        job_class=ListedJob,
        serializer=SERIALIZER,
        worker_ttl=SILENT_AT_MOST,
        job_monitoring_interval=SILENT_AT_MOST // 2,
    )


def main() -> None:
    """Work until told to stop; wait for a Redis that is away."""
    application()  # imported once: each job's process is a copy of this one
    while True:
        with contextlib.suppress(RedisError, OSError):
            listening().work(with_scheduler=True, logging_level="WARNING")
            return
        time.sleep(WAIT_FOR_REDIS)


if __name__ == "__main__":
    main()
