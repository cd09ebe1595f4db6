"""The public career site and the pages of tracked links: what anyone reads without an account."""

from flask import Blueprint, Response, request

from app.extensions import compress
from app.web.site.frame import of_public_page

bp = Blueprint("site", __name__)
bp.app_context_processor(of_public_page)
# These pages are the same for everyone. Staff pages are not compressed: beside a secret, the
# length of what is typed would tell of it (the BREACH attack).
# The fetchers of Meta read gzip and deflate alone, whatever stands before us says of them.
META = ("facebookexternalhit", "facebot", "meta-external")


def compressed(response: Response) -> Response:
    """Compress a page as its reader takes it."""
    agent = request.headers.get("User-Agent", "").lower()
    if any(name in agent for name in META):
        takes = request.headers.get("Accept-Encoding", "")
        request.environ["HTTP_ACCEPT_ENCODING"] = "gzip" if "gzip" in takes else ""
    answer: Response = compress.after_request(response)
    return answer


bp.after_request(compressed)
