"""Jobs of measures: the weekly digests."""

import structlog

from app.core import clock
from app.core.database import transaction
from app.measures.digest import send
from jobs import worker_context

log = structlog.get_logger(__name__)


class DigestsFailed(Exception):
    """Some digests could not be written; those of other people were."""


def send_digests() -> None:
    """Write the digests that are due, each in a transaction of its own, each quarter of an hour.

    raises: DigestsFailed once all the others are written; the next run tries again
    """
    with worker_context():
        now, failed = clock.now(), 0
        for person_id, week in list(send.due(now=now)):
            try:
                with transaction():
                    send.send(person_id, week, now=now)
            except Exception:  # one person's digest must not keep everybody else's
                log.exception("digest_failed", person=str(person_id))
                failed += 1
        if failed:
            raise DigestsFailed(failed)


def forget_digests() -> None:
    """Forget what old digests offered, each night."""
    with worker_context(), transaction():
        send.forget_old(now=clock.now())
