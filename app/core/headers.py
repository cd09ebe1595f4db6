"""Security headers: one list for Flask's answers and for tracked links, answered before Flask."""

import unicodedata
from urllib.parse import quote

from flask import Flask, Response
from werkzeug.http import dump_options_header

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors {ancestors}",
    ]
)


FRAMED_BY_ANYONE = "base-uri 'none'; form-action 'none'; frame-ancestors *"


def security_headers(*, https: bool, framed: bool = False) -> list[tuple[str, str]]:
    """Return the headers that every answer carries.

    https: the installation's address is https, so browsers may be told to insist on it
    framed: a page of ours may show this answer in a frame (previews, CVs)
    """
    ancestors = "'self'" if framed else "'none'"
    headers = [
        ("Content-Security-Policy", CONTENT_SECURITY_POLICY.format(ancestors=ancestors)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN" if framed else "DENY"),
        # not no-referrer: it makes Origin null, and public forms check Origin
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ]
    if https:
        headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    return headers


def allow_framing(response: Response) -> Response:
    """Let our own pages show this answer in a frame."""
    for name, value in security_headers(https=False, framed=True):
        response.headers[name] = value
    return response


def let_anyone_frame(response: Response, *, ours: str) -> None:
    """Let pages of any site show this answer in a frame: it has no script and sends no form.

    ours: our own address; in a closed frame a page is of no origin, and so never 'self'
    """
    policy = f"default-src 'none'; style-src {ours}; img-src {ours}; {FRAMED_BY_ANYONE}"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def offer_as_file(response: Response, name: str) -> None:
    """Have browsers save an answer under a name, in letters that every one of them reads.

    source: RFC 6266, section 5 (filename* beside a filename in ASCII)
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem, dot, ending = plain.rpartition(".")
    names = {"filename": plain if stem.strip() else f"file{dot}{ending}"}
    if plain != name:
        names["filename*"] = f"UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = dump_options_header("attachment", names)


def _is_framed_by_anyone(response: Response) -> bool:
    return response.headers.get("Content-Security-Policy", "").endswith(FRAMED_BY_ANYONE)


def init_app(app: Flask) -> None:
    """Put the headers on every answer of Flask, except those that a view has set itself."""
    https = app.config["BASE_URL"].startswith("https:")

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in security_headers(https=https):
            if name != "X-Frame-Options" or not _is_framed_by_anyone(response):
                response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
