"""What is logged tells of trouble, and makes none."""

import contextlib
import sys
from pathlib import Path

import pytest
import structlog

from app.core.services import logs


@pytest.fixture
def full_disk(monkeypatch):
    """Logs that go to a file on a full disk."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w", buffering=1) as full:
        monkeypatch.setattr(sys, "stderr", full)
        logs.configure("ERROR")
        yield
        monkeypatch.undo()
        logs.configure("ERROR")
        with contextlib.suppress(OSError):  # what could not be written
            full.close()


def test_a_log_that_cannot_be_written_stops_nothing(full_disk):
    for _ in range(2):
        structlog.get_logger("test").error("clicks_are_being_lost")
