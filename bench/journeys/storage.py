"""What a browser keeps for a site, and for how long. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

WEBKIT_CAP = timedelta(days=7)  # without a visit, then what scripts wrote is deleted


@dataclass(frozen=True)
class Kept:
    """A stored value. expires: None with the session; by_script: written by document.cookie."""

    value: str
    expires: datetime | None
    by_script: bool


@dataclass
class Jar:
    """One browser's storage for one site.

    engine: "webkit" deletes what scripts wrote when the site is not visited for 7 days
    """

    engine: str = "other"
    _kept: dict[str, Kept] = field(default_factory=dict)
    _visited: datetime | None = None

    def visit(self, now: datetime) -> None:
        """Note that a page of the site is used; what was kept too long goes first."""
        capped = self._visited and now - self._visited > WEBKIT_CAP and self.engine == "webkit"
        self._kept = {
            name: each
            for name, each in self._kept.items()
            if not (each.expires and each.expires <= now) and not (capped and each.by_script)
        }
        self._visited = now

    def write(
        self, name: str, value: str, *, expires: datetime | None = None, by_script: bool = False
    ) -> None:
        """Keep a value, in place of one of the same name."""
        self._kept[name] = Kept(value, expires, by_script)

    def read(self, name: str) -> str | None:
        """Return a value that is still kept."""
        each = self._kept.get(name)
        return each.value if each else None

    def delete(self, name: str) -> None:
        """Forget a value."""
        self._kept.pop(name, None)

    def close(self) -> None:
        """End the browsing session, and what was kept for it only."""
        self._kept = {name: each for name, each in self._kept.items() if each.expires}

    @property
    def cookies(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={each.value}" for name, each in self._kept.items())
