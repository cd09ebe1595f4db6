"""Relais: openings and stories relayed by employees, every application credited with its proof."""

from flask import Flask

from config import ROOT, Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application. Reads like a table of contents; opens no connection.

    config: the settings; read from the environment when None
    """
    config = config or Config.from_environment()
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=None)
    app.config.from_mapping(config.for_flask())
    bind_core(app)
    register_views(app)
    register_subscribers()
    register_commands(app)
    put_tracked_links_first(app)
    return app


def bind_core(app: Flask) -> None:
    """Bind extensions and what every request passes through."""
    from app.core import assets, errors, files, headers, i18n, logs, proxies
    from app.extensions import csrf, db, limiter, login, migrate, oauth, queue
    from app.people import sessions

    logs.configure(app.config["LOG_LEVEL"])
    proxies.init_app(app)
    logs.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), compare_type=True)
    queue.init_app(app)
    limiter.init_app(app)
    csrf.init_app(app)
    login.init_app(app)
    sessions.init_app(app)
    oauth.init_app(app)
    i18n.init_app(app)
    files.init_app(app)
    assets.init_app(app)
    headers.init_app(app)
    errors.init_app(app)


def register_views(app: Flask) -> None:
    """Register the pages of every package."""


def register_subscribers() -> None:
    """Import what listens to the activity log."""


def register_commands(app: Flask) -> None:
    """Register the commands of every package."""


def put_tracked_links_first(app: Flask) -> None:
    """Answer /r/<code> from memory before Flask's own routing."""
