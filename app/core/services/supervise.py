"""Keep programs, and the services they need, running side by side.

A program that dies is started again, and does not take the others with it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

# What programs start with. By default glibc lets each thread have a heap of its own, and what it
# frees stays there: with two heaps a web process is some 4 MB smaller (measured).
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}
STOP_WITHIN = 3.0  # seconds, before SIGKILL
SLOWEST_RESTART = 10.0  # seconds between two starts of a program that keeps dying
STABLE_AFTER = 10.0  # seconds; what cannot run dies sooner
LOOK_EVERY = 0.1  # seconds


def pause_after(deaths: int) -> float:
    """Return how many seconds to wait before starting again after some deaths in a row. Pure."""
    return min(SLOWEST_RESTART, 0.2 * 2.0 ** min(deaths, 10))


class Service(Protocol):
    """A server of ours that the programs need: the embedded PostgreSQL and Valkey."""

    def is_running(self) -> bool:
        """Whether its process lives."""

    def start_again(self) -> None:
        """Start it again after it died; raises what keeps it from starting."""


@cache
def tied_to_us() -> list[str]:
    """Return the prefix that has a command told to end when we die, however we die.

    Without it, programs whose supervisor was killed would hold the port against the next start.
    Empty where the system has no such thing.
    """
    setpriv = shutil.which("setpriv")
    command = [setpriv, "--pdeathsig", "TERM"] if setpriv else []
    if command and subprocess.run([*command, "true"], capture_output=True, check=False).returncode:  # noqa: S603
        return []
    return command


@dataclass
class Program:
    """One program and how often it has died lately."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = 0.0

    def start(self, environment: Mapping[str, str], folder: Path) -> None:
        """Start it in a process group of its own, so that all of it can be stopped."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            [*tied_to_us(), *self.command],
            env={**environment, "RELAIS_PROGRAM": self.name},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def died(self) -> int | None:
        """Return the exit status when it is no longer running."""
        return self.process.poll() if self.process else None

    def signal(self, number: int) -> None:
        """Send a signal to the program and all that it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts programs, starts again those that die, and stops all at SIGINT or SIGTERM.

    services: running already; the caller stops them
    """

    def __init__(
        self,
        programs: Mapping[str, list[str]],
        environment: Mapping[str, str],
        folder: Path,
        services: Mapping[str, Service] | None = None,
    ) -> None:
        self.programs = [Program(name, command) for name, command in programs.items()]
        self.environment = environment
        self.folder = folder
        self.stopping = False
        self._stopped = threading.Event()  # not set by a signal's handler, which may hold its lock
        # a thread each: PostgreSQL may take its time to recover, and web must not wait for that
        self._keepers = [
            threading.Thread(target=self._keep, args=each, name=f"keeps-{each[0]}", daemon=True)
            for each in (services or {}).items()
        ]

    def run(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Run until told to stop: the first program, and the others once it is ready.

        ready: asked until it holds; announce: called once then
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        announced = False
        first, *others = self.programs
        first.start(self.environment, self.folder)
        for keeper in self._keepers:
            keeper.start()
        while not self.stopping:
            for program in self.programs:
                self._look_after(program)
            if not announced and ready():
                announced = True
                # only now: starting all at once would keep the first from serving soon
                for program in others:
                    program.start(self.environment, self.folder)
                announce()
            time.sleep(LOOK_EVERY)
        self.stop()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def _keep(self, name: str, service: Service) -> None:
        """Start a service again whenever it has died, later and later while that fails."""
        failures = 0
        while not self._stopped.wait(LOOK_EVERY + (pause_after(failures) if failures else 0)):
            if service.is_running():
                failures = 0
                continue
            log.warning("service_ended", service=name)
            try:
                service.start_again()
            except Exception as reason:  # whatever went wrong, the next try may succeed
                failures += 1
                log.error("service_not_started", service=name, reason=str(reason))

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        status = program.died()
        if status is None:
            return
        if program.process is not None and not program.next_start:
            if now - program.started > STABLE_AFTER:
                program.deaths = 0
            wait = pause_after(program.deaths)
            program.deaths += 1
            program.next_start = now + wait
            program.signal(signal.SIGKILL)  # what it left behind
            log.warning("program_ended", program=program.name, status=status)
        if now >= program.next_start:
            program.next_start = 0.0
            program.start(self.environment, self.folder)

    def stop(self) -> None:
        """Stop every program: asked first, then made to."""
        self._stopped.set()
        for program in self.programs:
            program.signal(signal.SIGTERM)
        end = time.monotonic() + STOP_WITHIN
        while time.monotonic() < end and any(p.process and p.died() is None for p in self.programs):
            time.sleep(0.02)
        for program in self.programs:
            program.signal(signal.SIGKILL)
            if program.process:
                program.process.wait()
        for keeper in self._keepers:
            keeper.join(STOP_WITHIN)
