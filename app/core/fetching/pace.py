"""One request to a site at a time, and a while between two, whatever the number of workers.

A key of Redis is both: taken for a request, then left to expire after the while. It expires by
itself when whoever took it dies.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from redis.exceptions import RedisError

from app.core.fetching.refusals import Unfetchable
from app.core.jobs import queue

log = structlog.get_logger(__name__)

LONGEST_REQUEST = 90.0  # seconds: what `Limits.whole` allows, and more
PATIENCE = 240.0  # seconds that a request waits for its turn
LOOKED_EVERY = 0.1  # seconds
_IF_OURS = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
"""


@contextmanager
def turn(
    host: str,
    *,
    apart: float,
    patience: float = PATIENCE,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Wait until nobody asks a site anything, and keep others waiting as long as the block lasts.

    apart: seconds between the end of one request and the beginning of the next
    raises: Unfetchable when others keep it for too long
    """
    key, mark = f"fetching:{host.lower()}", secrets.token_hex(8)
    waited = 0.0
    while not _take(key, mark, LONGEST_REQUEST):
        if waited >= patience:
            raise Unfetchable("busy")
        sleep(LOOKED_EVERY)
        waited += LOOKED_EVERY
    try:
        yield
    finally:
        _keep(key, mark, apart)


@contextmanager
def alone(name: str, *, seconds: float) -> Iterator[Callable[[], None] | None]:
    """Do something that nobody else does meanwhile; None is given where somebody does.

    seconds: after which others may, unless what is given was called since
    """
    key, mark = f"alone:{name}", secrets.token_hex(8)
    if not _take(key, mark, seconds):
        yield None
        return
    try:
        yield lambda: _keep(key, mark, seconds)
    finally:
        _keep(key, mark, 0.001)


def _take(key: str, mark: str, seconds: float) -> bool:
    try:
        return bool(queue.redis.set(key, mark, nx=True, px=int(seconds * 1000)))
    except (RedisError, OSError) as away:
        log.warning("pace_not_kept", error=type(away).__name__)
        return True  # a worker without Redis is about to stop: what it has begun goes on


def _keep(key: str, mark: str, seconds: float) -> None:
    try:
        queue.redis.eval(_IF_OURS, 1, key, mark, str(int(seconds * 1000)))
    except (RedisError, OSError) as away:
        log.warning("pace_not_kept", error=type(away).__name__)
