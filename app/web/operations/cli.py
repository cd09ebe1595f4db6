"""`flask doctor`: what is wrong with this installation, and what to do."""

import sys

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.core.services import doctor as looking


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at database, schema, Redis, mail, disk, clock, proxy, keys, and say what to do.

    Exit status: 0 all is well, 1 something is not.
    """
    unwell = 0
    with force_locale("en"):
        for finding in looking.examine():
            mark = "!!" if finding.advice else "ok"
            click.echo(f"{mark}  {finding.part:13} {finding.words}")
            if finding.advice:
                unwell += 1
                click.echo(f"    {'':13} → {finding.advice}")
    if unwell:
        sys.exit(1)
