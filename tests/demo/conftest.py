"""The demonstration, loaded once for all the tests that look at it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.core import activity
from app.core.database import db
from app.core.jobs import queue
from app.core.models import Activity
from app.demo import load
from tests import services as running


@pytest.fixture(scope="module")
def loaded_app(
    services: running.Services,
    worker: tuple[str, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """An application on a database of its own in which the demonstration is."""
    name, number = f"{worker[0]}_demo", worker[1]
    services.create_database(name)
    config = services.config(name, redis_database=number, var=tmp_path_factory.mktemp("demo"))
    app = create_app(config)
    app.config.update(WTF_CSRF_ENABLED=False)
    with app.app_context():
        load.load()
        app.extensions["given_to_workers"] = [job.args[0] for job in queue.named().jobs]
        _tell_of_links()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()
    services.drop_database(name)


@pytest.fixture
def loaded(loaded_app: Flask) -> Iterator[Flask]:
    """The demonstration, in an application context; a test leaves nothing behind."""
    with loaded_app.app_context():
        yield loaded_app
        db.session.rollback()
        db.session.remove()


def _tell_of_links() -> None:
    """Do what the workers begin with; reading ninety CVs is left."""
    waiting = select(Activity.id).where(
        Activity.delivered_at.is_(None), Activity.kind == "link.created"
    )
    ids = db.session.scalars(waiting).all()
    db.session.rollback()
    for activity_id in ids:
        activity.deliver(activity_id)
