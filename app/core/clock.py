"""The one place that asks what time it is, so that tests and verbs can be told."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant, in UTC."""
    return datetime.now(UTC)
