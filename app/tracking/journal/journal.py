"""The click journal: one append to a file of this process before the answer leaves.

A node's journal is a folder. Each process writes segments of its own, `<uuid7>.clicks`, and
holds a lock (flock) on the one it is writing; a segment whose lock is free is finished, whether
its process closed it or was killed. Nothing is ever renamed or rewritten after that, and the
loader drops a segment only after its rows are in PostgreSQL.

The page cache survives kill -9, so `process` durability is one write(2). `interval`
and `each` add fdatasync for those who also fear power cuts; docs/performance.md has the prices.
"""

import ctypes
import errno
import fcntl
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import structlog

from app.core.ids import uuid7
from app.tracking.journal.lines import Loss, encode_loss

log = structlog.get_logger(__name__)

SUFFIX = ".clicks"
MAGIC = b"#relais-journal 1"
SEGMENT_BYTES = 32 * 1024 * 1024
SEGMENT_SECONDS = 3600.0
SYNC_SECONDS = 0.2
BALLAST = "ballast"
BALLAST_BYTES = 16 * 1024 * 1024  # some 60,000 clicks
LEAST_ROOM = 64 * 1024
NOTHING_LOST = Loss(0, 0, 0)
_FULL = (errno.ENOSPC, errno.EDQUOT)


_libc = ctypes.PyDLL(None, use_errno=True)
_libc.write.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t)
_libc.write.restype = ctypes.c_ssize_t


def write_at_once(fd: int, data: bytes) -> int:
    """Write to a file without letting another thread run meanwhile; returns how many bytes.

    os.write releases the interpreter's lock for the microsecond that the page cache takes, and
    then waits for it again: with four threads that cost a fifth of a link's time (measured).

    raises: OSError
    """
    written: int = _libc.write(fd, data, len(data))
    if written < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return written


class JournalFull(OSError):
    """A line could not be written whole."""


def node_of(folder: Path) -> UUID:
    """Return the id of the node whose journal this folder is; made with the folder.

    It only groups segments, so a file that a power cut has emptied is simply written anew.
    """
    path = folder / "node"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileNotFoundError, ValueError):
        return UUID(path.read_text())
    fresh = path.with_suffix(f".{os.getpid()}")
    with fresh.open("w") as file:
        file.write(str(uuid7()))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)  # the first of several processes wins
    try:
        return UUID(path.read_text())
    except ValueError:
        fresh.replace(path)
        return UUID(path.read_text())
    finally:
        fresh.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Sync the names of a folder's files to the disk: syncing a file does not sync its name."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Journal:
    """One process's end of the journal. Opened by the first append, after any fork."""

    def __init__(
        self,
        folder: Path,
        *,
        durability: str = "process",
        segment_bytes: int = SEGMENT_BYTES,
        segment_seconds: float = SEGMENT_SECONDS,
        ballast_bytes: int = BALLAST_BYTES,
    ) -> None:
        self.folder = folder
        self.durability = durability
        self._segment_bytes = segment_bytes
        self._segment_seconds = segment_seconds
        self._ballast_bytes = ballast_bytes
        self._forget()
        os.register_at_fork(after_in_child=self._abandon)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._sync_lock = threading.Lock()
        self._fd = -1
        self._size = 0  # bytes in the open segment
        self._written = 0  # bytes ever, of this process
        self._synced = 0
        self._rotate_at = 0.0
        self._lost = NOTHING_LOST
        self._wake = threading.Event()

    def _abandon(self) -> None:
        """In a forked child: leave the parent's segment to the parent."""
        if self._fd >= 0:
            os.close(self._fd)
        self._forget()

    def append(self, line: bytes) -> bool:
        """Write a line; False when it cannot be, and then the click is counted as lost.

        It is in the file when this returns, and on the disk too if durability is "each".
        """
        with self._lock:
            try:
                if self._size >= self._segment_bytes or time.monotonic() >= self._rotate_at:
                    self._rotate()
                if self._lost.clicks:
                    line = encode_loss(self._lost) + line
                self._write(line)
            except OSError as trouble:
                self._count_lost(trouble)
                return False
            self._lost = NOTHING_LOST
            mark = self._written
        return self.durability != "each" or self._commit(mark)

    def check(self) -> bool:
        """Whether a click can be written now; opens a segment to find out."""
        with self._lock:
            try:
                if self._fd < 0:
                    self._rotate()
                return self.has_reserve or self._room() > LEAST_ROOM
            except OSError as trouble:
                log.warning("journal_cannot_be_written", reason=os.strerror(trouble.errno or 0))
                return False

    def _room(self) -> int:
        """Bytes that the disk has left for us."""
        space = os.statvfs(self.folder)
        return space.f_bavail * space.f_frsize

    @property
    def has_reserve(self) -> bool:
        """Whether the ballast is still there."""
        return (self.folder / BALLAST).exists()

    @property
    def lost(self) -> int:
        """How many clicks were answered uncounted and are not yet written down as such."""
        return self._lost.clicks

    def close(self) -> None:
        """Finish the open segment."""
        with self._lock:
            self._close()

    def _write(self, line: bytes) -> None:
        try:
            written = write_at_once(self._fd, line)
        except OSError as trouble:
            if trouble.errno not in _FULL or not self._drop_ballast():
                raise
            written = write_at_once(self._fd, line)
        if written < len(line):
            # The disk filled up inside the line: take the half back, this time with room.
            self._take_back()
            if not self._drop_ballast() or write_at_once(self._fd, line) < len(line):
                self._take_back()
                raise JournalFull(errno.ENOSPC, "no room for a whole line")
        self._size += len(line)
        self._written += len(line)

    def _take_back(self) -> None:
        """Cut the half of a line off; where that fails, nothing more is written behind it."""
        try:
            os.ftruncate(self._fd, self._size)
        except OSError:
            self._rotate_at = 0.0
            raise

    def _rotate(self) -> None:
        self._close()
        node = node_of(self.folder)
        self.keep_ballast()
        segment = uuid7()
        path = self.folder / f"{segment}{SUFFIX}"
        hidden = path.with_suffix(".new")
        fd = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
        try:
            # Locked before it can be seen: an unlocked segment is a finished one.
            fcntl.flock(fd, fcntl.LOCK_EX)
            self._fd, self._size = fd, 0
            started = int(time.time() * 1000)
            self._write(
                b"%b\t%b\t%d\t%b\t%d\n"
                % (MAGIC, str(node).encode(), os.getpid(), str(segment).encode(), started)
            )
            hidden.rename(path)
            if self.durability != "process":
                sync_folder(self.folder)
        except OSError:
            self._close()
            hidden.unlink(missing_ok=True)
            raise
        self._rotate_at = time.monotonic() + self._segment_seconds
        if self.durability == "interval":
            self._start_syncing()

    def _close(self) -> None:
        if self._fd >= 0:
            if self.durability != "process":
                os.fdatasync(self._fd)
                self._synced = self._written
            os.close(self._fd)
        self._fd, self._size, self._rotate_at = -1, 0, 0.0

    def _count_lost(self, trouble: OSError) -> None:
        now = int(time.time() * 1000)
        if not self._lost.clicks:
            log.error("clicks_are_being_lost", reason=os.strerror(trouble.errno or errno.EIO))
        self._lost = Loss(self._lost.clicks + 1, self._lost.first or now, now)

    # ── a reserve for a full disk ───────────────────────────────────────────────────────────

    def keep_ballast(self) -> None:
        """Reserve room on the disk, for the day when it is full."""
        path = self.folder / BALLAST
        if path.exists() or self._ballast_bytes == 0:
            return
        if self._room() < 4 * self._ballast_bytes:
            return
        fresh = path.with_suffix(f".{os.getpid()}")
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(fd, 0, self._ballast_bytes)
            fresh.rename(path)
        except OSError:
            fresh.unlink(missing_ok=True)
        finally:
            os.close(fd)

    def _drop_ballast(self) -> bool:
        """Give the reserve back to the disk; False when it is already used up."""
        try:
            (self.folder / BALLAST).unlink()
        except OSError:
            return False
        log.error("journal_disk_full", reserve=self._ballast_bytes)
        return True

    # ── fdatasync ───────────────────────────────────────────────────────────────────────────

    def _commit(self, mark: int) -> bool:
        """Wait until the first `mark` bytes are on the disk.

        The thread that gets the lock syncs what all have written so far, so that the others find
        their bytes on the disk already: a group commit.
        """
        with self._sync_lock:
            return self._synced >= mark or self._sync()

    def _sync(self) -> bool:
        with self._lock:
            if self._fd < 0:
                return True
            fd, upto = os.dup(self._fd), self._written  # a rotation may close the original
        try:
            os.fdatasync(fd)
        except OSError as trouble:
            log.exception("journal_not_synced", reason=os.strerror(trouble.errno or errno.EIO))
            return False
        finally:
            os.close(fd)
        self._synced = max(self._synced, upto)
        return True

    def _start_syncing(self) -> None:
        if self._wake.is_set():
            return
        self._wake.set()
        threading.Thread(target=self._keep_syncing, name="relais-sync", daemon=True).start()

    def _keep_syncing(self) -> None:
        while True:
            time.sleep(SYNC_SECONDS)
            if self._synced < self._written:
                with self._sync_lock:
                    self._sync()
