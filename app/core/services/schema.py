"""The version of the schema: what the code needs, and whether a database has it.

By the driver alone: the loader, which looks too, does without SQLAlchemy.
"""

import psycopg

from config import NOTICED_SOON, ROOT

FOLDER = ROOT / "migrations"


class WrongSchema(Exception):
    """The database has no schema, or an older one than the code; says what to do."""


def expected() -> str:
    """Return the version of the schema that this code needs, by the names of the migrations."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def demand(url: str) -> None:
    """Refuse a schema that is missing or older than the code; a newer one may be on its way.

    A database that cannot be reached or read refuses nothing here: /readyz tells of it.

    raises: WrongSchema
    """
    wanted = expected()
    try:
        with psycopg.connect(url, **NOTICED_SOON) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    except (psycopg.Error, UnicodeError):
        return
    if row is None:
        raise WrongSchema("The database is empty: make its tables with `flask db upgrade`.")
    if row[0] < wanted:
        raise WrongSchema(
            f"The database is at version {row[0]} and this Relais needs {wanted}: bring it there "
            "with `flask db upgrade`."
        )


def first_line(error: Exception) -> str:
    """Return what a driver said, without the statement and the addresses it tried in turn. Pure."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
