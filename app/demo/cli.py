"""`flask demo`: load the demonstration company, or clear it away."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.core.errors import Refusal

demo = AppGroup("demo", help="The demonstration company.")


@demo.command("load")
def load_command() -> None:
    """Load Ormelune and three months of its history, once, in an empty installation."""
    from app.demo import load

    with _refusals_in_english():
        load.load()
    click.echo(load.accounts_in_words())


@demo.command("clear")
def clear_command() -> None:
    """Take the demonstration away: recreate the schema. Refused beside a real account."""
    from app.demo import load

    with _refusals_in_english():
        load.clear()
    click.echo("Cleared: this installation is empty.")


@contextmanager
def _refusals_in_english() -> Iterator[None]:
    """End with a line that says why, in the language of every other line of a terminal."""
    try:
        yield
    except Refusal as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.sentence)) from refusal
