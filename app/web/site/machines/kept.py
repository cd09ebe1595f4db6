"""What machines ask for again and again: drawn once in each process for as long as nothing that
anyone may see changes, and not sent to who has it.
"""

import zlib
from collections.abc import Callable, Sequence
from hashlib import sha256

from flask import Response, abort, current_app, request

from app.core import clock
from app.publishing.site.changes import version_of_all


def current_version() -> str:
    """Return a word that changes when anything that anyone may see does. One statement."""
    return version_of_all(now=clock.now())


def etag_of(*parts: str) -> str:
    """Return what tells one answer from another: of which thing, and of which version."""
    return sha256("\0".join([current_app.config["BASE_URL"], *parts]).encode()).hexdigest()[:32]


def conditional(etag: str, draw: Callable[[], Response]) -> Response:
    """Answer 304 to who has it, else what `draw` gives; whoever keeps it asks each time."""
    known = etag in request.if_none_match
    response = Response(status=304) if known else draw()
    response.set_etag(etag)
    response.cache_control.public = True
    response.cache_control.no_cache = True
    return response


def answer(
    name: str, draw: Callable[[], Sequence[str]], *, mimetype: str, part: int = 0
) -> Response:
    """Answer with a part of what `draw` gives; 404 for a part that there is not.

    name: of what is drawn
    """
    version = current_version()

    def drawn() -> Response:
        drawings: dict[str, tuple[str, list[bytes]]]
        drawings = current_app.extensions.setdefault("drawn_for_machines", {})
        known = drawings.get(name)
        if known is None or known[0] != version:
            known = drawings[name] = version, [zlib.compress(each.encode()) for each in draw()]
        if not 0 <= part < len(known[1]):
            abort(404)
        return Response(zlib.decompress(known[1][part]), mimetype=mimetype)

    return conditional(etag_of(name, str(part), version), drawn)
