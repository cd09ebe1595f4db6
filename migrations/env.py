"""Migrations run as the role that owns the tables; the program's role is granted what it needs."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from app.core import locks
from app.core.database import db
from app.core.locks import Lock

config = context.config


def owner_url() -> str:
    """Return the address that migrations use."""
    owner = current_app.config["DATABASE_OWNER_URL"]
    url = owner.replace("postgresql://", "postgresql+psycopg://", 1)
    return url or current_app.config["SQLALCHEMY_DATABASE_URI"]


def program_role() -> str | None:
    """Return the role that the program connects as, when it is not the owner."""
    owner = make_url(owner_url()).username
    program = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).username
    return program if program != owner else None


def include_name(name: str | None, kind: str, _: dict[str, str | None]) -> bool:
    """Leave the monthly partitions of clicks out of comparisons: they are made as time goes."""
    return not (kind == "table" and name is not None and name.startswith("clicks_"))


def run() -> None:
    """Run the migrations in one transaction, one node at a time."""
    role = program_role()
    config.attributes["program_role"] = role
    engine = create_engine(owner_url(), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(locks.taking(Lock.MIGRATIONS))
        if role:
            quoted = connection.dialect.identifier_preparer.quote(role)
            for what in (
                "SELECT, INSERT, UPDATE, DELETE ON TABLES",
                "USAGE, SELECT ON SEQUENCES",
                "EXECUTE ON FUNCTIONS",
            ):
                connection.execute(
                    text(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {what} TO {quoted}")
                )
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_name=include_name,
            compare_server_default=False,
        )
        context.run_migrations()
        if role:
            connection.execute(text(f"GRANT SELECT ON alembic_version TO {quoted}"))
    engine.dispose()


run()
