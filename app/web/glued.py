"""Addresses that arrive with something glued to them, as chats and mail programs do.

What a token opens is answered under the clean path, whatever the method: nobody is to lose a form.
Any other page leads to its clean address, for good, so that one page has one address.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from app.core.text.links import SignedPaths, clean_page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# their case counts: `SignedPaths` and the front of tracked links have read them already
_EXACT = frozenset({"token", "code"})


def forgive_signed_links(app: Flask) -> None:
    """Clean the path of every page that a token opens, once all pages are registered."""
    paths = SignedPaths({rule.rule for rule in app.url_map.iter_rules() if "<token>" in rule.rule})
    flask: WSGIApplication = app.wsgi_app

    def forgiving(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        clean = paths.clean(path)
        return flask(environ if clean == path else {**environ, "PATH_INFO": clean}, start_response)

    app.wsgi_app = forgiving  # type: ignore[method-assign]


def clean_address() -> str | None:
    """Return the address of the page that was meant by one that leads nowhere; None without one."""
    if request.method not in ("GET", "HEAD"):
        return None
    clean = clean_page(request.path)
    query = request.query_string.decode("ascii", "ignore")
    for path in (clean, clean.lower()):
        if path != request.path and _is_page(path):
            return f"{path}?{query}" if query else path
    return None


def _is_page(path: str) -> bool:
    router = current_app.url_map.bind(request.host)
    try:
        _endpoint, values = router.match(path, method="GET")
    except HTTPException:  # nothing there, or a redirect
        return False
    return _EXACT.isdisjoint(values)
