"""`flask demo`: load the demonstration company, or clear it away."""

import click

from app.core.services.commands import Commands

demo = Commands("demo", help="The demonstration company.")


@demo.command("load")
def load_command() -> None:
    """Load Ormelune and three months of its history, once, in an empty installation."""
    from app.demo import load

    load.load()
    click.echo(load.accounts_in_words())


@demo.command("clear")
def clear_command() -> None:
    """Take the demonstration away: recreate the schema. Refused beside a real account."""
    from app.demo import load

    load.clear()
    click.echo("Cleared: this installation is empty.")
