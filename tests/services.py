"""A real PostgreSQL and a real Valkey for the tests, shared by all that run at the same time.

The first test process starts them under var/test, the last one stops them: each holds a shared
lock on a file while it runs.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from redis import Redis

from app import create_app
from app.core.services import embedded
from config import ROOT, Config

FOLDER = ROOT / "var" / "test"
# Nothing of a test must survive a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}
TEMPLATE_LOCK = 1
REDIS_DATABASES = 16


@dataclass
class Services:
    """The running services, and the lock that keeps them running."""

    postgres: embedded.Postgres
    valkey: embedded.Valkey
    lock: int

    def create_database(self, name: str) -> str:
        """Make a migrated database and return its address for programs."""
        template = f"template_{migrations_digest()}"
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK,))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (template,))
            if known.fetchone() is None:
                self._make_template(template)
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" OWNER relais_owner TEMPLATE "{template}"')
        return self.postgres.url(name)

    def _make_template(self, template: str) -> None:
        unfinished = f"{template}_unfinished"
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
            embedded.prepare_database(self.postgres, unfinished)
            app = create_app(self.config(unfinished))
            with app.app_context():
                upgrade()
            connection.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{template}"')

    def drop_database(self, name: str) -> None:
        """Forget a database, whoever is still connected to it."""
        with psycopg.connect(self.admin_url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def admin_url(self) -> str:
        """Address of the cluster for whoever may make databases."""
        return self.postgres.url("postgres", user="postgres")

    def config(self, database: str, *, redis_database: int = 0, var: Path | None = None) -> Config:
        """Settings of an application on one of the databases."""
        return Config(
            SECRET_KEY="a secret of tests, which no installation has",
            DATABASE_URL=self.postgres.url(database),
            DATABASE_OWNER_URL=self.postgres.url(database, user=embedded.OWNER),
            REDIS_URL=f"unix://{self.valkey.socket}?db={redis_database}",
            VAR_DIR=var or FOLDER / "files" / database,
            LOG_LEVEL="ERROR",
        )

    @contextmanager
    def redis_database(self) -> Iterator[int]:
        """Lend one of Valkey's numbered databases, emptied, to nobody else meanwhile."""
        for number in range(REDIS_DATABASES):
            held = os.open(FOLDER / f"redis-{number}", os.O_CREAT | os.O_RDWR, 0o644)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(held)
                continue
            try:
                Redis(unix_socket_path=str(self.valkey.socket), db=number).flushdb()
                yield number
                return
            finally:
                os.close(held)
        raise RuntimeError(f"more than {REDIS_DATABASES} test processes run at once")

    def release(self) -> None:
        """Stop the services when nobody else uses them."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # another test process is still at work
        else:
            self.valkey.stop()
            self.postgres.stop()
        os.close(self.lock)


def migrations_digest() -> str:
    """Return what changes whenever a migration does."""
    versions = sorted((ROOT / "migrations").rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in versions)).hexdigest()[:12]


def acquire() -> Services:
    """Start the services, or join those that run; `release()` must follow."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = os.open(FOLDER / "lock", os.O_CREAT | os.O_RDWR, 0o644)
    starting = os.open(FOLDER / "starting", os.O_CREAT | os.O_RDWR, 0o644)
    fcntl.flock(starting, fcntl.LOCK_EX)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        postgres = embedded.start_postgres(FOLDER, settings=FAST)
        valkey = embedded.start_valkey(FOLDER)
    finally:
        os.close(starting)
    return Services(postgres, valkey, lock)
