"""The installation that is killed: `python -m app`, as an administrator starts it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import psycopg
import requests
from aiosmtpd.controller import Controller
from flask import Flask
from redis import Redis

from app import create_app
from app.core import clock
from app.core.database import db
from app.core.services import embedded
from app.core.services.supervise import tied_to_us
from app.people.entrance import passwords
from bench.company import found_company, hire, publish_openings, share
from bench.harness import free_port
from config import ROOT, Config

SECRET = "a-secret-of-an-installation-that-is-deleted-when-all-is-measured"
PASSWORD = "correct horse battery staple"
OPENINGS, AMBASSADORS, LINKS = 6, 6, 24
LONGEST = 120.0  # seconds that anything is waited for
LOOK_EVERY = 0.05  # seconds


class NeverHappened(Exception):
    """Something that was waited for did not come."""


def wait_until(holds: Callable[[], bool], what: str, *, seconds: float = LONGEST) -> float:
    """Look again until something holds; returns how long that took.

    raises: NeverHappened
    """
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if holds():
            return time.monotonic() - start
        time.sleep(LOOK_EVERY)
    raise NeverHappened(f"never within {seconds:.0f} s: {what}")


def living_children(process: psutil.Process) -> list[psutil.Process]:
    """Return the children of a process that have not ended, as far as can be told."""
    living = []
    with contextlib.suppress(psutil.Error):
        for child in process.children():
            with contextlib.suppress(psutil.Error):
                if child.status() != psutil.STATUS_ZOMBIE:
                    living.append(child)
    return living


class Postbox:
    """A mail server that takes everything and remembers which messages came."""

    def __init__(self) -> None:
        self.received: list[str] = []  # Message-ID, once for each time it came

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        """Take a message."""
        content: bytes = envelope.content  # type: ignore[attr-defined]
        for line in content.split(b"\r\n"):
            if line.lower().startswith(b"message-id:"):
                self.received.append(line.split(b":", 1)[1].strip().decode())
                break
        return "250 taken"


@dataclass
class Opening:
    """An opening that one may apply for, as its career page addresses it."""

    id: str
    path: str  # of its form, from the career site


@dataclass
class Site:
    """A running installation, what is in it, and the doors that the outside sees."""

    config: Config
    app: Flask
    postbox: Postbox
    openings: list[Opening] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)  # of ambassadors; PASSWORD opens each
    process: "subprocess.Popen[bytes] | None" = None
    services: Path | None = None  # where PostgreSQL and Valkey live when nobody looks after them
    variables: dict[str, str] = field(default_factory=dict)  # more of the environment

    @property
    def url(self) -> str:
        """Where browsers go."""
        return self.config.base_url

    @property
    def log(self) -> Path:
        """What `make run` says."""
        return self.config.VAR_DIR / "relais.log"

    def start(self) -> None:
        """Start it as `make run` does, and return once it serves."""
        clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        config = self.config
        settings = {
            "ENVIRONMENT": "production",
            "SECRET_KEY": SECRET,
            "BASE_URL": config.BASE_URL,
            "HOST": config.HOST,
            "PORT": str(config.PORT),
            "WEB_PROCESSES": str(config.WEB_PROCESSES),
            "VAR_DIR": str(config.VAR_DIR),
            "SMTP_URL": config.SMTP_URL,
            "MAIL_FROM": "Relais <relais@example.com>",
            "DATABASE_URL": "embedded",
            "REDIS_URL": "embedded",
            "TRUSTED_PROXIES": str(config.TRUSTED_PROXIES),
            "JOURNAL_DURABILITY": config.JOURNAL_DURABILITY,
            "LOG_LEVEL": "WARNING",
        }
        if self.services:  # the company's own: their addresses are settings
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
                settings[name] = getattr(config, name)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [*tied_to_us(), sys.executable, "-m", "app"],
                cwd=ROOT, env={**clean, **settings, **self.variables},
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        wait_until(
            lambda: self.serves() and len(self.programs()) == 4, f"it serves: see {self.log}"
        )

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def serves(self) -> bool:
        """Whether some web process answers."""
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"{self.url}/healthz", timeout=2).status_code == 200
        return False

    def readiness(self) -> dict[str, dict[str, object]]:
        """What each part says of itself on /readyz; empty when nobody answers."""
        with contextlib.suppress(requests.RequestException, ValueError):
            parts = requests.get(f"{self.url}/readyz", timeout=20).json()["parts"]
            return dict(parts)
        return {}

    # ── processes ───────────────────────────────────────────────────────────────────────────

    def children(self) -> list[psutil.Process]:
        """Return what the supervisor keeps running."""
        assert self.process is not None
        return living_children(psutil.Process(self.process.pid))

    def programs(self) -> dict[str, psutil.Process]:
        """Return the programs by the name that the supervisor gives them."""
        programs = {}
        for child in self.children():
            with contextlib.suppress(psutil.Error):
                if name := child.environ().get("RELAIS_PROGRAM"):
                    programs[name] = child
        return programs

    def web_processes(self) -> list[psutil.Process]:
        """Return the processes that answer requests."""
        with contextlib.suppress(psutil.Error, KeyError):
            return [
                child
                for child in living_children(self.programs()["web"])
                if "resource_tracker" not in " ".join(child.cmdline())
            ]
        return []

    def service(self, name: str) -> psutil.Process | None:
        """Return "postgres" (the postmaster) or "valkey-server"."""
        for child in self.children():
            with contextlib.suppress(psutil.Error):
                if child.name() == name:
                    return child
        return None

    def backends(self) -> list[psutil.Process]:
        """Return PostgreSQL's processes that serve a connection of a program."""
        postmaster = self.service("postgres")
        if postmaster is None:
            return []
        found = []
        for child in living_children(postmaster):
            with contextlib.suppress(psutil.Error):
                if "[local]" in " ".join(child.cmdline()):
                    found.append(child)
        return found

    # ── the database and the broker, looked at from outside ─────────────────────────────────

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database, as the owner of its tables."""
        with psycopg.connect(self.config.DATABASE_OWNER_URL, connect_timeout=5) as connection:
            return list(connection.execute(statement, values).fetchall())

    def value(self, statement: str, *values: object) -> int:
        """Ask the database for one number."""
        found = self.rows(statement, *values)[0][0]
        assert isinstance(found, int)
        return found

    def broker(self) -> Redis:
        """Open the broker."""
        return Redis.from_url(self.config.REDIS_URL, socket_timeout=2)


@contextmanager
def running_site(
    *,
    base: Path | None = None,
    keep_log: Path | None = None,
    with_services: bool = False,
    variables: dict[str, str] | None = None,
    **settings: object,
) -> Iterator[Site]:
    """Make an installation with openings, links and ambassadors, start it, stop and delete it.

    base: where its folder is made
    keep_log: where what it said is kept
    with_services: give it a PostgreSQL and a Valkey of the company's, which nobody starts again
    variables: more of the environment of all its programs
    """
    folder = Path(tempfile.mkdtemp(prefix="relais-reliability-", dir=base))
    folder.chmod(0o755)  # PostgreSQL's own user must be able to enter
    (folder / "static").symlink_to(ROOT / "var" / "static")
    postbox, port = Postbox(), free_port()
    mail = Controller(postbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    config = Config(
        ENVIRONMENT="production", SECRET_KEY=SECRET, BASE_URL=f"http://127.0.0.1:{port}",
        PORT=port, VAR_DIR=folder, TRUSTED_PROXIES=1, LOG_LEVEL="ERROR",
        SMTP_URL=f"smtp+plain://127.0.0.1:{mail.port}",
    )  # fmt: skip
    services = Path(tempfile.mkdtemp(prefix="relais-services-")) if with_services else None
    if services:
        services.chmod(0o755)
        postgres = embedded.start_postgres(services)
        embedded.prepare_database(postgres)
        config = replace(
            config,
            DATABASE_URL=postgres.url(),
            DATABASE_OWNER_URL=postgres.url(user=embedded.OWNER),
            REDIS_URL=embedded.start_valkey(services).url,
        )
    config = embedded.with_addresses(replace(config, **settings))  # type: ignore[arg-type]
    site = Site(config, create_app(config), postbox, services=services, variables=variables or {})
    try:
        site.start()
        _fill(site)
        yield site
    finally:
        site.stop()
        mail.stop()
        if services:
            embedded.valkey_of(services).stop()
            embedded.postgres_of(services).stop()
            shutil.rmtree(services, ignore_errors=True)
        if keep_log:
            shutil.copy(site.log, keep_log)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(site: Site) -> None:
    """Publish openings; have ambassadors who share them."""
    from app.web.site.addresses import apply_path

    with site.app.test_request_context():
        workplace = found_company()
        password_hash = passwords.hash_password(PASSWORD)
        people = [hire(workplace, "Zoé", password_hash=password_hash) for _ in range(AMBASSADORS)]
        author = hire(workplace, "Claire")  # who does not share: recruiters get no credit
        openings = publish_openings(workplace, OPENINGS, by=author)
        links = [
            share(openings[n % OPENINGS], people[n % AMBASSADORS], now=clock.now())
            for n in range(LINKS)
        ]
        db.session.commit()
        site.openings = [Opening(str(each.id), apply_path(each, "fr")) for each in openings]
        site.codes = [link.code for link in links]
        site.emails = [person.email for person in people]
        db.session.remove()
        db.engine.dispose()
