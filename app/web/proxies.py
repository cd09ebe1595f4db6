"""Believe the proxies in front of us, as many as the settings say and no more."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def _named(flask: "WSGIApplication", host: str) -> "WSGIApplication":
    def named(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return flask({**environ, "HTTP_HOST": host}, start_response)

    return named


def init_app(app: Flask) -> None:
    """Read the visitor's address and scheme from the headers of that many proxies.

    In production, the name of this site is the one of the settings, whatever a request calls it: no
    redirect leads to another, and no other counts as ours.
    """
    if app.config["ENVIRONMENT"] == "production":
        host = urlsplit(app.config["BASE_URL"]).netloc
        app.wsgi_app = _named(app.wsgi_app, host)  # type: ignore[assignment, method-assign]
    count = app.config["TRUSTED_PROXIES"]
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
