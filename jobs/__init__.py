"""What the workers run: each job opens an application, calls one function of app/, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from flask import Flask

from app import create_app
from app.core.database import db
from app.core.services.private import keep_to_ourselves
from config import Config


@lru_cache(maxsize=1)
def application() -> Flask:
    """Return this process's application."""
    config = Config.from_environment()
    keep_to_ourselves(config.VAR_DIR)
    return create_app(config)


@contextmanager
def worker_context() -> Iterator[None]:
    """Give a job an application context and a session that is closed behind it."""
    with application().app_context():
        try:
            yield
        finally:
            db.session.remove()
