"""What JOURNAL_DURABILITY costs: one landing page, served under each of its settings, in turn.

    python -m bench.durability

The same server, page and load; only when a click is safe differs. The folder of the journal must
be on the disk that will hold it: on a disk in memory all three are alike.
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import psutil

from bench.harness import (
    Load,
    Server,
    cost_ratio,
    fill,
    in_turn,
    installation,
    load,
    ratio,
    report,
    rows_of,
    serving,
)
from config import DURABILITIES

LINKS = 1000
SECONDS = 3
THREADS = 4  # as WEB_THREADS: with "each", as many clicks may share one sync


def main() -> None:
    """Measure and print."""
    with installation() as config, ExitStack() as servers:
        paths = [f"/r/{code}" for code in fill(config, links=LINKS)]
        measures: dict[str, Callable[[], Load]] = {}
        for durability in DURABILITIES:
            server = servers.enter_context(
                serving("wsgi:app", replace(config, JOURNAL_DURABILITY=durability), threads=THREADS)
            )
            load(server, paths, seconds=4)  # every page is in memory then
            measures[durability] = partial(_measure, server, paths)
        loads = in_turn(measures)
    base = loads["process"]
    report(
        "JOURNAL_DURABILITY: what safety costs a tracked landing page",
        {
            "disk": _disk(),
            **rows_of(loads),
            **{
                f"{durability}: rate, as a part of process": ratio(loads[durability], base)
                for durability in DURABILITIES[1:]
            },
            **{
                f"{durability}: processor, times process": cost_ratio(base, loads[durability])
                for durability in DURABILITIES[1:]
            },
        },
    )


def _measure(server: Server, paths: list[str]) -> Load:
    return load(server, paths, seconds=SECONDS)


def _disk() -> str:
    """Name the file system that holds the journal."""
    where = tempfile.gettempdir()
    mounted = [
        part for part in psutil.disk_partitions(all=True) if where.startswith(part.mountpoint)
    ]
    return max(mounted, key=lambda part: len(part.mountpoint)).fstype if mounted else "unknown"


if __name__ == "__main__":
    main()
