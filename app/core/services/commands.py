"""What the commands of `flask` have in common: the schema they need, and how they refuse."""

from typing import Any

import click
import psycopg
from flask import current_app
from flask.cli import AppGroup, ScriptInfo
from flask_babel import force_locale
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError

from app.core.errors import Refusal
from app.core.files import CannotStore
from app.core.services import schema
from app.core.services.schema import WrongSchema


class Unable(click.ClickException):
    """What a command needs is not there: nothing was looked at, nothing was done."""

    exit_code = 2


class DatabaseCommand(click.Command):
    """A command that reads the database.

    It speaks English, as all that Flask says at a terminal, and what keeps it from working is one
    line that says what to do.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Look at the schema, then run."""
        if not current_app:
            ctx.with_resource(ctx.ensure_object(ScriptInfo).load_app().app_context())
        with force_locale("en"):
            try:
                schema.demand(current_app.config["DATABASE_URL"])
                return super().invoke(ctx)
            except WrongSchema as wrong:
                raise Unable(str(wrong)) from wrong
            except Refusal as refusal:
                raise click.ClickException(str(refusal.sentence)) from refusal
            except (OperationalError, psycopg.OperationalError) as away:
                reason = schema.first_line(away)
                raise Unable(f"The database cannot be reached: {reason}") from away
            except CannotStore as away:
                raise Unable(f"No file can be kept or read. {away}") from away
            except RedisAway as away:
                raise Unable("Redis cannot be reached: see REDIS_URL.") from away


class Commands(AppGroup):
    """A group of commands that read the database; `cls=click.Command` for one that does not."""

    command_class = DatabaseCommand
