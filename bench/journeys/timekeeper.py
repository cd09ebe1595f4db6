"""The time of the journeys: months pass in minutes, for the application as for candidates."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest.mock import patch
from uuid import UUID

from app.core import clock, ids
from app.tracking.front import front

# Later than any day this runs on, so that no page that a process keeps looks out of date.
FIRST_MOMENT = datetime(2030, 3, 4, 7, 0, tzinfo=UTC)


class Timekeeper:
    """Tells the application what time it is, in the three places where it asks."""

    def __init__(self) -> None:
        self.now = FIRST_MOMENT

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Stand in for the clock, and for the time in fresh identifiers."""
        with (
            patch.object(clock, "now", lambda: self.now),
            patch.object(ids, "compat", self),
            patch.object(front, "uuid_utils", self),
        ):
            yield

    def uuid7(self) -> UUID:
        """Return a fresh UUIDv7 of this time."""
        milliseconds = int(self.now.timestamp() * 1000)
        key = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
        key = key & ~(0xF << 76) | (7 << 76)  # version
        return UUID(int=key & ~(0x3 << 62) | (2 << 62))  # variant
