"""The schema's versions. Only migrating loads Alembic, which takes 11 MB of memory."""

from typing import Any

import click
from flask import Flask
from sqlalchemy import text
from werkzeug.local import LocalProxy

from app.core.database import db
from config import ROOT

FOLDER = ROOT / "migrations"


class MigrationCommands(click.Group):
    """Flask-Migrate's group of commands, loaded when one of them is asked for."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the options that stand before a command."""
        return _commands().get_params(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return _commands().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one of the commands."""
        return _commands().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run as the group itself does, which notes options for its commands."""
        return _commands().invoke(ctx)


def _commands() -> click.Group:
    from flask_migrate.cli import db as group

    return group  # type: ignore[no-any-return]


def init_app(app: Flask) -> None:
    """Have `flask db` and `flask_migrate.upgrade` find what they need, at their first use."""

    def load() -> Any:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(FOLDER))  # takes the place of the proxy
        return app.extensions["migrate"]

    app.extensions["migrate"] = LocalProxy(load)
    app.cli.add_command(MigrationCommands("db", help="The versions of the schema."))


def expected() -> str:
    """Return the version of the schema that this code needs, by the names of the migrations."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def found() -> str | None:
    """Return the version that the database has; None before the first."""
    version: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return version
