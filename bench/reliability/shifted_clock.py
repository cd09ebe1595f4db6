"""A wall clock that a drill sets, for all programs of an installation at once."""

import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


@dataclass(frozen=True)
class ShiftedClock:
    """What programs load, and the file that says how far their clock is from the system's."""

    library: Path
    shift: Path

    @property
    def variables(self) -> dict[str, str]:
        """The environment of programs that are to see it."""
        return {"LD_PRELOAD": str(self.library), "SHIFTED_CLOCK": str(self.shift)}

    def set(self, ahead: timedelta) -> None:
        """Set the clock of all programs that run, so far ahead of the system's."""
        nanoseconds = ahead // timedelta(microseconds=1) * 1000
        with self.shift.open("r+b") as file:  # in its place: the programs have mapped it
            file.write(struct.pack("q", nanoseconds))


@contextmanager
def shifted_clock() -> Iterator[ShiftedClock]:
    """Make a clock that shows the right time, to be set. raises: SystemExit without a compiler"""
    compiler = shutil.which("cc")
    if not compiler or not sys.platform.startswith("linux"):
        sys.exit("This drill sets a clock by a small C library: it needs Linux and a compiler, cc.")
    folder = Path(tempfile.mkdtemp(prefix="relais-clock-"))
    folder.chmod(0o755)  # PostgreSQL's own user must be able to enter
    made = ShiftedClock(folder / "clock.so", folder / "shift")
    try:
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O2", "-o", str(made.library), str(SOURCE)], check=True
        )
        made.shift.write_bytes(struct.pack("q", 0))
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)
