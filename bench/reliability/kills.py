"""kill -9 of everything that runs, at random, each time seen to come back."""

import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
import psycopg
from redis.exceptions import RedisError

from bench.reliability.site import Site, wait_until

SCHEDULER_LOCK = 5_247_002


@dataclass(frozen=True)
class Kind:
    """Something that can be killed: which process, and what shows that it is back."""

    name: str
    victim: Callable[[Site], psutil.Process | None]
    is_back: Callable[[Site, int], bool]


@dataclass
class Kills:
    """What was killed, and how long it took to come back."""

    seed: int
    times: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)

    def at_random(self, site: Site, *, among: "list[Kind] | None" = None) -> str:
        """Kill one thing and return its name once it is back.

        raises: NeverHappened
        """
        chance = random.Random(f"{self.seed} {self.times.total()}")
        kind = chance.choice(among or KINDS)
        victim = None

        def is_there() -> bool:
            nonlocal victim
            with contextlib.suppress(psutil.Error):
                victim = kind.victim(site)
            return victim is not None

        wait_until(is_there, f"{kind.name} runs")
        assert victim is not None
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim.pid, signal.SIGKILL)
        took = wait_until(lambda: kind.is_back(site, victim.pid), f"{kind.name} is back")
        self.times[kind.name] += 1
        self.slowest[kind.name] = max(took, self.slowest.get(kind.name, 0.0))
        return kind.name


def _web_process(site: Site) -> psutil.Process | None:
    found = site.web_processes()
    return random.choice(found) if len(found) == site.config.WEB_PROCESSES else None


def _web_process_is_back(site: Site, killed: int) -> bool:
    pids = [each.pid for each in site.web_processes()]
    return killed not in pids and len(pids) == site.config.WEB_PROCESSES and site.serves()


def _program(name: str) -> Callable[[Site], psutil.Process | None]:
    return lambda site: site.programs().get(name)


def _runs_anew(site: Site, name: str, killed: int) -> bool:
    program = site.programs().get(name)
    return program is not None and program.pid != killed


def _server_is_back(site: Site, killed: int) -> bool:
    return _runs_anew(site, "web", killed) and site.serves()


def _database_answers(site: Site) -> bool:
    with contextlib.suppress(psycopg.Error):
        return site.rows("SELECT 1") == [(1,)]
    return False


def _loader_is_back(site: Site, killed: int) -> bool:
    """It has written its node's row since it started."""
    with contextlib.suppress(psycopg.Error, KeyError, psutil.Error):
        loader = site.programs()["loader"]
        if loader.pid != killed:
            seen = "SELECT count(*) FROM journal_nodes WHERE seen_at > to_timestamp(%s)"
            return site.value(seen, loader.create_time()) == 1
    return False


def _worker_is_back(site: Site, killed: int) -> bool:
    """It has registered with the broker."""
    with contextlib.suppress(RedisError, OSError, KeyError, psutil.Error):
        worker = site.programs()["worker"]
        if worker.pid != killed:
            broker = site.broker()
            names = broker.smembers("rq:workers")
            pids = {broker.hget(name, "pid") for name in names}
            return str(worker.pid).encode() in pids
    return False


def _scheduler_is_back(site: Site, killed: int) -> bool:
    """It holds the lock under which one of them schedules."""
    with contextlib.suppress(psycopg.Error):
        held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s"
        return _runs_anew(site, "scheduler", killed) and site.value(held, SCHEDULER_LOCK) == 1
    return False


def _postgres_is_back(site: Site, killed: int) -> bool:
    postmaster = site.service("postgres")
    return postmaster is not None and postmaster.pid != killed and _database_answers(site)


def _backend(site: Site) -> psutil.Process | None:
    found = site.backends()
    return random.choice(found) if found else None


def _backend_is_back(site: Site, killed: int) -> bool:
    return not psutil.pid_exists(killed) and _database_answers(site)


def _valkey_is_back(site: Site, killed: int) -> bool:
    with contextlib.suppress(RedisError, OSError):
        valkey = site.service("valkey-server")
        return valkey is not None and valkey.pid != killed and bool(site.broker().ping())
    return False


KINDS = [
    Kind("web process", _web_process, _web_process_is_back),
    Kind("web server", _program("web"), _server_is_back),
    Kind("loader", _program("loader"), _loader_is_back),
    Kind("worker", _program("worker"), _worker_is_back),
    Kind("scheduler", _program("scheduler"), _scheduler_is_back),
    Kind("PostgreSQL", lambda site: site.service("postgres"), _postgres_is_back),
    Kind("PostgreSQL backend", _backend, _backend_is_back),
    Kind("Valkey", lambda site: site.service("valkey-server"), _valkey_is_back),
]
