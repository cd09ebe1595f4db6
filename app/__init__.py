"""Relais: openings and stories relayed by employees, every application credited with its proof."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from app.core import embedded
from config import ROOT, Config

# From the ground up: the order of docs/architecture.md.
PACKAGES = (
    "core", "people", "publishing", "sharing", "tracking", "hiring", "attribution", "site", "demo",
)  # fmt: skip


def create_app(config: Config | None = None) -> Flask:
    """Build the application. Reads like a table of contents; opens no connection.

    config: the settings; read from the environment when None
    """
    config = embedded.with_addresses(config or Config.from_environment())
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=None)
    app.config.from_mapping(config.for_flask())
    bind_core(app)
    register_packages(app)
    put_tracked_links_first(app)
    return app


def bind_core(app: Flask) -> None:
    """Bind extensions and what every request passes through."""
    from app.core import (
        assets,
        catalogues,
        database,
        errors,
        files,
        headers,
        i18n,
        logs,
        media,
        migrations,
        proxies,
    )
    from app.extensions import compress, csrf, db, limiter, queue
    from app.people import sessions

    logs.configure(app.config["LOG_LEVEL"])
    proxies.init_app(app)
    logs.init_app(app)
    db.init_app(app)
    database.init_app(app)
    migrations.init_app(app)
    queue.init_app(app)
    limiter.init_app(app)
    csrf.init_app(app)
    compress.init_app(app)
    sessions.init_app(app)
    catalogues.init_app(app)
    i18n.init_app(app)
    files.init_app(app)
    app.register_blueprint(media.bp)
    assets.init_app(app)
    headers.init_app(app)
    errors.init_app(app)


def register_packages(app: Flask) -> None:
    """Register each package's tables, pages, commands and subscribers to the activity log.

    A package has pages when it has `views` with a `bp`, commands when it has `cli` with a `cli`,
    and names the modules that subscribe in SUBSCRIBERS.
    """
    for name in PACKAGES:
        package = f"app.{name}"
        if find_spec(f"{package}.models"):
            import_module(f"{package}.models")
        for subscriber in getattr(import_module(package), "SUBSCRIBERS", ()):
            import_module(subscriber)
        if find_spec(f"{package}.views"):
            views = import_module(f"{package}.views")
            if hasattr(views, "bp"):
                app.register_blueprint(views.bp)
        if find_spec(f"{package}.cli"):
            for command in import_module(f"{package}.cli").COMMANDS:
                app.cli.add_command(command)


def put_tracked_links_first(app: Flask) -> None:
    """Answer /r/<code> from memory before Flask's own routing."""
    from app.site.landing import SiteRenderer
    from app.tracking import front

    front.put_first(app, SiteRenderer())
