"""Databases that are not as the code needs them."""

import os

import psycopg
import pytest

from app.core.services import embedded


@pytest.fixture
def empty_base(services):
    """The name of a database without a table."""
    name = f"test_empty_{os.getpid()}"
    services.drop_database(name)
    embedded.prepare_database(services.postgres, name)
    yield name
    services.drop_database(name)


@pytest.fixture
def older_base(services):
    """The name of a database as the version before left it."""
    name = f"test_older_{os.getpid()}"
    services.create_database(name)
    with psycopg.connect(services.postgres.url(name, user=embedded.OWNER)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0017'")
    yield name
    services.drop_database(name)
