"""The schema's versions. Only migrating loads Alembic, which takes 11 MB of memory."""

from typing import Any

import click
import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.local import LocalProxy

from app.core.database import db
from app.core.services.schema import FOLDER, first_line


class CannotMigrate(Exception):
    """The schema cannot be changed; says why in one line."""


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
        try:
            return _commands().invoke(ctx)
        except DBAPIError as refused:
            raise click.ClickException(_why_not(refused)) from refused


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


def _why_not(refused: DBAPIError) -> str:
    """Say why a migration was refused, with the setting to look at. Pure."""
    reason = first_line(refused)
    if isinstance(refused.orig, psycopg.errors.InsufficientPrivilege):
        return f"DATABASE_OWNER_URL names a role that does not own the database: {reason}"
    if isinstance(refused.orig, psycopg.OperationalError):
        return f"DATABASE_OWNER_URL cannot be reached: {reason}"
    return f"The schema could not be changed: {reason}"


def upgrade() -> None:
    """Bring the schema to the version of the code. raises: CannotMigrate"""
    import flask_migrate

    try:
        flask_migrate.upgrade()
    except DBAPIError as refused:
        raise CannotMigrate(_why_not(refused)) from refused


def found() -> str | None:
    """Return the version that the database has; None before the first."""
    version: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return version
