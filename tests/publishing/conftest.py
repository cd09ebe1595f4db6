"""When it is, in tests of publishing."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
