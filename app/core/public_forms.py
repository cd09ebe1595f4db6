"""Public forms: no cookie, so no CSRF token; a same-origin check stands for it.

They carry no authority: what they may do is in their own fields and their own address.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import Headers

from app.core.errors import error_page
from app.extensions import csrf

P = ParamSpec("P")


def public_form(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let a view take forms without a session, from our own pages only; others get a 403 page."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            ours = {origin_of(current_app.config["BASE_URL"]), origin_of(request.host_url)}
            if not comes_from(request.headers, ours):
                return error_page(
                    403,
                    sentence=_l(
                        "This form was sent from another site. Open its page here and send it"
                        " again."
                    ),
                )
        return view(*args, **kwargs)

    csrf.exempt(checked)
    return checked


def comes_from(headers: Headers, origins: set[str]) -> bool:
    """Say whether a request was made by a page of these origins. Pure.

    Sec-Fetch-Site when the browser sends it (over https), else Origin, else Referer, which the
    few browsers send that know neither.
    """
    if site := headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    if origin := headers.get("Origin"):
        return origin in origins
    return origin_of(headers.get("Referer", "")) in origins


def origin_of(address: str) -> str:
    """Return scheme, host and port of an address; "" when it has none. Pure."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
