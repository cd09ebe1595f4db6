"""Limits of Mastodon servers, asked of each by a job and remembered for a day, in Redis alone.

Nothing is lost with Redis away: counts are then those that most servers have.
"""

import json
from uuid import UUID

from redis.exceptions import RedisError

from app.core import jobs
from app.core.fetching.fetch import fetch
from app.core.fetching.limits import Limits
from app.core.fetching.refusals import Unfetchable
from app.core.jobs import queue
from app.sharing.networks import Server, instance_of

READ = "jobs.sharing.read_mastodon_server"
LIMITS = Limits(largest=1024 * 1024, connect=3, silence=3, whole=3)
KEPT = 24 * 3600  # seconds
ASKED_FOR = 10  # seconds in which an answer may still come
MOST_ASKED = 30  # servers that one person has asked in an hour
LARGEST = 1_000_000  # characters: whatever says more says nothing


def known(host: str) -> Server | None:
    """Return what a server takes, if it was asked within a day; the usual if it told nothing."""
    try:
        kept = queue.redis.get(_key(host))
    except (RedisError, OSError):
        return None
    return Server(**json.loads(kept)) if isinstance(kept, bytes) else None


def ask(host: str, *, by: UUID) -> bool:
    """Have a server asked; returns whether an answer may come within seconds.

    by: who typed it; a person has few servers, so that nobody makes us ask the whole world
    """
    try:
        asked = queue.redis.set(_key(f"asked:{host}"), 1, ex=ASKED_FOR, nx=True)
        if not asked:
            return True
        count = _key(f"by:{by}")
        number = queue.redis.incr(count)
        queue.redis.expire(count, 3600, nx=True)
    except (RedisError, OSError):
        return False
    if not isinstance(number, int) or number > MOST_ASKED:
        return False
    return jobs.enqueue_now(READ, host, once=f"mastodon:{host}")


def read(host: str) -> None:
    """Ask a server what it takes, and remember it: the usual where it says nothing readable.

    host: as `networks.instance_of` returns it; nothing is asked of anything else
    """
    if not host or instance_of(host) != host or known(host):
        return
    try:
        answer = fetch(
            f"https://{host}/api/v2/instance",
            LIMITS,
            headers={"Accept": "application/json", "User-Agent": "Relais"},
        )
        server = limits_in(answer.read()) if answer.status == 200 else Server()
    except Unfetchable:
        server = Server()
    kept = json.dumps({"limit": server.limit, "link": server.link})
    queue.redis.set(_key(host), kept, ex=KEPT)


def limits_in(body: bytes) -> Server:
    """Read the answer of a server; the usual for each figure that is none. Pure."""
    usual = Server()
    try:
        told = json.loads(body)["configuration"]["statuses"]
        limit, link = told.get("max_characters"), told.get("characters_reserved_per_url")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return usual
    return Server(
        limit if _is_figure(limit) else usual.limit, link if _is_figure(link) else usual.link
    )


def _is_figure(value: object) -> bool:
    return type(value) is int and 0 < value <= LARGEST


def _key(name: str) -> str:
    return f"relais:mastodon:{name}"
