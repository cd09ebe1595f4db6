"""`flask demo`: load the demonstration company, or clear it away."""

import click
from flask.cli import AppGroup

from app.core.errors import Refusal
from app.demo import load

demo = AppGroup("demo", help="The demonstration company.")
COMMANDS = (demo,)


@demo.command("load")
def load_command() -> None:
    """Load Ormelune and three months of its history, once, in an empty installation."""
    try:
        load.load()
    except Refusal as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    click.echo(load.accounts_in_words())


@demo.command("clear")
def clear_command() -> None:
    """Recreate the schema. Refused beside a real account."""
    try:
        load.clear()
    except Refusal as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    click.echo("Cleared: this installation is empty.")
