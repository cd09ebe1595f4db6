"""What a WSGI server loads: `granian --interface wsgi wsgi:app`."""

import sys

import click
from flask.cli import FlaskGroup

from app import create_app
from app.core.services import start
from app.core.services.private import keep_to_ourselves, with_passing_secret
from config import Config, WrongSettings

# A click that waits for a page to let go of the interpreter waits this long. By default it would
# be 5 ms, several times for each click (docs/decisions/0044-links-in-processes-of-their-own.md).
sys.setswitchinterval(0.0005)

# Commands that answer from what they are given alone, and leave nothing on this machine.
OFFLINE = (["attribution", "decide"],)


def is_offline(words: list[str]) -> bool:
    """Say whether what was typed is such a command. Pure."""
    return any(words[at : at + len(each)] == each for each in OFFLINE for at in range(len(words)))


def is_command() -> bool:
    """Say whether `flask` loads this for one of its commands; Granian's own is no such one."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup)


if not is_command():
    app = create_app(start.settings())
else:  # it may be the one that makes the schema
    try:
        config = Config.from_environment()
        if is_offline(sys.argv[1:]):
            config = with_passing_secret(config)
        else:
            keep_to_ourselves(config.VAR_DIR)
        app = create_app(config)
    except WrongSettings as wrong:
        sys.exit(f"Relais cannot start.\n{wrong}")
