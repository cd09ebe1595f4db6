"""The schema's versions. Only migrating loads Alembic, which takes 11 MB of memory."""

from typing import Any

from flask import Flask
from sqlalchemy import text
from werkzeug.local import LocalProxy

from app.core.database import db
from config import ROOT

FOLDER = ROOT / "migrations"


def init_app(app: Flask) -> None:
    """Have `flask db` and `flask_migrate.upgrade` find what they need, at their first use."""

    def load() -> Any:
        from flask_migrate import Migrate

        Migrate(app, db, directory=str(FOLDER))  # takes the place of the proxy
        return app.extensions["migrate"]

    app.extensions["migrate"] = LocalProxy(load)


def expected() -> str:
    """Return the version of the schema that this code needs, by the names of the migrations."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def found() -> str | None:
    """Return the version that the database has; None before the first."""
    version: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return version
