"""What a WSGI server loads: `granian --interface wsgi wsgi:app`."""

import sys

import click

from app import create_app
from app.core.services import start
from config import Config, WrongSettings

# A click that waits for a page to let go of the interpreter waits this long. By default it would
# be 5 ms, several times for each click (docs/decisions/0044-links-in-processes-of-their-own.md).
sys.setswitchinterval(0.0005)

if click.get_current_context(silent=True) is None:
    app = create_app(start.settings())
else:  # a command of `flask`, which may be the one that makes the schema
    try:
        app = create_app(Config.from_environment())
    except WrongSettings as wrong:
        sys.exit(f"Relais cannot start.\n{wrong}")
