"""Commands of the core."""

from click import Command

from app.core import catalogues

COMMANDS: list[Command] = [catalogues.cli]
