"""Q3: the loader, from the journal to classified rows in PostgreSQL.

    python -m bench.loader [--clicks N] [--on M]

A backlog of a million clicks on 100,000 links, a day of mixed traffic by 300,000 visitors, is
drained by the loader itself in a process of its own. The wall clock is what counts: loader and
PostgreSQL work at the same time, on two cores. The processor time of each says what it would
bear alone. --on has the tables hold so many clicks of the last months already, with their sums:
what a loader meets after a year. For comparison, the same rows are copied by `COPY` alone, into a
table of the same columns without an index.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, replace

import psutil
import psycopg

from app.core import clock
from app.core.ids import uuid7_at
from app.core.services import embedded
from app.tracking.journal.journal import Journal
from app.tracking.journal.lines import encode
from bench.filling import SIZES, FilledLink, Filling
from bench.filling.clicks import fill_clicks, fill_relays
from bench.harness import environment, fill, installation, report
from bench.user_agents import cases
from config import Config

CLICKS = 1_000_000
LINKS = 100_000
VISITORS = 300_000


def write_backlog(config: Config, codes: list[str], clicks: int) -> None:
    """Journal a day's clicks, most of them by people, as the front would have."""
    chance = random.Random(7)
    table = cases()
    people = [case for case in table if case.kind == "human"]
    machines = [case for case in table if case.kind != "human"]
    visitors = [f"{chance.getrandbits(64):016x}" for _ in range(VISITORS)]
    journal = Journal(config.VAR_DIR / "journal", ballast_bytes=0)
    now = clock.now().timestamp()
    start = now - 86_400
    for number in range(clicks):
        case = chance.choice(people if chance.random() < 0.7 else machines)
        environ = {
            "REQUEST_METHOD": "GET",
            "HTTP_USER_AGENT": case.user_agent,
            "HTTP_REFERER": "https://www.linkedin.com/",
            "HTTP_ACCEPT_LANGUAGE": "fr-FR,fr;q=0.9",
        }
        if case.fetch_mode:
            environ["HTTP_SEC_FETCH_MODE"] = case.fetch_mode
        at = clock.now().fromtimestamp(start + 86_400 * number / clicks, clock.now().tzinfo)
        code = codes[min(int(chance.expovariate(1 / (LINKS / 5))), LINKS - 1)]
        journal.append(encode(uuid7_at(at).hex, code, True, chance.choice(visitors), "", environ))
    journal.close()


@dataclass
class Drained:
    """What loading a backlog took."""

    seconds: float
    loader: float  # processor seconds of the loader
    postgres: float  # and of the server processes that serve it
    memory: float  # megabytes of the loader, at most


def have_clicks(config: Config, clicks: int) -> None:
    """Have the tables hold clicks already, on the links there are."""
    address = config.DATABASE_OWNER_URL.replace(f"{embedded.OWNER}@", "postgres@")
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT link.id, publication_id, 'opening', ambassador_id, link.created_at"
            " FROM referral_links link"
        ).fetchall()
        links = [FilledLink(*row) for row in rows]
        size = replace(SIZES["L"], links=len(links), clicks=clicks, kept_clicks=clicks)
        filling = Filling(connection, size, clock.now(), random.Random(9), links=links)
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        fill_clicks(filling)
        fill_relays(filling)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def drain(config: Config) -> Drained:
    """Run the loader until the journal is loaded."""
    folder = config.VAR_DIR / "journal"
    program = subprocess.Popen(
        [sys.executable, "-m", "app.tracking.loading.loader"], env=environment(config)
    )
    loader = psutil.Process(program.pid)
    with psycopg.connect(config.DATABASE_URL, autocommit=True) as connection:
        while len(servers := connection.execute(SERVERS).fetchall()) < CONNECTIONS:
            if program.poll() is not None:
                sys.exit("The loader ended before it began.")
            time.sleep(0.01)
    postgres = [psutil.Process(pid) for (pid,) in servers]
    begun, own = time.monotonic(), processor_time(loader)
    its = sum(map(processor_time, postgres))
    found = Drained(0, 0, 0, 0)
    while program.poll() is None and any(folder.glob("*.clicks")):
        found.memory = max(found.memory, loader.memory_info().rss / 1e6)
        found.loader = processor_time(loader) - own
        found.postgres = sum(map(processor_time, postgres)) - its
        time.sleep(0.05)
    found.seconds = time.monotonic() - begun
    program.terminate()
    program.wait()
    return found


CONNECTIONS = 2  # of the loader: to read, and to store
SERVERS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'relais-loader'"


def processor_time(process: psutil.Process) -> float:
    """Return the seconds of processor a process has used."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _stored(config: Config) -> int:
    with psycopg.connect(config.DATABASE_URL) as connection:
        row = connection.execute("SELECT count(*) FROM clicks").fetchone()
    return int(row[0]) if row else 0


def copy_alone(config: Config, clicks: int) -> float:
    """Copy the same rows without an index or a roll-up; returns seconds."""
    with psycopg.connect(config.DATABASE_URL, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE plain AS SELECT * FROM clicks WITH NO DATA")
        with connection.cursor().copy(
            f"COPY (SELECT * FROM clicks ORDER BY id DESC LIMIT {clicks}) TO STDOUT"
        ) as out:
            rows = b"".join(bytes(block) for block in out)
        begun = time.monotonic()
        with connection.cursor().copy("COPY plain FROM STDIN") as copy:
            copy.write(rows)
        return time.monotonic() - begun


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--clicks", type=int, default=CLICKS, help="to load")
    given.add_argument("--on", type=int, default=0, help="clicks that the tables hold before")
    asked = given.parse_args()
    clicks = asked.clicks
    with installation() as config:
        codes = fill(config, links=LINKS)
        if asked.on:
            have_clicks(config, asked.on)
        write_backlog(config, codes, clicks)
        size = sum(f.stat().st_size for f in (config.VAR_DIR / "journal").glob("*.clicks"))
        held = _stored(config)
        took = drain(config)
        stored = _stored(config) - held
        alone = copy_alone(config, clicks)
    report(
        "Q3 loader: journal to classified rows (goal: 20,000 clicks/s, 200 MB)",
        {
            "clicks": float(stored),
            "clicks that the tables held before": float(held),
            "journal, MB": size / 1e6,
            "clicks a second, wall clock": clicks / took.seconds,
            "clicks a second of the loader's core": clicks / took.loader,
            "clicks a second of PostgreSQL's core": clicks / took.postgres,
            "clicks a second if both had one core": clicks / (took.loader + took.postgres),
            "COPY alone, rows a second": clicks / alone,
            "memory at most, MB": took.memory,
            "processors": str(os.cpu_count()),
        },
    )
    if stored != clicks:
        sys.exit(f"{clicks} were journalled and {stored} stored")


if __name__ == "__main__":
    main()
