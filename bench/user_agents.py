"""Reads user_agents.txt, the table of real user agents and what each is."""

from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True)
class Case:
    """One page load over https, and what made it."""

    user_agent: str
    kind: str
    reason: str
    network: str | None
    fetch_mode: str | None


def cases() -> list[Case]:
    """Return every user agent of the table."""
    found, section = [], ["", "", "-", "-"]
    for line in TABLE.read_text().splitlines():
        if line.startswith("[") and line.endswith("]") and "/" not in line:
            section = line.strip("[]").split()
        elif line and not line.startswith("#"):
            kind, reason, *rest = section
            network, mode = (None if word == "-" else word for word in rest)
            found.append(Case(line, kind, reason, network, mode))
    return found
