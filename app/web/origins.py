"""Whether a request was made by one of our own pages."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.datastructures import Headers


def from_our_page() -> bool:
    """Say whether this request was made by a page of this installation."""
    ours = {origin_of(current_app.config["BASE_URL"]), origin_of(request.host_url)}
    return comes_from(request.headers, ours)


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
