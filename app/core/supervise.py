"""Keep programs running side by side: one that dies is started again, and stops no other."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

STOP_WITHIN = 3.0  # seconds, before SIGKILL
SLOWEST_RESTART = 10.0  # seconds between two starts of a program that keeps dying
STABLE_AFTER = 30.0  # seconds
LOOK_EVERY = 0.1  # seconds


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
            self.command,
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
    """Starts programs, starts again those that die, stops them all at SIGINT or SIGTERM."""

    def __init__(
        self, programs: Mapping[str, list[str]], environment: Mapping[str, str], folder: Path
    ) -> None:
        self.programs = [Program(name, command) for name, command in programs.items()]
        self.environment = environment
        self.folder = folder
        self.stopping = False

    def run(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        """Run until told to stop: the first program, and the others once it is ready.

        ready: asked until it holds; announce: called once then
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        announced = False
        first, *others = self.programs
        first.start(self.environment, self.folder)
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

    def _look_after(self, program: Program) -> None:
        now = time.monotonic()
        status = program.died()
        if status is None:
            return
        if program.process is not None and not program.next_start:
            if now - program.started > STABLE_AFTER:
                program.deaths = 0
            wait = min(SLOWEST_RESTART, 0.2 * 2**program.deaths)
            program.deaths += 1
            program.next_start = now + wait
            program.signal(signal.SIGKILL)  # what it left behind
            print(f"{program.name} ended ({status}), starting it again", file=sys.stderr)
        if now >= program.next_start:
            program.next_start = 0.0
            program.start(self.environment, self.folder)

    def stop(self) -> None:
        """Stop every program: asked first, then made to."""
        for program in self.programs:
            program.signal(signal.SIGTERM)
        end = time.monotonic() + STOP_WITHIN
        while time.monotonic() < end and any(p.process and p.died() is None for p in self.programs):
            time.sleep(0.02)
        for program in self.programs:
            program.signal(signal.SIGKILL)
            if program.process:
                program.process.wait()
