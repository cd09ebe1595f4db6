"""Read a node's journal: its segments, their whole lines, and whether they are still written.

Segments are read while they grow. A last line without its end is left until it is complete; in
a finished segment it belongs to a click that was never answered, and is dropped.
"""

import fcntl
import gzip
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple, cast
from uuid import UUID

import structlog

from app.tracking.journal.journal import MAGIC, SUFFIX

log = structlog.get_logger(__name__)

CHUNK = 1 << 20
LONGEST_LINE = 8192  # bytes; the journal's own are under 1,500
KEPT_SUFFIX = SUFFIX + ".gz"
UNFINISHED = ("*.new", "*.tmp", "node.*", "ballast.*")  # what a killed process was making


class RawLine(NamedTuple):
    """A line as it stands in a segment, without its newline."""

    position: int
    text: bytes


class NotASegment(ValueError):
    """A file in the journal's folder that no journal has written."""


@dataclass
class Segment:
    """One growing or finished file of a journal."""

    path: Path
    id: UUID
    node: UUID
    process: int
    started: int  # milliseconds
    body: int  # where its lines begin
    at: int  # up to where it has been read
    _fd: int
    ended: bool = False  # it is finished, and has been read to its end

    @classmethod
    def open(cls, path: Path) -> "Segment":
        """Open a segment by its first line.

        raises: NotASegment; OSError when it is gone
        """
        fd = os.open(path, os.O_RDONLY)
        head, end, _ = os.pread(fd, LONGEST_LINE, 0).partition(b"\n")
        body = len(head) + len(end)
        try:
            magic, node, process, segment, started = head.decode("ascii").split("\t")
            if magic != MAGIC.decode() or not end:
                raise NotASegment(path.name)
            return cls(
                path, UUID(segment), UUID(node), int(process), int(started), body, at=body, _fd=fd
            )
        except ValueError as wrong:
            os.close(fd)
            raise NotASegment(path.name) from wrong

    def close(self) -> None:
        """Close the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    @property
    def size(self) -> int:
        """Bytes in the file now."""
        return os.fstat(self._fd).st_size

    @property
    def backlog(self) -> int:
        """Bytes not yet read."""
        return max(0, self.size - self.at)

    def read(self, limit: int) -> list[RawLine]:
        """Return at most `limit` whole lines that come next, and move behind them."""
        lines: list[RawLine] = []
        while len(lines) < limit:
            chunk = os.pread(self._fd, CHUNK, self.at)
            whole, end, rest = chunk.rpartition(b"\n")
            if not end and len(rest) > LONGEST_LINE:
                whole = rest  # no line is so long: this is damage, and must not stop the rest
            elif not end:
                break
            for text in whole.split(b"\n")[: limit - len(lines)]:
                lines.append(RawLine(self.at, text))
                self.at += len(text) + len(end)
        return lines

    def peek(self) -> bytes:
        """Return the next whole line without moving; empty when there is none."""
        text, end, _ = os.pread(self._fd, LONGEST_LINE, self.at).partition(b"\n")
        return text if end else b""

    def has_writer(self) -> bool:
        """Whether its process still holds it."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(self._fd, fcntl.LOCK_UN)
        return False


def paths_in(folder: Path) -> list[Path]:
    """Return the segments of a journal that are not put away, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def put_away(path: Path) -> None:
    """Compress a segment whose clicks are all in the database; on a full disk, delete it."""
    kept = path.with_name(path.name + ".gz")
    unfinished = kept.with_suffix(".tmp")
    try:
        with path.open("rb") as source, gzip.open(unfinished, "wb", compresslevel=5) as target:
            shutil.copyfileobj(source, target, CHUNK)
        unfinished.rename(kept)
    except OSError:
        unfinished.unlink(missing_ok=True)
    path.unlink()


def drop_kept(folder: Path, *, older_than: float) -> int:
    """Delete what was put away more than so many seconds ago; returns how many files."""
    old = [
        path
        for path in folder.glob(f"*{KEPT_SUFFIX}")
        if path.stat().st_mtime < time.time() - older_than
    ]
    for path in old:
        path.unlink()
    return len(old)


def drop_unfinished(folder: Path, *, older_than: float) -> None:
    """Delete the files, so many seconds old, that a process was making when it was killed."""
    for path in (path for pattern in UNFINISHED for path in folder.glob(pattern)):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - older_than:
                path.unlink()


def kept_lines(folder: Path) -> Iterator[RawLine]:
    """Yield every line of the journal that this node still has, loaded or not.

    A kept file that a power cut has cut short yields what can be read of it.
    """
    names = {path.name.removesuffix(".gz") for path in folder.glob(f"*{SUFFIX}*")}
    for name in sorted(name for name in names if name.endswith(SUFFIX)):
        try:
            with suppress(FileNotFoundError), _opened(folder / name) as lines:
                position = len(lines.readline())  # its first line names the segment
                for line in lines:
                    if line.endswith(b"\n"):
                        yield RawLine(position, line[:-1])
                    position += len(line)
        except (EOFError, gzip.BadGzipFile, zlib.error) as damage:
            log.warning("kept_segment_damaged", segment=name, error=str(damage))


def _opened(path: Path) -> IO[bytes]:
    """Open a segment, which may have been put away a moment ago."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return cast(IO[bytes], gzip.open(path.with_name(path.name + ".gz")))
