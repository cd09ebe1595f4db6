"""Follow every change to what is kept in memory, in PostgreSQL or, when that is away, in Redis.

It takes two threads, so that a silent PostgreSQL never holds up Redis, nor the other way round.
One listens to `relais_changed` and also reads the versions table each second: a missed
notification shows as a number that is too high, and everything of that kind is dropped. The other
reads the list of changes in Redis while PostgreSQL is lost. A process cut off from both keeps what
it has, and says so on /readyz.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

import psycopg
import structlog
from psycopg import Connection
from psycopg.rows import TupleRow
from redis import Redis
from redis.exceptions import RedisError

from app.core import clock
from app.core.freshness import CHANGES_KEY, CHANNEL
from app.tracking.journal.salts import Salts
from config import NOTICED_SOON

log = structlog.get_logger(__name__)

LOOK_EVERY = 1.0  # seconds
CUT_AFTER = 3.0  # seconds without an answer
OVERLAP = 5.0  # seconds of changes read again after a cut, for clocks that differ
CONNECTION: dict[str, Any] = {
    **NOTICED_SOON,
    "tcp_user_timeout": 3000,
    "application_name": "relais-front",
}

Forget = Callable[[str, UUID | None], None]
EachSecond = Callable[[Connection[TupleRow]], None]


class ChangeFeed:
    """The changes that one process hears of, and what it forgets for each."""

    def __init__(
        self,
        database_url: str,
        redis: Redis,
        salts: Salts,
        *,
        forget: Forget,
        each_second: EachSecond,
    ) -> None:
        self._database_url = database_url
        self._redis = redis
        self._salts = salts
        self._forget = forget
        self._each_second = each_second
        self._numbers: dict[str, int] = {}
        self._postgres_at = self._redis_at = 0.0  # monotonic; 0: never yet
        self._in_step_at = time.time()  # up to when every change is known to have been heard of
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to listen; the threads end with the process, or with `stop`."""
        for follow in (self._follow_postgres, self._follow_redis):
            threading.Thread(target=follow, name=f"relais{follow.__name__}", daemon=True).start()

    def stop(self) -> None:
        """End both threads at their next turn."""
        self._stopped.set()

    def source(self) -> str:
        """Say where changes come from now: "postgresql", "redis" or "none"."""
        limit = time.monotonic() - CUT_AFTER
        if self._postgres_at > limit:
            return "postgresql"
        return "redis" if self._redis_at > limit else "none"

    # ── PostgreSQL ──────────────────────────────────────────────────────────────────────────

    def _follow_postgres(self) -> None:
        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._database_url, autocommit=True, **CONNECTION) as link:
                    self._listen(link)
            except psycopg.Error as away:
                if self.source() == "postgresql":
                    log.warning("changes_not_heard", error=type(away).__name__)
            except Exception:  # if the thread ended, pages would stay stale for ever
                log.exception("changes_not_heard")
            self._stopped.wait(LOOK_EVERY)

    def _listen(self, link: Connection[TupleRow]) -> None:
        link.execute(f"LISTEN {CHANNEL}")
        while not self._stopped.is_set():
            self.compare(dict(link.execute("SELECT kind, number FROM versions").fetchall()))
            self._postgres_at, self._in_step_at = time.monotonic(), time.time()
            self._each_second(link)
            for notice in link.notifies(timeout=LOOK_EVERY):
                self.hear(notice.payload)

    def hear(self, payload: str) -> None:
        """Take in one notification, "kind:id" or "kind:*"."""
        kind = payload.partition(":")[0]
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        self._forget_payload(payload)

    def compare(self, numbers: dict[str, int]) -> None:
        """Take in the versions; a kind that has moved more than was heard is dropped whole."""
        for kind, number in numbers.items():
            if self._numbers.get(kind) != number:
                self._numbers[kind] = number
                self._forget_payload(f"{kind}:*")

    def _forget_payload(self, payload: str) -> None:
        kind, _, key = payload.partition(":")
        try:
            self._forget(kind, None if key == "*" else UUID(key))
        except ValueError:
            self._forget(kind, None)

    # ── Redis ───────────────────────────────────────────────────────────────────────────────

    def _follow_redis(self) -> None:
        while not self._stopped.wait(LOOK_EVERY):
            with suppress(RedisError, OSError):
                self._salts.refresh(clock.now())
                if self.source() != "postgresql":
                    self.catch_up()
                else:
                    self._redis.ping()
                self._redis_at = time.monotonic()

    def catch_up(self) -> None:
        """Read in Redis what has changed since this process lost PostgreSQL."""
        now = time.time()
        since = min(self._in_step_at, now) - OVERLAP  # a clock set back must hide nothing
        payloads = self._redis.zrangebyscore(CHANGES_KEY, since, "+inf")
        for payload in cast(list[bytes], payloads):
            self._forget_payload(payload.decode())
        self._in_step_at = now
