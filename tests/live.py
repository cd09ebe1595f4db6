"""The four programs of Relais on a database of a test's own, as `make run` starts them."""

import os
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.__main__ import programs
from config import ROOT, Config

LOOKS = 600  # times 50 ms
PAUSE = threading.Event()  # never set: waiting on it is a pause between two looks


@dataclass
class LiveSite:
    """Running programs and their address."""

    config: Config
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address that browsers use."""
        return self.config.base_url

    def start(self, name: str) -> None:
        """Start one program, or start it again."""
        log = self.config.VAR_DIR / f"{name}.log"
        with log.open("ab") as out:
            self.processes[name] = subprocess.Popen(
                programs(self.config)[name],
                cwd=ROOT,
                env={**os.environ, **environment_of(self.config)},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a program and all that it started as a power cut would."""
        process = self.processes[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def wait_until_served(self) -> None:
        """Return once the web program answers."""
        for _ in range(LOOKS):
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                PAUSE.wait(0.05)
        raise AssertionError(f"{self.url} never answered: see {self.config.VAR_DIR}/web.log")

    def stop(self) -> None:
        """Stop every program."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def environment_of(config: Config) -> Mapping[str, str]:
    """The settings of a test as environment variables."""
    return {
        "DATABASE_URL": config.DATABASE_URL,
        "DATABASE_OWNER_URL": config.DATABASE_OWNER_URL,
        "REDIS_URL": config.REDIS_URL,
        "VAR_DIR": str(config.VAR_DIR),
        "HOST": config.HOST,
        "PORT": str(config.PORT),
        "SECRET_KEY": config.SECRET_KEY,
        "WEB_PROCESSES": str(config.WEB_PROCESSES),
        "LOG_LEVEL": "WARNING",
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def live_site(
    config: Config, names: tuple[str, ...] = ("web", "loader", "worker")
) -> Iterator[LiveSite]:
    """Start programs, give them to the block once the web program answers, stop them."""
    config.VAR_DIR.mkdir(parents=True, exist_ok=True)
    statics = config.VAR_DIR / "static"
    if not statics.exists():
        statics.symlink_to(Path(ROOT / "var" / "static"))
    site = LiveSite(config)
    try:
        for name in names:
            site.start(name)
        site.wait_until_served()
        yield site
    finally:
        site.stop()


def until(holds, what: str) -> None:
    """Look again until something holds. raises: AssertionError that says what never did"""
    for _ in range(LOOKS):
        if holds():
            return
        PAUSE.wait(0.05)
    raise AssertionError(f"never: {what}")
