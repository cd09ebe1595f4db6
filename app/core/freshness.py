"""Tell every process that keeps pages in memory that something on them has changed.

The commit sends a NOTIFY. A process that was not listening finds a higher counter in the database;
one that has lost PostgreSQL finds a list of changes in Redis.
"""

import time
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.database import after_commit, db
from app.core.jobs import queue
from app.core.models import Version

log = structlog.get_logger(__name__)

CHANNEL = "relais_changed"
CHANGES_KEY = "relais:changed"  # in Redis: what changed, by when
CHANGES_KEPT = 3600.0  # seconds


def changed(kind: str, key: UUID | None = None) -> None:
    """Say, with the current transaction, that a thing of this kind has changed.

    kind: "publication", "person", "team", "organisation"
    key: which one; None for all of them
    """
    statement = insert(Version).values(kind=kind, number=1, changed_at=clock.now())
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[Version.kind],
            set_={"number": Version.number + 1, "changed_at": statement.excluded.changed_at},
        )
    )
    payload = f"{kind}:{key or '*'}"
    db.session.execute(select(func.pg_notify(CHANNEL, payload)))
    after_commit(lambda: _tell_through_redis(payload))


def _tell_through_redis(payload: str) -> None:
    now = time.time()
    try:
        queue.redis.zadd(CHANGES_KEY, {payload: now})
        queue.redis.zremrangebyscore(CHANGES_KEY, 0, now - CHANGES_KEPT)
    except (RedisError, OSError) as away:
        log.warning("change_not_told_through_redis", error=type(away).__name__)
