"""The state of each part, as it reports it to /readyz."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import db
from app.core.jobs import queue
from app.core.services import migrations
from app.core.services import schema as versions

# name of a part → what it says: {"state": "ok" | "degraded" | "down", …}
Probe = Callable[[], dict[str, Any]]
_probes: dict[str, Probe] = {}


def register(**probes: Probe) -> None:
    """Add parts to the report; "journal" decides whether this node can take links."""
    _probes.update(probes)


@dataclass(frozen=True)
class HealthReport:
    """The report: each part's state."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def journal_works(self) -> bool:
        """Whether a click can be written on this node."""
        return self.parts.get("journal", {}).get("state") != "down"

    def as_dict(self) -> dict[str, Any]:
        """Return the report: "ok", "degraded" when a part is not, "down" without a journal."""
        states = {part["state"] for part in self.parts.values()}
        status = "ok" if states <= {"ok"} else "degraded" if self.journal_works else "down"
        return {"status": status, "parts": self.parts}


def report() -> HealthReport:
    """Ask every part; one that raises is down."""
    parts: dict[str, dict[str, Any]] = {}
    for name, ask in _probes.items():
        try:
            parts[name] = ask()
        except Exception as broken:
            parts[name] = {"state": "down", "error": type(broken).__name__}
        finally:
            db.session.rollback()
    return HealthReport(parts)


def database() -> dict[str, Any]:
    """Whether PostgreSQL answers."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as away:
        return {"state": "down", "error": type(away).__name__}
    return {"state": "ok"}


def redis() -> dict[str, Any]:
    """Whether Redis answers."""
    try:
        queue.redis.ping()
    except (RedisError, OSError) as away:
        return {"state": "down", "error": type(away).__name__}
    return {"state": "ok"}


def schema() -> dict[str, Any]:
    """Whether the schema is the one that this code expects."""
    expected, actual = versions.expected(), migrations.found()
    state = "ok" if actual == expected else "degraded"
    return {"state": state, "expected": expected, "found": actual}
