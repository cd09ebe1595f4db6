"""The settings file of a server, read by systemd, by shells, by Compose and by Relais alike.

Only lines that all of them understand the same way are taken (docs/decisions/0040): NAME=value,
the value bare or in quotes, a comment on a line of its own.
"""

import os
import re
from pathlib import Path

NAMED_BY = "RELAIS_SETTINGS"
USUAL = Path("/etc/relais/relais.env")
_LINE = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_]*)=
        (?: '(?P<single>[^'\\]*)' | "(?P<double>[^"\\$`]*)" | (?P<bare>[\w./:@%+,=~?-]*) )\s*""",
    re.VERBOSE,
)


class WrongSettings(Exception):
    """One line for each setting that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(text: str) -> dict[str, str]:
    """Return what a settings file says. Pure.

    raises: WrongSettings with the number of each line that programs would read differently
    """
    found: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = _LINE.fullmatch(line)
        if parts is None:
            problems.append(f"line {number}: expected NAME='value', and nothing behind it")
            continue
        found[parts["name"]] = parts["single"] or parts["double"] or parts["bare"] or ""
    if problems:
        raise WrongSettings(problems)
    return found


def load() -> None:
    """Put the settings file into the environment, which wins where both name a setting.

    An empty value says nothing, neither here nor there.

    raises: WrongSettings when the file cannot be read
    """
    for name, value in values().items():
        if not os.environ.get(name, "").strip():
            os.environ[name] = value


def values() -> dict[str, str]:
    """Return what the settings file says.

    It is the one that RELAIS_SETTINGS names (none if it is empty), else /etc/relais/relais.env
    where there is one.

    raises: WrongSettings when it cannot be read
    """
    named = os.environ.get(NAMED_BY)
    if named == "":
        return {}
    path = Path(named) if named else USUAL
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if named:
            raise WrongSettings([f"{NAMED_BY}: {path} does not exist"]) from None
        return {}
    except PermissionError:
        raise WrongSettings([f"{path}: only another user may read it; see `relais`"]) from None
    except (OSError, UnicodeDecodeError) as refused:
        raise WrongSettings([f"{path} cannot be read ({type(refused).__name__})"]) from None
    try:
        return read(text)
    except WrongSettings as wrong:
        raise WrongSettings([f"{path}, {problem}" for problem in wrong.problems]) from None
