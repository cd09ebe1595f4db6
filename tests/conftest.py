"""Fixtures of every test: real PostgreSQL, real Valkey, a transaction rolled back behind each.

A test marked `own_database` gets a database of its own instead, so that several connections and
processes may commit in it.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.globals import app_ctx
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Playwright, sync_playwright
from redis import Redis
from sqlalchemy import event
from werkzeug.test import TestResponse

import settings_file
from app import create_app
from app.core.database import db
from app.core.jobs import queue
from app.extensions import limiter
from app.people.entrance import passwords
from app.people.models import Person, Role
from tests import chromium, lock_order
from tests import services as running
from tests.factories.people import make_person

lock_order.watch()
os.environ[settings_file.NAMED_BY] = ""  # a machine with Relais on it may test Relais


@pytest.fixture(scope="session")
def services() -> Iterator[running.Services]:
    """The services that the tests use."""
    found = running.acquire()
    yield found
    found.release()


@pytest.fixture(scope="session")
def worker(services: running.Services) -> Iterator[tuple[str, int]]:
    """A name for this process's databases, and a Valkey database that no other process uses."""
    with services.redis_database() as number:
        yield f"test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}", number


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The library that drives the browser: one for all tests of a process."""
    with sync_playwright() as running_one:
        yield running_one


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Chromium]:
    """A headless Chromium: one for all tests of a process."""
    chromium_one = playwright.chromium.launch(
        executable_path=chromium.provide(), args=chromium.FLAGS
    )
    yield chromium_one
    chromium_one.close()


@pytest.fixture(scope="session")
def shared_app(
    services: running.Services,
    worker: tuple[str, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """One application for all tests that leave nothing behind."""
    name, number = worker
    services.create_database(name)
    app = create_app(
        services.config(name, redis_database=number, var=tmp_path_factory.mktemp("var"))
    )
    app.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
    _remember_bound(app)
    yield app
    with app.app_context():
        db.engine.dispose()
    services.drop_database(name)


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    services: running.Services,
    worker: tuple[str, int],
    tmp_path: Path,
) -> Iterator[Flask]:
    """The application, in an application context, on an empty database."""
    if request.node.get_closest_marker("own_database"):
        yield from _app_of_its_own(services, worker, tmp_path)
    else:
        yield from _app_rolled_back(request.getfixturevalue("shared_app"))


def _app_of_its_own(
    services: running.Services, worker: tuple[str, int], tmp_path: Path
) -> Iterator[Flask]:
    name, number = f"{worker[0]}_own", worker[1]
    services.create_database(name)
    app = create_app(services.config(name, redis_database=number, var=tmp_path / "var"))
    app.config.update(WTF_CSRF_ENABLED=False)
    _remember_bound(app)
    _empty_redis(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    services.drop_database(name)


def _app_rolled_back(app: Flask) -> Iterator[Flask]:
    _empty_redis(app)
    with app.app_context():
        connection = db.engine.connect()
        outer = connection.begin()
        db.session.remove()
        # every session of the test, requests' included, lives inside the outer transaction
        options = {"bind": connection, "binds": {}, "join_transaction_mode": "create_savepoint"}
        db.session.configure(**options)
        original = db.session.session_factory.class_.get_bind
        db.session.session_factory.class_.get_bind = lambda self, *a, **k: connection  # type: ignore[method-assign]
        yield app
        db.session.remove()
        db.session.session_factory.class_.get_bind = original  # type: ignore[method-assign]
        db.session.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()
        connection.close()


def _remember_bound(app: Flask) -> None:
    """Keep how the extensions stand bound to this application.

    They are one for the process: an application that another test makes binds them anew.
    """
    app.extensions["limiter_as_bound"] = dict(vars(limiter))


def _empty_redis(app: Flask) -> None:
    vars(limiter).update(app.extensions["limiter_as_bound"])
    queue.init_app(app)
    Redis.from_url(app.config["REDIS_URL"]).flushdb()
    with app.app_context():
        limiter.reset()


class Browser(FlaskClient):
    """A test client whose requests start with an empty `g`, as they do in the real thing.

    The test's own application context stays around them, so without this the person and the
    language of one request would answer the next.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        context = app_ctx._get_current_object()  # type: ignore[attr-defined]
        before, context.g = context.g, context.app.app_ctx_globals_class()
        try:
            return super().open(*args, **kwargs)
        finally:
            context.g = before


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a history."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def recruiter(app: Flask) -> Person:
    """Somebody who writes openings."""
    return make_person(role=Role.RECRUITER, first_name="Claire", last_name="Dumont")


@pytest.fixture
def editor(app: Flask) -> Person:
    """Somebody who writes stories."""
    return make_person(role=Role.EDITOR, first_name="Baptiste", last_name="Renaud")


@pytest.fixture(autouse=True)
def quick_hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2id with the least work, but where a test says otherwise."""
    passwords.nobodys_hash.cache_clear()
    monkeypatch.setattr(
        passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
    yield
    passwords.nobodys_hash.cache_clear()


class CountStatements(Protocol):
    """What the fixture `statements` gives."""

    def __call__(self) -> AbstractContextManager[list[str]]:
        """Count what is sent to the database in a block."""


@pytest.fixture
def statements(app: Flask) -> CountStatements:
    """Collect the SQL statements of a block: `with statements() as sent: …; len(sent)`."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                sent.append(statement)

        db.session.expire_all()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect
