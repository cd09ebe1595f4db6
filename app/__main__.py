"""`python -m app`: everything that Relais needs, on one machine, until Ctrl-C.

`python -m app web` is one of its programs alone, for a supervisor of your own.
"""

import contextlib
import errno
import os
import socket
import sys
import urllib.error
import urllib.request
from typing import NoReturn

import psycopg

import settings_file
from app import create_app
from app.core.files import CannotStore
from app.core.services import bodies, embedded, migrations, start
from app.core.services.embedded import CannotStart, Postgres, Valkey
from app.core.services.migrations import CannotMigrate
from app.core.services.private import keep_to_ourselves
from app.core.services.supervise import ENVIRONMENT, Supervisor
from config import ROOT, Config, WrongSettings

KILL_AFTER = 10  # seconds that a web process has to end, before the port is taken from it
LOGS = ROOT / "app" / "core" / "services" / "granian-logs.json"
FREE_SPACE = 64 * 1024  # bytes that must fit under VAR_DIR to start at all


def check_port(config: Config, name: str = "PORT") -> None:
    """raises: CannotStart when nobody could listen there"""
    port = getattr(config, name)
    family = socket.AF_INET6 if ":" in config.HOST else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((config.HOST, port))
        except OSError as taken:
            why = "is taken" if taken.errno == errno.EADDRINUSE else f"cannot be used ({taken})"
            raise CannotStart(
                f"{config.HOST}:{port} {why}: set {name} (or HOST) to another, "
                f"as in: {name}={port + 1} make run"
            ) from taken


def check_var(config: Config) -> None:
    """raises: CannotStart when nothing can be written under VAR_DIR"""
    tried = config.VAR_DIR / ".written"
    try:
        config.VAR_DIR.mkdir(parents=True, exist_ok=True)
        tried.write_bytes(b"\0" * FREE_SPACE)
        tried.unlink()
    except OSError as refused:
        with contextlib.suppress(OSError):
            tried.unlink()
        raise CannotStart(
            f"{config.VAR_DIR} cannot be written ({refused.strerror}): "
            "make room or set VAR_DIR to another folder"
        ) from refused


def check_database(url: str) -> None:
    """raises: CannotStart when the server of DATABASE_URL does not let us in, or is too old"""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
    except (psycopg.Error, ValueError) as refused:
        reason = str(refused).strip().splitlines()[0]
        raise CannotStart(f"DATABASE_URL cannot be reached: {reason}") from refused
    if version < embedded.LOWEST_VERSION:
        raise CannotStart(
            f"DATABASE_URL is PostgreSQL {version}: {embedded.LOWEST_VERSION} or later is needed"
        )


def start_services(config: Config, started: dict[str, Postgres | Valkey]) -> Config:
    """Start what no URL names; returns the settings with the URLs filled in.

    started: takes each service as soon as it runs, by its name, in the order in which they are
      stopped, so that the caller stops them whatever fails next
    """
    if not config.REDIS_URL:
        started["valkey"] = embedded.start_valkey(config.VAR_DIR)
    if not config.DATABASE_URL:
        postgres = embedded.start_postgres(config.VAR_DIR)
        started["postgresql"] = postgres
        embedded.prepare_database(postgres)
    config = embedded.with_addresses(config)
    check_database(config.DATABASE_URL)
    return config


def programs(config: Config) -> dict[str, list[str]]:
    """Return the programs and how each is started; the Procfile and the units name the same.

    links: tracked links by themselves; `make run` starts it where they have a port of their own
    """
    python = [sys.executable, "-m"]
    links_port = config.LINKS_PORT or config.PORT + 1
    return {
        "web": [*python, *_serving(config, config.PORT, config.WEB_PROCESSES, config.WEB_THREADS)],
        "links": [*python, *_serving(config, links_port, config.LINKS_PROCESSES, 2)],
        "loader": [*python, "app.tracking.loading.loader"],
        "worker": [*python, "jobs.worker"],
        "scheduler": [*python, "jobs.scheduler"],
    }


def _serving(config: Config, port: int, processes: int, threads: int) -> list[str]:
    """Return how the one application is served: any of its processes answers anything."""
    # errors only: its warning of many threads does not know that most of them wait for clients
    return [
        "granian", "--interface", "wsgi", "--http", "1",
        "--host", config.HOST, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(threads + bodies.MORE_THREADS),
        "--respawn-failed-workers", "--workers-kill-timeout", str(KILL_AFTER), "--no-ws",
        "--log-level", "error", "--log-config", str(LOGS), "wsgi:app",
    ]  # fmt: skip


def is_ready(config: Config) -> bool:
    """Ask the web program whether it serves."""
    host = "127.0.0.1" if config.HOST in ("0.0.0.0", "::") else config.HOST  # noqa: S104
    address = f"http://{f'[{host}]' if ':' in host else host}:{config.PORT}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    """Check, start, migrate, load the demonstration once, serve. Returns the exit status."""
    started: dict[str, Postgres | Valkey] = {}
    try:
        config = Config.from_environment()
        check_port(config)
        if config.LINKS_PORT:
            check_port(config, "LINKS_PORT")
        keep_to_ourselves(config.VAR_DIR)
        check_var(config)
        config = start_services(config, started)
        environment = {
            **around_programs(),
            "DATABASE_URL": config.DATABASE_URL,
            "REDIS_URL": config.REDIS_URL,
            "VAR_DIR": str(config.VAR_DIR),
        }
        app = create_app(config)
        with app.app_context():
            migrations.upgrade()
            welcome = prepare_first_use(config)
        known = programs(config)
        if not config.LINKS_PORT:
            known.pop("links")  # the web program answers them too
        Supervisor(known, environment, ROOT, started).run(
            ready=lambda: is_ready(config),
            announce=lambda: print(f"\nRelais serves on {config.base_url}\n{welcome}", flush=True),
        )
    except WrongSettings as wrong:
        print(f"Relais cannot start. {'; '.join(wrong.problems)}", file=sys.stderr)
        return 2
    except (CannotStart, CannotMigrate, CannotStore) as reason:
        print(f"Relais cannot start. {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        for service in started.values():
            service.stop()
    return 0


def prepare_first_use(config: Config) -> str:
    """Load the demonstration company in an empty development installation; say how to sign in."""
    from app import demo

    if config.ENVIRONMENT == "production":
        return "On an empty installation, make the first administrator: flask people create"
    print("Preparing the demonstration company (once)…", flush=True)
    demo.load_once()
    return demo.accounts_in_words()


def around_programs() -> dict[str, str]:
    """Return what a program finds around it: every setting that was read, but the owner's address.

    So that none of them can alter the ledger. They read no file again, which may name it too.
    """
    around = {**ENVIRONMENT, **os.environ, settings_file.NAMED_BY: ""}
    around.pop("DATABASE_OWNER_URL", None)
    return around


def run_one(name: str) -> NoReturn:
    """Become one of the programs, or end with the names of those that there are."""
    known = programs(start.settings())
    if name not in known:
        sys.exit(f"No program {name!r}: there are {', '.join(known)}.")
    os.chdir(ROOT)
    os.execve(known[name][0], known[name], {**around_programs(), "RELAIS_PROGRAM": name})  # noqa: S606


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run_one(sys.argv[1])
    sys.exit(main())
