"""Tell two browsers apart for a day without storing who they are.

`visitor` is a hash under a salt that lives in Redis for 26 hours and nowhere else: yesterday's
visitors cannot be recomputed, nor followed into today. Without Redis each process draws a salt
of its own, so one browser may count once per process.
"""

import os
from datetime import UTC, datetime, timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError

from app.core.calendar import utc_date
from app.people.entrance.network import network_of
from app.tracking.journal.keyed_hash import KeyedHash

log = structlog.get_logger(__name__)

KEY = "relais:salt:{day}"
LIFE = timedelta(hours=26)
AHEAD = timedelta(hours=1)  # before midnight UTC; with a day of use, less than LIFE
VISITOR_BYTES = 8
DAY_MILLISECONDS = 86_400_000


class Salts:
    """The salts of today and, near midnight, of tomorrow; kept by one process's threads.

    `refresh` talks to Redis and belongs to a thread; `visitor` never waits for anything.
    """

    def __init__(self, host: str, redis: "Redis | None") -> None:
        self._prefix = host.encode() + b"\0"
        self._redis = redis
        self._by_day: dict[int, KeyedHash] = {}
        self._shared: set[int] = set()

    def visitor(self, address: str, user_agent: str, milliseconds: int) -> str:
        """Return 16 hexadecimal digits that stand for a browser until midnight UTC.

        address: as the server saw it; of IPv6, the /64 counts
        """
        day = milliseconds // DAY_MILLISECONDS
        salt = self._by_day.get(day) or self._draw(day)
        network = network_of(address) if ":" in address else address  # a call less on most
        message = f"{network}\0{user_agent}".encode("utf-8", "replace")
        return salt.digest(self._prefix + message)[:VISITOR_BYTES].hex()

    def _draw(self, day: int) -> KeyedHash:
        """Make a salt of this process alone, until `refresh` finds the shared one."""
        return self._by_day.setdefault(day, KeyedHash(os.urandom(32)))

    def refresh(self, now: datetime) -> bool:
        """Fetch the shared salts, tomorrow's ahead of time; False when Redis does not answer."""
        today = int(now.timestamp() * 1000) // DAY_MILLISECONDS
        soon = int((now + AHEAD).timestamp() * 1000) // DAY_MILLISECONDS
        for day in {today, soon} - self._shared:
            if self._redis is None:
                return False
            try:
                self._by_day[day] = KeyedHash(shared_salt(self._redis, day))
            except (RedisError, OSError) as away:
                log.warning("salt_not_shared", error=type(away).__name__)
                return False
            self._shared.add(day)
        for day in [day for day in self._by_day if day < today]:
            del self._by_day[day]
            self._shared.discard(day)
        return True


def shared_salt(redis: "Redis", day: int) -> bytes:
    """Return the salt of a day, drawn by whichever process asks first."""
    key = KEY.format(day=utc_date(datetime.fromtimestamp(day * 86_400, UTC)).isoformat())
    redis.set(key, os.urandom(32), nx=True, ex=LIFE)
    salt = redis.get(key)
    if not isinstance(salt, bytes):  # evicted in between
        raise RedisError("the salt is gone")
    return salt
