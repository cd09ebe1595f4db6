"""A program that dies is started again and stops no other; stopping leaves no process."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from app.core.services.embedded import CannotStart, postgres_of, start_postgres, start_valkey
from app.core.services.supervise import SLOWEST_RESTART, Supervisor, pause_after

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
]
PARENT = [sys.executable, "-c", f"import subprocess; subprocess.run({SLEEPER!r})"]


def supervise(programs: dict[str, list[str]], act, services=None) -> Supervisor:
    """Run programs, call `act(supervisor)` once they are up, then stop."""
    supervisor = Supervisor(programs, dict(os.environ), Path(), services)
    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    def stop_after() -> None:
        try:
            act(supervisor)
        finally:
            supervisor._stop()

    try:
        supervisor.run(
            ready=lambda: all(p.died() is None for p in supervisor.programs),
            announce=lambda: threading.Thread(target=stop_after).start(),
        )
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return supervisor


def wait_for(holds) -> None:
    """Look until it holds; the test's own time limit is the only clock."""
    for _ in range(2000):
        if holds():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never held")


def test_a_program_that_is_killed_is_started_again_and_the_other_is_left_alone():
    seen = {}

    def act(supervisor: Supervisor) -> None:
        first, other = supervisor.programs
        seen["first"], seen["other"] = first.process.pid, other.process.pid
        os.kill(first.process.pid, signal.SIGKILL)
        wait_for(lambda: first.process.pid != seen["first"])
        seen["again"] = first.process.pid
        seen["other after"] = other.process.pid

    supervise({"first": SLEEPER, "other": SLEEPER}, act)

    assert seen["again"] != seen["first"]
    assert seen["other after"] == seen["other"]


def test_stopping_leaves_no_process_not_even_a_stubborn_one_or_a_grandchild():
    pids: list[int] = []

    def act(supervisor: Supervisor) -> None:
        wait_for(lambda: psutil.Process(supervisor.programs[1].process.pid).children())
        for program in supervisor.programs:
            process = psutil.Process(program.process.pid)
            pids.extend([process.pid, *(child.pid for child in process.children(recursive=True))])

    supervise({"stubborn": STUBBORN, "parent": PARENT}, act)

    wait_for(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    assert len(pids) == 3


def test_a_program_that_dies_for_days_is_still_started_again():
    assert pause_after(0) < 1
    assert pause_after(100_000) == SLOWEST_RESTART


def answers(address: str) -> bool:
    with contextlib.suppress(psycopg.Error):
        psycopg.connect(address).close()
        return True
    return False


class Mortal:
    """A service that is dead, and that can be started only at the third attempt."""

    def __init__(self) -> None:
        self.attempts = 0

    def is_running(self) -> bool:
        return self.attempts >= 3

    def start_again(self) -> None:
        self.attempts += 1
        if self.attempts < 3:
            raise CannotStart("its memory is still in use")


def test_a_service_that_died_is_started_again_until_it_starts():
    service = Mortal()

    supervise({"one": SLEEPER}, lambda _: wait_for(service.is_running), {"service": service})

    assert service.attempts == 3


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can enter, which pytest's are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_killed_postgresql_and_a_killed_valkey_start_again_on_what_they_had(folder):
    postgres, valkey = start_postgres(folder), start_valkey(folder)
    address = postgres.url("postgres", user="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept ()")
    Redis.from_url(valkey.url).set("kept", 1)
    try:
        for pid_file in (postgres.data / "postmaster.pid", valkey.data / "valkey.pid"):
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        wait_for(lambda: not postgres.is_running() and not valkey.is_running())

        def act(_supervisor: Supervisor) -> None:
            wait_for(lambda: answers(address) and valkey.is_running())

        supervise({"one": SLEEPER}, act, {"postgresql": postgres, "valkey": valkey})

        with psycopg.connect(address) as connection:
            connection.execute("SELECT FROM kept")
        assert Redis.from_url(valkey.url).get("kept") == b"1"
    finally:
        valkey.stop()
        postgres.stop()


def test_a_number_that_is_somebody_elses_now_is_not_taken_for_postgresql(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert not postgres_of(tmp_path).is_running()


def test_programs_end_with_a_supervisor_that_was_killed(tmp_path):
    script = (
        "import os; from pathlib import Path; from app.core.services.supervise import Supervisor; "
        f"Supervisor({{'one': {SLEEPER!r}}}, os.environ, Path()).run("
        "ready=lambda: True, announce=lambda: None)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # the program is up
    (program,) = psutil.Process(process.pid).children()

    process.kill()

    wait_for(lambda: not program.is_running() or program.status() == psutil.STATUS_ZOMBIE)
    process.wait()
