"""What the measurements share: an installation of their own, web servers, a load, medians."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psutil
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from app import create_app
from app.core import clock
from app.core.database import db
from app.core.ids import short_code, uuid7
from app.core.services import embedded
from app.core.services.supervise import ENVIRONMENT
from app.sharing.models import Channel, ReferralLink
from bench.company import CHARTER_VERSION, found_company, hire, publish_openings
from config import ROOT, Config

ROUNDS = 5
BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
HEADERS = {
    "User-Agent": BROWSER,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Referer": "https://www.linkedin.com/",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Upgrade-Insecure-Requests": "1",
}
_PARAGRAPH = (
    "Vous reprenez la chaîne de collecte existante, qui fonctionne, et la faites passer du lot au "
    "flux sans jamais interrompre le service. C’est un travail de précision plus que de vitesse. "
)


# ── an installation ─────────────────────────────────────────────────────────────────────────


@contextmanager
def installation() -> Iterator[Config]:
    """Start a PostgreSQL and a Valkey in a folder that is deleted afterwards; migrate."""
    folder = Path(tempfile.mkdtemp(prefix="relais-bench-"))
    folder.chmod(0o755)  # PostgreSQL's own user must be able to enter
    postgres = embedded.start_postgres(folder, settings={"max_connections": "100"})
    valkey = embedded.start_valkey(folder)
    try:
        embedded.prepare_database(postgres)
        config = embedded.with_addresses(Config(VAR_DIR=folder, LOG_LEVEL="ERROR"))
        with create_app(config).app_context():
            upgrade()
        yield config
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def environment(config: Config) -> dict[str, str]:
    """Return the environment in which another process has the same settings."""
    return {
        **ENVIRONMENT,
        **os.environ,
        "DATABASE_URL": config.DATABASE_URL,
        "DATABASE_OWNER_URL": config.DATABASE_OWNER_URL,
        "REDIS_URL": config.REDIS_URL,
        "VAR_DIR": str(config.VAR_DIR),
        "JOURNAL_DURABILITY": config.JOURNAL_DURABILITY,
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }


def fill(config: Config, *, links: int, openings: int = 20, ambassadors: int = 100) -> list[str]:
    """Publish openings and share them; returns the links' codes."""
    with create_app(config).app_context():
        workplace = found_company()
        people = [
            hire(workplace, f"Zoé {n}", last_name="Lambert", job_title="Ingénieure")
            for n in range(ambassadors)
        ]
        body = "\n\n".join(["## Votre mission", *[_PARAGRAPH * 3] * 5])
        published = publish_openings(workplace, openings, by=people[0], body=body)
        db.session.commit()
        codes = [short_code() for _ in range(links)]
        channels, now = list(Channel), clock.now()
        rows = [
            {
                "id": uuid7(),
                "code": code,
                "publication_id": published[n % openings].id,
                "ambassador_id": people[n % ambassadors].id,
                "channel": channels[n % len(channels)],
                "language": "fr",
                "words": f"{n} : mon équipe cherche quelqu’un pour ses données. On en parle ?",
                "form_id": uuid4(),
                "charter_version": CHARTER_VERSION,
                "created_at": now - timedelta(minutes=n),
            }
            for n, code in enumerate(codes)
        ]
        for start in range(0, links, 5000):
            db.session.execute(insert(ReferralLink), rows[start : start + 5000])
        db.session.commit()
    return codes


# ── web servers ─────────────────────────────────────────────────────────────────────────────


def bare() -> Flask:
    """The comparison: a Flask application whose one page is a redirect()."""
    from flask import redirect
    from werkzeug.wrappers import Response

    app = Flask("bare")

    @app.get("/r/<code>")
    def follow(code: str) -> Response:
        return redirect("https://careers.example.com/openings/" + code)

    return app


@dataclass(frozen=True)
class Server:
    """A web server and the process of it that does the work."""

    port: int
    process: psutil.Process

    def processor_time(self) -> float:
        """Return the seconds of processor that it has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def serving(
    target: str, config: Config, *, threads: int = 2, factory: bool | None = None
) -> Iterator[Server]:
    """Serve an application by Granian, as `make run` does, with one process.

    factory: whether the target makes the application; by default those of bench do
    """
    port = free_port()
    makes = target.startswith("bench.") if factory is None else factory
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port),
         "--workers", "1", "--blocking-threads", str(threads), "--no-ws",
         "--log-level", "warning", *(["--factory"] if makes else []), target],
        cwd=ROOT, env=environment(config),
    )  # fmt: skip
    try:
        wait_for(port)
        workers = psutil.Process(process.pid).children()
        yield Server(port, workers[0])
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    """Return once a server answers, whatever it says."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
            try:
                asked.request("GET", "/")
                asked.getresponse()
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise TimeoutError(f"nothing answers on port {port}")


# ── load ────────────────────────────────────────────────────────────────────────────────────

_WRK_SCRIPT = """
local paths = {}
for path in io.lines(os.getenv("RELAIS_PATHS")) do paths[#paths + 1] = path end
local requests = {}
init = function(args)
  math.randomseed(os.time())
  for i, path in ipairs(paths) do requests[i] = wrk.format("GET", path) end
end
request = function() return requests[math.random(#requests)] end
done = function(summary, latency)
  io.write(string.format(
    "RELAIS %d %d %f %f %d\\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), summary.errors.status + summary.errors.read + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """What a server bore."""

    rate: float  # answers a second
    p50: float  # milliseconds
    p99: float
    failed: int
    cost: float  # microseconds of processor that the server spent on an answer


def load(
    server: Server,
    paths: list[str],
    *,
    seconds: int = 5,
    connections: int = 32,
    headers: dict[str, str] | None = None,
) -> Load:
    """Ask for random paths as fast as they are answered, with wrk.

    raises: SystemExit when wrk is not there
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        sys.exit("This measurement needs wrk (Debian: apt-get install wrk).")
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder) / "paths", Path(folder) / "load.lua"
        listed.write_text("\n".join(paths))
        script.write_text(_WRK_SCRIPT)
        command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
        for name, value in (HEADERS if headers is None else headers).items():
            command += ["-H", f"{name}: {value}"]
        before = server.processor_time()
        found = subprocess.run(
            [*command, f"http://127.0.0.1:{server.port}"],
            capture_output=True, text=True, check=True,
            env={**os.environ, "RELAIS_PATHS": str(listed)},
        )  # fmt: skip
    line = next(line for line in found.stdout.splitlines() if line.startswith("RELAIS"))
    requests, micros, p50, p99, failed = map(float, line.split()[1:])
    cost = (server.processor_time() - before) / requests * 1e6
    return Load(requests / micros * 1e6, p50 / 1000, p99 / 1000, int(failed), cost)


# ── figures ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Figure:
    """A quantity measured several times in one run."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Figure":
        """Sum values up."""
        found = list(values)
        return cls(statistics.median(found), min(found), max(found))

    def __str__(self) -> str:
        return f"{self.median:,.2f} ({self.least:,.2f} to {self.most:,.2f})"


Rows = dict[str, "Figure | float | str"]


def in_turn(measures: dict[str, Callable[[], Load]], rounds: int = ROUNDS) -> dict[str, list[Load]]:
    """Measure each thing once a round, so that what drifts drifts for all."""
    found: dict[str, list[Load]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, act in measures.items():
            found[name].append(act())
    return found


def ratio(loads: list[Load], to: list[Load]) -> Figure:
    """Compare the rates of two things round by round."""
    return Figure.of(one.rate / other.rate for one, other in zip(loads, to, strict=True))


def cost_ratio(loads: list[Load], to: list[Load]) -> Figure:
    """Compare what answers cost the server: this holds also on a machine that others use."""
    return Figure.of(other.cost / one.cost for one, other in zip(loads, to, strict=True))


def rows_of(loads: dict[str, list[Load]]) -> Rows:
    """Return rates and waiting times for a table."""
    rows: Rows = {}
    for name, found in loads.items():
        rows[f"{name}: answers a second"] = Figure.of(load.rate for load in found)
        rows[f"{name}: p50, ms"] = Figure.of(load.p50 for load in found)
        rows[f"{name}: p99, ms"] = Figure.of(load.p99 for load in found)
        rows[f"{name}: processor, us an answer"] = Figure.of(load.cost for load in found)
        if failed := sum(load.failed for load in found):
            rows[f"{name}: failed"] = float(failed)
    return rows


def report(title: str, rows: Rows) -> None:
    """Print a table, and the same as one line of JSON."""
    width = max(map(len, rows))
    print(f"\n{title}\n" + "-" * len(title))
    for name, value in rows.items():
        shown = f"{value:,.2f}" if isinstance(value, float) else str(value)
        print(f"{name:<{width}}  {shown}")
    plain = {n: asdict(v) if isinstance(v, Figure) else v for n, v in rows.items()}
    print(json.dumps({"title": title, **plain}))
